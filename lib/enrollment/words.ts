/** How enrollment stands against its targets, with the reason in words. Pure. */
import type { Rate, Summary } from "./model.ts";

/** Targets seen in the field (PRODUCT.md). */
export const MOST_SCREENED_PER_ENROLLED = 3;
export const LEAST_RETAINED = 0.85;
export const LEAST_OF_PLAN = 0.8;
/** Below so much of the plan it is critical. */
export const FAR_BEHIND = 0.5;

/** `early`: behind, before the middle of the time for enrolling. `over`: nobody is expected any more. */
export type Standing = "on-track" | "at-risk" | "critical" | "early" | "over" | "unknown";
export interface Stand {
  state: Standing;
  reason: string;
}

/** When people are to be enrolled, and the day in the study. */
export interface Enrolling {
  firstOn: string | null;
  lastOn: string | null;
  today: string;
  /** The last participant is in, or the study is over. */
  over: boolean;
}

export const enrollingOf = ({ plan, today, over }: Summary): Enrolling => ({
  ...{ firstOn: plan.first.on, lastOn: plan.last.on, today, over },
});

/**
 * A share of what is planned by the newest count: the one rule of home, enrollment and portfolio (the
 * action enrollment_behind has it in SQL). Before the middle of the time nothing is called late.
 */
export function standOfShare(
  share: number,
  { firstOn, lastOn, today }: Enrolling,
  least = LEAST_OF_PLAN,
): { state: Standing; limit: string | null } {
  if (share >= least) return { state: "on-track", limit: null };
  const middle = (Date.parse(firstOn ?? "") + Date.parse(lastOn ?? "")) / 2;
  if (Date.parse(today) < middle) return { state: "early", limit: "mid-point not reached" };
  const limit = `limit ${Math.round(least * 100)}\u00a0%`;
  return { state: share < FAR_BEHIND ? "critical" : "at-risk", limit };
}

/**
 * Percent of the plan, of a share, to one decimal: cut off, not rounded, so that it never reads as a limit
 * that it does not reach. The same wherever the figure stands.
 */
export const percentOfPlan = (share: number): number => Math.floor(share * 1000 + 1e-9) / 10;

/** How the enrolled stand against the plan of the newest count. */
export function standOfPlan(
  enrolled: number | null,
  planned: number | null,
  when: Enrolling,
  least = LEAST_OF_PLAN,
): Stand {
  if (when.over) return { state: "over", reason: "no participant is expected any more" };
  if (enrolled === null) return { state: "unknown", reason: "nobody was counted" };
  if (planned === null) return { state: "unknown", reason: "the plan of this day is not known" };
  if (planned < 1) return { state: "unknown", reason: "nobody is planned yet" };
  const { state, limit } = standOfShare(enrolled / planned, when, least);
  const words = `${percentOfPlan(enrolled / planned)}\u00a0% of plan`;
  return { state, reason: limit === null ? words : `${words}; ${limit}` };
}

/** Screened to enrolled under 3 : 1. */
export function standOfScreening(rate: Rate): Stand {
  if (rate.unknown !== null) return { state: "unknown", reason: rate.unknown };
  const { numerator, denominator } = rate;
  const words = `${numerator} of ${denominator} screened enrolled`;
  return denominator! < MOST_SCREENED_PER_ENROLLED * numerator!
    ? { state: "on-track", reason: words }
    : { state: "at-risk", reason: words };
}

/** Retention over 85 %. */
export function standOfRetention(rate: Rate): Stand {
  if (rate.unknown !== null) return { state: "unknown", reason: rate.unknown };
  const words = `${rate.denominator! - rate.numerator!} of ${rate.denominator} withdrawn`;
  return { state: rate.value! > LEAST_RETAINED ? "on-track" : "at-risk", reason: words };
}
