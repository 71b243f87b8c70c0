/** What a change does, in a sentence: for the server's preview and for the script's. Pure. */
import type { Preview } from "@/lib/planning/model.ts";
import { formatDate, formatNumber, plural } from "../format.ts";

/** "+9 d", "−3 d". */
export const daysWords = (days: number) => `${days > 0 ? "+" : ""}${formatNumber(days)}\u00a0d`;

/** "9 days later", "3 days earlier", "on the same day". */
export function shiftWords(days: number): string {
  if (days === 0) return "on the same day";
  return `${plural(Math.abs(days), "day")} ${days > 0 ? "later" : "earlier"}`;
}

/** "21 days in, 9 out; slack takes up 12. Six more items move; the plan ends on 8 Aug 2027." */
export function sentence({ moves, endTo, endMovesDays }: Preview): string {
  const changed = moves.filter((move) => move.changed);
  const others = moves.length - changed.length;
  if (moves.length === 0) return "No date moves.";
  const days = changed.map((move) => move.days ?? 0);
  const inDays = days.reduce((most, one) => Math.abs(one) > Math.abs(most) ? one : most, 0);
  const out = endMovesDays ?? 0;
  const taken = inDays > 0 && inDays > out ? `; slack takes up ${formatNumber(inDays - out)}` : "";
  const more = others === 0
    ? "No other item moves"
    : `${plural(others, "more item")} ${others === 1 ? "moves" : "move"}`;
  const end = endTo === null
    ? "the plan has no end then"
    : endMovesDays
    ? `the plan ends ${shiftWords(endMovesDays)}, on ${formatDate(endTo)}`
    : `the plan still ends on ${formatDate(endTo)}`;
  return `${formatNumber(inDays)} days in, ${formatNumber(out)} out${taken}. ${more}; ${end}.`;
}
