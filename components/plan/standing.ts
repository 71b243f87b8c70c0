/** How the plan stands: a state with its reason, from its own dates. Pure; nothing is stored. */
import type { Plan } from "@/lib/planning/model.ts";
import { formatDate, plural } from "../format.ts";
import type { GlyphName } from "../icons.tsx";
import { daysBetween } from "./days.ts";
import { isLate, type Row, rowsOf } from "./rows.ts";
import { shiftWords } from "./words.ts";

export interface Standing {
  state: GlyphName;
  word: string;
  reason: string;
  /** Critical items past their planned day. */
  late: Row[];
  /** Last promised day of the newest baseline. */
  promised: string | null;
  /** Forecast end against the promise, else against the plan's own end; null: not known. */
  slips: number | null;
}

/** More days than this over the promise are critical. */
export const CRITICAL_DAYS = 30;

export function standingOf(plan: Plan): Standing {
  const rows = rowsOf(plan);
  const late = rows.filter((row) => row.item.critical && isLate(row));
  const promised = rows.map(({ item }) => item.baseline?.finishOn ?? null)
    .reduce((most, date) => date && (!most || date > most) ? date : most, null);
  const { endOn, forecastEndOn } = plan;
  const against = promised ?? endOn;
  const slips = against && forecastEndOn ? daysBetween(against, forecastEndOn) : null;
  const facts = { late, promised, slips };
  if (!endOn || slips === null) {
    return { ...facts, state: "unk", word: "Unknown", reason: "no item has a date yet" };
  }
  const parts = [
    late.length > 0 ? `${plural(late.length, "critical item")} late` : "",
    `finish ${formatDate(forecastEndOn!)}, ${shiftWords(slips)} ${
      promised && plan.baseline ? `against ${plan.baseline.name}` : "against the plan"
    }`,
  ];
  const reason = parts.filter(Boolean).join("; ");
  if (slips > CRITICAL_DAYS) return { ...facts, state: "crit", word: "Critical", reason };
  if (slips > 0 || late.length > 0) return { ...facts, state: "risk", word: "At risk", reason };
  return { ...facts, state: "ok", word: "On track", reason };
}
