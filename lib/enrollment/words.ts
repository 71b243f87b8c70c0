/** How enrollment stands against its targets, with the reason in words. Pure. */
import type { Rate } from "./model.ts";

/** Targets seen in the field (PRODUCT.md). */
export const MOST_SCREENED_PER_ENROLLED = 3;
export const LEAST_RETAINED = 0.85;
export const LEAST_OF_PLAN = 0.8;

export type Standing = "on-track" | "at-risk" | "unknown";
export interface Stand {
  state: Standing;
  reason: string;
}

/** How the enrolled stand against the plan of that day. */
export function standOfPlan(enrolled: number | null, planned: number | null): Stand {
  if (enrolled === null) return { state: "unknown", reason: "nobody was counted" };
  if (planned === null) return { state: "unknown", reason: "the plan of this day is not known" };
  if (planned < 1) return { state: "unknown", reason: "nobody is planned yet" };
  const share = enrolled / planned;
  const words = `${Math.floor(share * 100)} % of plan`;
  return share < LEAST_OF_PLAN
    ? { state: "at-risk", reason: `${words}, limit ${LEAST_OF_PLAN * 100} %` }
    : { state: "on-track", reason: words };
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
