/** What the plan says about its rows, in words. Pure. */
import { type Move, type Phase, PHASE_WORDS } from "@/lib/planning/model.ts";
import { formatDate, formatNumber, plural } from "../format.ts";
import type { Row } from "./rows.ts";

export { daysWords, shiftWords } from "./sentence.ts";

export const phaseWords = (phase: Phase | null) => phase ? PHASE_WORDS[phase] : "No phase";

/** "19 Jan" and, where it is not this year's, "27". */
export function shortDate(date: string, today: string): { day: string; year: string | null } {
  const [day = "", month = "", year = ""] = formatDate(date).split(" ");
  if (!year) return { day: formatDate(date), year: null };
  return { day: `${day} ${month}`, year: year === today.slice(0, 4) ? null : year.slice(2) };
}

/** The column "Slack, d". */
export function slackCell({ item }: Row): string {
  if (item.status === "done") return "done";
  return item.slackDays === null ? "–" : formatNumber(item.slackDays);
}

export function slackWords({ item }: Row): string {
  if (item.status === "done") return "Done";
  if (item.slackDays === null) return "Slack not known";
  return item.critical ? "Critical path" : `${formatNumber(item.slackDays)} days slack`;
}

/** The planned date as precise as it was given, where it is a milestone's. */
export function plannedWords({ milestone, item }: Row): string | null {
  if (milestone && milestone.precision !== "day" && milestone.plannedOn) {
    return formatDate(milestone.plannedOn);
  }
  return item.early.finishOn ? formatDate(item.early.finishOn) : null;
}

/** The same for little room: this year is not said. */
export function shortSpan(row: Row, today: string): string {
  const { startOn, finishOn } = row.item.early;
  const short = (date: string) => {
    const { day, year } = shortDate(date, today);
    return year ? `${day} ${year}` : day;
  };
  const coarse = row.milestone !== null && row.milestone.precision !== "day";
  if (coarse || !startOn || !finishOn) return spanWords(row);
  return row.task && startOn !== finishOn
    ? `${short(startOn)} to ${short(finishOn)}`
    : short(finishOn);
}

export function spanWords(row: Row): string {
  const { startOn, finishOn } = row.item.early;
  if (!row.task || !startOn || startOn === finishOn) return plannedWords(row) ?? "no date";
  return finishOn ? `${formatDate(startOn)} to ${formatDate(finishOn)}` : formatDate(startOn);
}

/** Words beside the mark in the chart. */
export function markWords(row: Row, today: string): string {
  const { item, milestone } = row;
  const late = item.lateDays ?? 0;
  if (item.status === "done") {
    if (late > 0) return `done, ${late} d late`;
    return milestone && item.early.finishOn ? shortDate(item.early.finishOn, today).day : "done";
  }
  if (late > 0) return `${late} d late`;
  if (!milestone || !item.early.finishOn) return "";
  if (milestone.precision !== "day" && milestone.plannedOn) return formatDate(milestone.plannedOn);
  const { day, year } = shortDate(item.early.finishOn, today);
  return year ? `${day} ${year}` : day;
}

/** All that a bar shows, for those who hear it. */
export function barWords(row: Row, move: Move | null): string {
  const { item } = row;
  const parts = [
    spanWords(row),
    slackWords(row).toLowerCase(),
    (item.lateDays ?? 0) > 0 && `${plural(item.lateDays!, "day")} late`,
    item.forecast.finishOn && item.status !== "done" &&
    item.forecast.finishOn !== item.early.finishOn &&
    `forecast ${formatDate(item.forecast.finishOn)}`,
    move?.finishTo && `would move to ${formatDate(move.finishTo)}`,
    item.state === "unconfirmed" && "made by a rule, not confirmed",
  ].filter(Boolean);
  return `${item.title}: ${parts.join(", ")}`;
}
