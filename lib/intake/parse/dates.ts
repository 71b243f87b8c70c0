/**
 * Dates as exact as they are written. A quarter, a half-year, "in spring" and 03/04/2027 (which
 * month?) are words about a date, and no date.
 */
import type { Found } from "./numbers.ts";

const MONTHS: [string, number][] = [
  ["jan|january|januar|jänner|janvier|enero|ene|gennaio", 1],
  ["feb|february|februar|février|fév|févr|febrero|febbraio", 2],
  ["mar|march|märz|mär|mrz|mars|marzo", 3],
  ["apr|april|avril|avr|abril|abr|aprile", 4],
  ["may|mai|mayo|maggio", 5],
  ["jun|june|juni|juin|junio|giugno", 6],
  ["jul|july|juli|juillet|juil|julio|luglio", 7],
  ["aug|august|août|aout|agosto|ago", 8],
  ["sep|sept|september|septembre|septiembre|settembre", 9],
  ["oct|october|okt|oktober|octobre|octubre|ottobre", 10],
  ["nov|november|novembre|noviembre", 11],
  ["dec|december|dez|dezember|déc|décembre|dic|diciembre|dicembre", 12],
];
const MONTH = `(${MONTHS.map(([names]) => names).join("|")})\\.?`;
const YEAR = String.raw`((?:19|20)\d{2})`;
const BEFORE = String.raw`(?<![\p{L}\p{N}./-])`;
const AFTER = String.raw`(?![\p{L}\p{N}]|[./-]\d)`;
const DAY = String.raw`(\d{1,2})(?:st|nd|rd|th|er|\.|º)?`;

const monthOf = (name: string) =>
  MONTHS.find(([names]) => names.split("|").includes(name.toLowerCase()))![1];

type Read = (match: RegExpExecArray) => string | null;
const FORMS: [RegExp, Read][] = ([
  // 2027-03-15, 2027/03/15
  [String.raw`${YEAR}([-/.])(\d{2})\2(\d{2})`, (m) => day(m[1]!, m[3]!, m[4]!)],
  // 2027-03
  [String.raw`${YEAR}-(\d{2})`, (m) => month(m[1]!, m[2]!)],
  // 15 March 2027, 15. März 2027, 15-Mar-2027
  [
    String.raw`${DAY}[\s-]*(?:of\s+|de\s+)?${MONTH}[\s,-]*(?:de\s+)?${YEAR}`,
    (m) => day(m[3]!, monthOf(m[2]!), m[1]!),
  ],
  // March 15, 2027
  [String.raw`${MONTH}\s+${DAY},?\s+${YEAR}`, (m) => day(m[3]!, monthOf(m[1]!), m[2]!)],
  // March 2027, Mar-2027
  [String.raw`${MONTH}[\s,/-]*(?:of\s+|de\s+)?${YEAR}`, (m) => month(m[2]!, monthOf(m[1]!))],
  // 15.03.2027: with dots the day comes first
  [String.raw`(\d{1,2})\.\s?(\d{1,2})\.\s?${YEAR}`, (m) => day(m[3]!, m[2]!, m[1]!)],
  // 31/03/2027 or 03/31/2027, where one of the two can be no month
  [String.raw`(\d{1,2})[/-](\d{1,2})[/-]${YEAR}`, (m) => slashed(m[1]!, m[2]!, m[3]!)],
  // 2027/03
  [String.raw`${YEAR}[/.](\d{2})`, (m) => month(m[1]!, m[2]!)],
  // 03/2027
  [String.raw`(\d{1,2})[/.]${YEAR}`, (m) => month(m[2]!, m[1]!)],
] as [string, Read][]).map(([form, read]) => [
  new RegExp(`${BEFORE}${form}${AFTER}`, "giu"),
  read,
]);
const BARE_YEAR = new RegExp(`${BEFORE}${YEAR}${AFTER}`, "gu");

