/** Money, and how a budget stands. Pure. */

/** Whole minor units of a currency (cents of EUR, yen of JPY), exact up to ±9007199254740991. */
export type Minor = number;

/** ISO 4217 where Intl has the decimals that people write in daily life instead. */
const EXPONENTS: Record<string, number> = {
  ...{ AFN: 2, ALL: 2, IQD: 3, IRR: 2, KPW: 2, LAK: 2, LBP: 2, MGA: 2, MMK: 2, RSD: 2 },
  ...{ SLL: 2, SOS: 2, SYP: 2, YER: 2 },
};

let codes: Set<string> | undefined;

/** Codes of currencies that exist, in order: "AED", "AFN" … */
export const currencies = (): string[] => Intl.supportedValuesOf("currency");

export function isCurrency(code: string): boolean {
  codes ??= new Set(currencies());
  return codes.has(code);
}

/** How many decimals an amount of the currency has: EUR 2, JPY 0, KWD 3 (ISO 4217). */
export function exponentOf(currency: string): number {
  const known = EXPONENTS[currency];
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

export type Amount = { value: Minor } | { fault: string };

const GROUPED: Record<string, RegExp> = {
  ".": /^[1-9]\d{0,2}(?:\.\d{3})+$/,
  ",": /^[1-9]\d{0,2}(?:,\d{3})+$/,
};

/** Digits before and after the decimal mark; null: no number; "either": 1,234 of three decimals. */
function partsOf(text: string, exponent: number): [string, string] | null | "either" {
  if (!/^\d+(?:[.,]\d+)*$/.test(text)) return null;
  const marks = text.replace(/\d/g, "");
  const [first = "", last = ""] = [marks.at(0), marks.at(-1)];
  if (marks === "") return [text, ""];
  if (marks.length === 1 && last === "," && GROUPED[","]!.test(text)) {
    return exponent === 3 ? "either" : [text.replace(",", ""), ""];
  }
  if (first === last && marks.length > 1) {
    return GROUPED[first]!.test(text) ? [text.replaceAll(first, ""), ""] : null;
  }
  const at = text.lastIndexOf(last);
  const [whole, fraction] = [text.slice(0, at), text.slice(at + 1)];
  if (marks.length > 1 && !GROUPED[first]!.test(whole)) return null;
  return [whole.replaceAll(first === last ? " " : first, ""), fraction];
}

/**
 * An amount as people type it ("1,234.56", "1.234,56", "EUR −20") in minor units. What could mean
 * two amounts is refused, and so is what the currency cannot hold.
 */
export function parseMoney(typed: string, currency: string): Amount {
  const fault = (why: string): Amount => ({
    fault: `Cannot read amount "${short(typed)}": ${why}`,
  });
  if (!isCurrency(currency)) return { fault: `Cannot use "${short(currency)}": no such currency` };
  const exponent = exponentOf(currency);
  const code = new RegExp(`^${currency}\\s*|\\s*${currency}$`, "i");
  const bare = typed.trim().replace(code, "").replaceAll(
    /(?<=\d)[ \u00a0\u202f'’](?=\d{3}(?!\d))/g,
    "",
  );
  const [, sign = "", digits = ""] = /^([-+\u2212]?)\s?(.*)$/.exec(bare) ?? [];
  const parts = partsOf(digits, exponent);
  if (parts === null) return fault(`write it as ${example(exponent)}`);
  if (parts === "either") {
    return fault(
      `it could be two amounts; write ${digits.replace(",", "")} or ${digits.replace(",", ".")}`,
    );
  }
  const [whole, fraction] = parts;
  if (fraction.length > exponent) {
    return fault(
      exponent === 0 ? `${currency} has no decimals` : `${currency} has ${exponent} decimals`,
    );
  }
  const minor = BigInt(whole + fraction.padEnd(exponent, "0"));
  if (minor > BigInt(Number.MAX_SAFE_INTEGER)) return fault("it is more than can be kept exactly");
  return { value: sign === "" || sign === "+" || minor === 0n ? Number(minor) : -Number(minor) };
}

const short = (text: string) => text.length > 60 ? `${text.slice(0, 59)}…` : text;
const example = (exponent: number) =>
  exponent === 0 ? "1234" : `1234.${"56789".slice(0, exponent)}`;

/** An amount as plain text that {@link parseMoney} reads back: `123456` EUR -> "1234.56". */
export function writeMoney(minor: Minor, currency: string): string {
  const exponent = exponentOf(currency);
  const digits = String(Math.abs(minor)).padStart(exponent + 1, "0");
  const at = digits.length - exponent;
  const text = exponent === 0 ? digits : `${digits.slice(0, at)}.${digits.slice(at)}`;
  return minor < 0 ? `-${text}` : text;
}

/** The same in sentences, in groups of three as pages write it: "680,300.00". */
export const sayMoney = (minor: Minor, currency: string): string =>
  writeMoney(minor, currency).replaceAll(/(?<=^-?\d+)(?=(\d{3})+(\.|$))/g, ",")
    .replace("-", "−");

export const CATEGORIES = [
  "site_payments",
  "staff",
  "monitoring",
  "laboratory",
  "supplies",
  "regulatory",
  "systems",
  "travel",
  "vendor",
  "other",
] as const;
export type Category = typeof CATEGORIES[number];

export const DRIVERS = ["milestone", "visit", "site", "month"] as const;
export type Driver = typeof DRIVERS[number];

/** What a forecast stands on: a forecast quantity that somebody said, quantities of the bookings,
 * what the driver counts, or nothing: then it is at least what it says. */
export const BASES = ["said", "booked", "counted", "unknown"] as const;
export type Basis = typeof BASES[number];

/** The figures of lines in one currency, in minor units; null: not known exactly. */
export interface Figures {
  planned: Minor;
  actual: Minor;
  forecast: Minor | null;
  /** forecast − planned. */
  variance: Minor | null;
  /** variance ÷ planned; null when nothing is planned. */
  varianceRatio: number | null;
}

export interface Line extends Figures {
  id: string;
  version: number;
  restricted: boolean;
  title: string;
  category: Category;
  driver: Driver;
  currency: string;
  unitAmount: Minor;
  plannedQuantity: number;
  forecastQuantity: number | null;
  milestone: { id: string; title: string } | null;
  site: { id: string; number: string | null; name: string } | null;
  startsOn: string | null;
  endsOn: string | null;
  owner: { id: string; name: string } | null;
  note: string | null;
  basis: Basis;
  /** How often the driver is expected in all. */
  expected: number;
  /** How often it happened; null: not known. */
  happened: number | null;
  /** By the bookings; null where they do not all say it, or there are none. */
  bookedQuantity: number | null;
  /** What happened and is not booked yet; null: not known. */
  unbooked: Minor | null;
  bookings: number;
  lastBookedOn: string | null;
  /** Why it needs somebody; empty: it does not. */
  stands: Stand[];
}

export interface Total extends Figures {
  currency: string;
  lines: number;
  bookings: number;
  /** Lines whose forecast stands on nothing. */
  unknown: number;
  /** Over the lines where it is known. */
  unbooked: Minor | null;
  lastBookedOn: string | null;
}

/** What the page narrows its lines by; "" is all. */
export interface LineFilter {
  q: string;
  category: string;
  driver: string;
  currency: string;
  /** One of STANDS. */
  stand: string;
  /** Lines before the first of the page. */
  from: number;
}

/** Lines that need somebody: over plan (the forecast, by more than AT_RISK_OVER), overbooked (what
 * was booked is more than the plan), loose (without what drives it), unknown (stands on nothing). */
export const STANDS = ["over", "overbooked", "loose", "unknown"] as const;
export type Stand = typeof STANDS[number];

export const LINES_ON_PAGE = 50;
export const BOOKINGS_SHOWN = 100;

export interface Booking {
  id: string;
  version: number;
  bookedOn: string;
  amount: Minor;
  quantity: number | null;
  reference: string | null;
  note: string | null;
  /** Who booked it. */
  by: string | null;
}

export interface BudgetRights {
  add: boolean;
  edit: boolean;
  remove: boolean;
}

export interface Budget {
  totals: Total[];
  /** Lines in all, and with the filter. */
  count: number;
  total: number;
  lines: Line[];
  /** What needs somebody, worst first, and how many there are. */
  needs: Line[];
  needing: number;
}
