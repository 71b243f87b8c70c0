/** Words and rules of quality: what a score, an indicator or an action means. Pure. */

export const CATEGORIES = [
  "consent",
  "eligibility",
  "dosing",
  "procedure",
  "visit_window",
  "safety_reporting",
  "laboratory",
  "data",
  "privacy",
  "other",
] as const;
export type Category = typeof CATEGORIES[number];

export const SEVERITIES = ["minor", "major", "critical"] as const;
export const SOURCES = ["entered", "screen_failure", "withdrawal", "deviation"] as const;
export type Source = typeof SOURCES[number];
export const PERIODS = ["month", "quarter"] as const;
export type Period = typeof PERIODS[number];
export const DIRECTIONS = ["high", "low"] as const;
export type Direction = typeof DIRECTIONS[number];

/** Of an indicator, a limit: `unknown` when a count is missing or the denominator too small. */
export const STATUSES = ["on-track", "at-risk", "critical", "unknown"] as const;
export type QualityStatus = typeof STATUSES[number];

export const ZONES = ["low", "medium", "high"] as const;
export type Zone = typeof ZONES[number];
export const RISK_STATES = ["unconfirmed", "open", "closed"] as const;
export const DEVIATION_STATES = ["open", "resolved"] as const;
export const CAPA_STATES = [
  "open",
  "implemented",
  "awaiting_check",
  "ineffective",
  "closed",
] as const;
export type CapaState = typeof CAPA_STATES[number];

/** Zone of likelihood × impact: medium from 8, high from 15 (ICH Q9(R1): a matrix agreed before). */
export function zoneOf(score: number | null): Zone | null {
  if (score === null) return null;
  return score >= 15 ? "high" : score >= 8 ? "medium" : "low";
}

/** A count of a site in a period, or of all together, with what it is judged by. */
export interface Rated {
  numerator: number | null;
  denominator: number | null;
  minDenominator: number;
  /** What is counted below the line, as the indicator calls it: "screened". */
  denominatorName: string;
}

/** Why a value is not known; null where it is. */
export function unknownReason(rated: Rated): string | null {
  const { numerator, denominator, minDenominator, denominatorName } = rated;
  if (numerator === null && denominator === null) return "not counted";
  if (numerator === null) return "the numerator was not counted";
  if (denominator === null) return "the denominator was not counted";
  if (numerator < 0 || denominator < 0) return "a count was corrected downwards";
  return denominator < minDenominator
    ? `needs ${minDenominator} ${denominatorName}, has ${denominator}`
    : null;
}

/** First day of the month or quarter that a day is in. */
export function periodOf(day: string, period: Period): string {
  const [year, month] = [day.slice(0, 4), Number(day.slice(5, 7))];
  const first = period === "month" ? month : month - (month - 1) % 3;
  return `${year}-${String(first).padStart(2, "0")}-01`;
}

/** The period so many before (negative) or after. */
export function periodsFrom(first: string, period: Period, steps: number): string {
  const at = new Date(`${first}T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + steps * (period === "month" ? 1 : 3));
  return at.toISOString().slice(0, 10);
}

/** What a risk is called: "R01". The number is its own for ever, see migration 20261121166200. */
export const riskCode = (number: number): string => `R${String(number).padStart(2, "0")}`;
