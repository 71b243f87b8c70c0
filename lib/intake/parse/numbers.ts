/** Counts and lengths as people write them. A range or an unclear number is none. */

export interface Found<T> {
  value: T;
  start: number;
  end: number;
}

/** "1,200", "1 200" and "1200"; not "1.200", which is 1200 to some and 1.2 to others. */
const COUNT =
  /(?<![\p{L}\p{N}.,’'-])\d{1,3}(?:(?:,\d{3})+|(?:[ \u00a0\u2009\u202f’']\d{3})+)(?![\p{N}.,]\d|\p{N})|(?<![\p{L}\p{N}.,-])\d+(?![.,]?\d)/gu;

/** Whole numbers of a text, each with its place. */
export function counts(text: string): Found<number>[] {
  return [...text.matchAll(COUNT)].flatMap((match) => {
    const value = Number(match[0].replace(/\D/g, ""));
    if (!Number.isSafeInteger(value)) return [];
    return [{ value, start: match.index, end: match.index + match[0].length }];
  });
}

/** Between the ends of a range: "200-250", "200 to 250", "between 200 and 250". */
const TO = String.raw`\s*(?:-|‐|–|—|~|\bto\b|\bbis\b|\bà\b|\ba\b|\band\b|\bor\b)\s*`;
const DECIMAL = String.raw`\d{1,5}(?:\.\d{1,2})?`;
const UNIT = String
  .raw`(days?|d\b|weeks?|wks?|w\b|months?|mos?\b|years?|yrs?|y\b|Tagen?|Wochen?|Monaten?|Jahren?|jours?|semaines?|mois|ans?|années?|días?|semanas?|meses|mes|años?)`;
const LENGTH = new RegExp(
  String.raw`(?<![\p{L}\p{N}.,-])(?:(${DECIMAL})(?:\s*${
    UNIT.replace("(", "(?:")
  })?${TO})?(${DECIMAL})\s*[- ]?${UNIT}(?![\p{L}\p{N}])`,
  "giu",
);

const UNITS: [RegExp, Length["unit"]][] = [
  [/^(d|t|j)/i, "DAY"],
  [/^(w|sem)/i, "WEEK"],
  [/^(m)/i, "MONTH"],
  [/^(y|a)/i, "YEAR"],
];

export interface Length {
  shortest: number | null;
  longest: number | null;
  unit: "DAY" | "WEEK" | "MONTH" | "YEAR";
  approximate: boolean;
}

const ABOUT =
  /(?:\b(?:approx(?:imately|\.)?|about|around|circa|ca\.?|roughly|etwa|ungefähr|environ|some)|~|≈)\s*$/i;
const MOST =
  /(?:\b(?:up to|at most|max(?:imum|\.)?|no more than|less than|bis zu|jusqu['’]à|hasta)|≤|<=?)\s*(?:of\s*)?$/i;
const LEAST =
  /(?:\b(?:at least|min(?:imum|\.)?|more than|over|mindestens|au moins)|≥|>=?)\s*(?:of\s*)?$/i;

/** Lengths of time: "24 months", "18-24 months" (both ends), "up to 12 weeks" (the longest alone). */
export function lengths(text: string): Found<Length>[] {
  return [...text.matchAll(LENGTH)].flatMap((match) => {
    const before = text.slice(0, match.index);
    // The unit of the first end has to be that of the second, or nothing is known.
    const units = [...match[0].matchAll(new RegExp(UNIT, "giu"))].map(([word]) => unitOf(word));
    const unit = units.at(-1)!;
    if (units.some((one) => one !== unit)) return [];
    const [first, last] = [match[1], match[2]].map((n) => n === undefined ? null : Number(n));
    if (first !== null && first! > last!) return [];
    const most = first === null && MOST.test(before);
    const least = first === null && LEAST.test(before);
    const value = {
      shortest: most ? null : first ?? last!,
      longest: least ? null : last!,
      unit,
      approximate: ABOUT.test(before),
    };
    const lead = (ABOUT.exec(before) ?? MOST.exec(before) ?? LEAST.exec(before))?.index;
    return [{ value, start: lead ?? match.index, end: match.index + match[0].length }];
  });
}

function unitOf(word: string): Length["unit"] {
  if (/^(jahr|an|año|y)/i.test(word)) return "YEAR";
  return UNITS.find(([start]) => start.test(word))![1];
}

/** What makes a count less than one number. */
export const bounds = { about: ABOUT, most: MOST, least: LEAST };
/** A count that is one end of a range, seen from its right. */
export const RANGE_AFTER = new RegExp(`^${TO}\\d`, "u");
export const RANGE_BEFORE = new RegExp(`\\d${TO}$`, "u");