/** Words about when that are no date: "Q2 2027", "H1 2027", "mid 2027", "3 months after FPI". */
const VAGUE = new RegExp(
  [
    String.raw`(?:(?:end|start|beginning)\s+of\s+)?\bQ\s?[1-4][\s/,’'-]*(?:(?:19|20)?\d{2})?\b`,
    String.raw`\b(?:19|20)\d{2}[\s/-]*Q\s?[1-4]\b`,
    String.raw`\b[1-4]Q\s?(?:19|20)?\d{2}\b`,
    String
      .raw`\b(?:first|second|third|fourth|last|1st|2nd|3rd|4th)\s+quarter(?:\s+(?:of\s+)?(?:19|20)\d{2})?`,
    String.raw`\b(?:H\s?[12]|(?:first|second)\s+half(?:\s+of)?)[\s/-]*(?:19|20)?\d{2}\b`,
    String.raw`\b(?:19|20)\d{2}[\s/-]*H\s?[12]\b`,
    String
      .raw`\b(?:early|mid|late|end(?:\s+of)?|middle\s+of|beginning\s+of|start\s+of|by|before|after|around|about|approx\.?|ca\.?|spring|summer|autumn|fall|winter|Anfang|Mitte|Ende|début|fin|mi)[\s-]*(?:of\s+|in\s+)?(?:\p{L}{3,9}\.?\s+)?(?:19|20)\d{2}\b`,
    String.raw`\b\d{1,3}\s*(?:days?|weeks?|months?|years?)\s+(?:after|before|from)\b[^.;,]*`,
    String.raw`\b(?:TBD|TBC|tbd|to be (?:defined|determined|confirmed)|unknown|not known)\b`,
  ].join("|"),
  "giu",
);

/** "Mar 27" (a day, or a year?), "15 March", "5/27": something about when, and no date. */
const NO_YEAR = new RegExp(
  `${BEFORE}(?:${DAY}\\s+${MONTH}|${MONTH}\\s*['’]?\\d{1,2}|\\d{1,2}[/.]\\d{1,2}(?:[/.]\\d{2})?)${AFTER}`,
  "giu",
);

function day(year: string, monthText: string | number, dayText: string): string | null {
  const [y, m, d] = [Number(year), Number(monthText), Number(dayText)];
  const at = new Date(Date.UTC(y, m - 1, d));
  if (at.getUTCMonth() !== m - 1 || at.getUTCDate() !== d || m < 1) return null;
  return at.toISOString().slice(0, 10);
}

function month(year: string, monthText: string | number): string | null {
  const m = Number(monthText);
  return m >= 1 && m <= 12 ? `${year}-${String(m).padStart(2, "0")}` : null;
}

function slashed(first: string, second: string, year: string): string | null {
  const [a, b] = [Number(first), Number(second)];
  if (a > 12) return day(year, second, first);
  if (b > 12) return day(year, first, second);
  return a === b ? day(year, first, second) : null;
}

export interface When {
  /** 2027, 2027-03 or 2027-03-15; null where the words name none. */
  value: string | null;
  said: string;
}

const overlaps = (list: Found<unknown>[], start: number, end: number) =>
  list.some((one) => one.start < end && one.end > start);

/** What a text says about when, in its order; written dates and the words that are none. */
export function dates(text: string): Found<When>[] {
  const found: Found<When>[] = [];
  const take = (at: number, said: string, value: string | null) => {
    if (overlaps(found, at, at + said.length)) return;
    found.push({ value: { value, said: said.trim() }, start: at, end: at + said.length });
  };
  for (const match of text.matchAll(VAGUE)) take(match.index, match[0], null);
  for (const [form, read] of FORMS) {
    for (const match of text.matchAll(form)) take(match.index, match[0], read(match));
  }
  for (const match of text.matchAll(BARE_YEAR)) take(match.index, match[0], match[1]!);
  for (const match of text.matchAll(NO_YEAR)) take(match.index, match[0], null);
  return found.sort((a, b) => a.start - b.start);
}
