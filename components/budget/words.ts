/** The budget in words: money, figures, how a forecast came about, the addresses of the page. */
import {
  type Basis,
  type Category,
  type Driver,
  exponentOf,
  type Figures,
  type Line,
  type LineFilter,
  type Minor,
  type Stand,
  writeMoney,
} from "@/lib/budget/model.ts";
import type { Standing } from "@/lib/budget/words.ts";
import { queryOf } from "../filter_bar.tsx";
import { formatDate, formatNumber, formatPercent } from "../format.ts";
import type { GlyphName } from "../icons.tsx";

const NBSP = "\u00a0";

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string): Intl.NumberFormat {
  let found = formats.get(currency);
  if (!found) {
    const digits = exponentOf(currency);
    found = new Intl.NumberFormat("en", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formats.set(currency, found);
  }
  return found;
}

/** `-123456` EUR -> "EUR −1,234.56"; null: not known. Exact: Intl reads the decimal text. */
export function formatMoney(minor: Minor | null, currency: string): string {
  return minor === null ? "not known" : `${currency}${NBSP}${amountOf(minor, currency)}`;
}

/** Without the currency, where it stands above. */
export function amountOf(minor: Minor, currency: string): string {
  const text = writeMoney(minor, currency) as `${number}`;
  return formatOf(currency).format(text).replace("-", "\u2212");
}

/** "+EUR 150.00", "−EUR 20.00", "0". */
export function changeOf(minor: Minor | null, currency: string): string {
  if (minor === null) return "not known";
  return `${minor > 0 ? "+" : ""}${amountOf(minor, currency)}`;
}

/** "+12.4 %", or null where nothing is planned. */
export const shareOf = ({ varianceRatio }: Figures): string | null =>
  varianceRatio === null
    ? null
    : `${varianceRatio > 0 ? "+" : ""}${formatPercent(varianceRatio, 1)}`;

export const CATEGORY_WORDS: Record<Category, string> = {
  site_payments: "Site payments",
  staff: "Staff",
  monitoring: "Monitoring",
  laboratory: "Laboratory",
  supplies: "Supplies",
  regulatory: "Regulatory",
  systems: "Systems",
  travel: "Travel",
  vendor: "Vendors",
  other: "Other",
};

export const DRIVER_WORDS: Record<Driver, string> = {
  milestone: "Milestone reached",
  visit: "Visit done",
  site: "Site activated",
  month: "Month over",
};

export const STANDING_MARKS: Record<Standing, { glyph: GlyphName; word: string }> = {
  "on-track": { glyph: "ok", word: "On track" },
  "at-risk": { glyph: "risk", word: "At risk" },
  critical: { glyph: "crit", word: "Critical" },
  unknown: { glyph: "unk", word: "Unknown" },
};

export const STAND_WORDS: Record<Stand, string> = {
  over: "Forecast over plan by more than 10 %",
  overbooked: "Booked over plan",
  loose: "Without what drives it",
  unknown: "Not known how often it happened",
};

export const BASIS_WORDS: Record<Basis, string> = {
  said: "quantity said",
  booked: "by bookings",
  counted: "by what happened",
  unknown: "at least",
};

const PER: Record<Driver, string> = {
  milestone: "milestone",
  visit: "visit",
  site: "site",
  month: "month",
};

/** "10 × EUR 100.00 per visit". */
export const planWords = (line: Line): string =>
  `${formatNumber(line.plannedQuantity)} × ${formatMoney(line.unitAmount, line.currency)} per ${
    PER[line.driver]
  }`;

/** What makes the driver happen, or that it is not said. */
export function drivenBy(line: Line): string {
  const { driver, milestone, site, startsOn, endsOn } = line;
  if (driver === "milestone") return milestone?.title ?? "no milestone chosen";
  if (driver === "visit") return "visits that are booked";
  if (driver === "site") return site ? siteWords(site) : "every active site of the study";
  if (!startsOn) return "no start given";
  return `months from ${formatDate(startsOn)}${endsOn ? ` to ${formatDate(endsOn)}` : ""}`;
}

export const siteWords = (site: { number: string | null; name: string }) =>
  site.number ? `${site.number} ${site.name}` : site.name;

/** How the forecast of a line came about, with its numbers. */
export function forecastWords(line: Line): string {
  const { currency, unitAmount, actual, expected, happened } = line;
  const money = (minor: Minor) => formatMoney(minor, currency);
  const rest = (n: number) => `${money(unitAmount)} × ${formatNumber(Math.max(0, expected - n))}`;
  const of = (n: number) => `${formatNumber(expected)} expected − ${formatNumber(n)} happened`;
  if (happened === null) {
    return `The greater of booked ${money(actual)} and ${money(unitAmount)} × ${
      formatNumber(expected)
    } expected. Bookings do not say how often it happened, so it is at least that.`;
  }
  if (line.bookedQuantity !== null) {
    return `${money(actual)} booked + ${rest(happened)} (${of(happened)}, by the bookings)`;
  }
  return `The greater of booked ${money(actual)} and ${money(unitAmount)} × ${
    formatNumber(happened)
  } happened, + ${rest(happened)} (${of(happened)}, by the driver)`;
}

/** Where the page is: its filter, and what is open over it. */
export interface Place extends LineFilter {
  line: string;
  proof: string;
  do: string;
  booking: string;
}

const CLOSED = { line: "", proof: "", do: "", booking: "" };

/** The address of the page with these changes; what is open closes unless it is named. */
export const hrefOf = (place: Place, changes: Partial<Place> = {}): string =>
  `?${queryOf({ ...place, ...CLOSED, ...changes })}`;
