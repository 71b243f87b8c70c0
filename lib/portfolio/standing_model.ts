/** How a study stands, in words: a colour only with its reason, and what is not known is said. Pure. */
import { percentOfPlan, type Standing as Enrolling, standOfShare } from "@/lib/enrollment/words.ts";
import type { Standing } from "@/lib/projects/portfolio_model.ts";
import { dateWords } from "@/lib/projects/words.ts";

/** `info`: neither good nor bad. */
export type State = "ok" | "risk" | "crit" | "unk" | "info";
export interface Stand {
  state: State;
  word: string;
  reason: string;
}

/** `1148` as "1,148". */
export const formatNumber = (value: number) => value.toLocaleString("en-US").replace("-", "\u2212");
/** "1 site", "1,148 sites": a number and its unit stay on one line. */
export const plural = (count: number, one: string, more = `${one}s`) =>
  `${formatNumber(count)}\u00a0${count === 1 ? one : more}`;
/** A share of 1 as "12.4 %". */
export const formatPercent = (share: number, digits = 0) =>
  `${formatNumber(Number((share * 100).toFixed(digits)))}\u00a0%`;

const SLIP_DAYS = 14;
const OF_SHARE: Record<Enrolling, [State, string]> = {
  "on-track": ["ok", "On track"],
  "at-risk": ["risk", "At risk"],
  critical: ["crit", "Critical"],
  early: ["info", "Early"],
  over: ["info", "Over"],
  unknown: ["unk", "Unknown"],
};

const stand = (state: State, word: string, reasons: string[]): Stand => ({
  state,
  word,
  reason: reasons.join("; "),
});

/** The end against the baseline, and confirmed milestones past their day. */
export function scheduleOf({ schedule: it }: Standing): Stand {
  const days = it.endDays;
  const reasons: string[] = [];
  if (it.overdue > 0) reasons.push(`${plural(it.overdue, "milestone")} overdue`);
  if (days !== null) {
    if (days > 0) reasons.push(`end ${plural(days, "day")} after the baseline`);
    else if (days < 0) reasons.push(`end ${plural(-days, "day")} before the baseline`);
    else reasons.push("end on the baseline");
  }
  if (it.overdue > 0) return stand("crit", "Critical", reasons);
  if (days !== null && days > SLIP_DAYS) return stand("risk", "At risk", reasons);
  if (it.confirmed === 0) return stand("unk", "Unknown", ["no milestone is confirmed"]);
  if (it.baseline === null) return stand("unk", "Unknown", ["no baseline to compare with"]);
  if (days === null) return stand("unk", "Unknown", ["no end date to compare"]);
  return stand("ok", "On track", reasons);
}

const GAPS = [
  ["target", "no target"],
  ["firstOn", "no date of the first participant"],
  ["lastOn", "no date of the last participant"],
] as const;

/** Enrolled against the plan of the newest count; before the middle of the time nothing is called late. */
export function enrollmentOf({ enrollment: it }: Standing, today: string): Stand {
  const gap = GAPS.find(([field]) => it[field] === null);
  const { planned, enrolled } = it;
  if (it.over) return stand("info", "Over", ["no participant is expected any more"]);
  if (gap) return stand("unk", "Unknown", [gap[1]]);
  if (enrolled === null && today <= it.firstOn!) {
    return stand("info", "Not begun", [`first participant ${dateWords({ value: it.firstOn! })}`]);
  }
  if (enrolled === null) return stand("unk", "Unknown", ["no site has sent a count"]);
  if (planned === null) {
    return stand("unk", "Unknown", ["the planned dates are in the wrong order"]);
  }
  if (planned < 1) return stand("unk", "Unknown", ["nobody is planned yet"]);
  const share = enrolled / planned;
  const words = [
    `${formatPercent(percentOfPlan(share) / 100, 1)} of plan, counted ${
      dateWords({ value: it.newest! })
    }`,
  ];
  const { state, limit } = standOfShare(share, { ...it, today });
  return stand(...OF_SHARE[state], limit === null ? words : [...words, limit]);
}

/** "61 / 180", with a dash for what is not known. */
export function enrolledOfTarget({ enrollment: { enrolled, target } }: Standing): string {
  const [count, aim] = [enrolled, target].map((n) => n === null ? "–" : formatNumber(n));
  return `${count} / ${aim}`;
}
