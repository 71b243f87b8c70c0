/** Enrollment in words: titles, values, how it stands, and the addresses of the page. */
import {
  type CountName,
  type EnrollmentPlan,
  type Missing,
  type PlanDay,
  type Rate,
  type Summary,
  type Total,
} from "@/lib/enrollment/model.ts";
import { type Stand } from "@/lib/enrollment/words.ts";
import { formatDate, formatNumber, formatPercent, plural } from "../format.ts";
import { queryOf } from "../filter_bar.tsx";
import type { GlyphName } from "../icons.tsx";

export const COUNT_TITLES: Record<CountName, string> = {
  prescreened: "Prescreened",
  screened: "Screened",
  screenFailed: "Failed screening",
  enrolled: "Enrolled",
  withdrawn: "Withdrawn",
  completed: "Completed",
};

export const STAND_MARKS: Record<Stand["state"], { glyph: GlyphName; word: string }> = {
  "on-track": { glyph: "ok", word: "On track" },
  "at-risk": { glyph: "risk", word: "At risk" },
  critical: { glyph: "crit", word: "Critical" },
  early: { glyph: "info", word: "Early" },
  over: { glyph: "info", word: "Over" },
  unknown: { glyph: "unk", word: "Unknown" },
};

export const DASH = "–";
export const countOr = (n: number | null) => n === null ? DASH : formatNumber(n);

/** "41 %", or a dash. */
export const shareOf = (rate: Rate) =>
  rate.value === null ? DASH : formatPercent(rate.value, rate.value > 0.9 ? 1 : 0);

/** Screened to enrolled as "2.4 : 1"; a dash where it is unknown. */
export function ratioOf(rate: Rate): string {
  if (rate.unknown !== null) return DASH;
  if (rate.numerator === 0) return `${formatNumber(rate.denominator!)} : 0`;
  return `${formatNumber(Number((rate.denominator! / rate.numerator!).toFixed(1)))} : 1`;
}

/** Days of a count: "as of 6 Oct 2025", "counted 6 Oct 2025 to 12 Mar 2026". */
export function daysOf({ oldest, newest }: Pick<Total, "oldest" | "newest">): string {
  if (oldest === null || newest === null) return "not counted";
  return oldest === newest
    ? `as of ${formatDate(newest)}`
    : `counted ${formatDate(oldest)} to ${formatDate(newest)}`;
}

const BASIS: Record<NonNullable<PlanDay["basis"]>, string> = {
  actual: "recorded",
  registry: "actual by the registry",
  forecast: "forecast",
  planned: "planned",
};

/** "31 Mar 2027 (planned Mar 2027: its last day counts; unconfirmed)". */
export function planDayWords(day: PlanDay): string {
  if (day.on === null) return "not known";
  const parts = [BASIS[day.basis!]];
  if (day.said !== day.on) parts[0] += ` ${formatDate(day.said!)}: its last day counts`;
  if (day.basis !== "actual" && day.state === "unconfirmed") parts.push("unconfirmed");
  return `${formatDate(day.on)} (${parts.join("; ")})`;
}

export function missingWords(missing: Missing[], plan: EnrollmentPlan): string {
  const words: Record<Missing, string> = {
    target: plan.sitesWithoutTarget === null
      ? "how many people are to be enrolled"
      : `a target of ${plural(plan.sitesWithoutTarget, "site")}`,
    first_participant_in: "when the first participant is in",
    last_participant_in: "when the last participant is in",
    order: "dates that fit: the last participant is planned before the first",
  };
  return missing.map((one) => words[one]).join(", and ");
}

/** What the counts are of. */
export function scopeWords({ scope }: Summary): string {
  if (scope.site) return siteWords(scope.site);
  if (scope.kind === "country") return countryWords(scope.country!);
  return "the study";
}

export const countryWords = (country: string) => country === "" ? "country not known" : country;
export const siteWords = (site: { number: string | null; name: string }) =>
  [site.number, site.name].filter(Boolean).join(" ");

/** All state of the page is in its address. */
export interface Place {
  /** A country, `-` for those not known; "" for all. */
  country: string;
  /** Id of a site. */
  site: string;
  /** Which table: "" for sites, else "country". */
  by: string;
  /** A key of SITE_SORTS, with "-" before it from the highest. */
  sort: string;
  from: string;
}

export const NO_COUNTRY = "-";
export const countryKey = (country: string) => country === "" ? NO_COUNTRY : country;

/** Id of the number that opens a proof, to come back to. */
export const proofId = (key: string) => `p-${key}`;

export function hrefOf(place: Place, changes: Partial<Place> & { proof?: string } = {}): string {
  return `?${queryOf({ ...place, ...changes })}`;
}
