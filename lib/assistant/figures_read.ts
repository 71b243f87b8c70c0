/** Figures of a plain text, one after the other. The same reading is made of texts and of facts. Pure. */
import { decimal, type Figure, matched, RULES, type Said } from "./figures_rules.ts";
import { romanOf, wordAt } from "./figures_words.ts";

const CURRENCY =
  "USD|EUR|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK|PLN|CZK|HUF|INR|CNY|BRL|ZAR|US\\$|\\$|€|£|¥";
const CURRENCIES: Record<string, string> = {
  "US$": "USD",
  "$": "USD",
  "€": "EUR",
  "£": "GBP",
  "¥": "JPY",
  dollar: "USD",
  euro: "EUR",
  pound: "GBP",
};
const UNITS: [RegExp, string][] = [
  ["days?|d", "day"],
  ["weeks?|wks?|w", "week"],
  ["months?|mo", "month"],
  ["years?|yrs?|y", "year"],
  ["hours?|hrs?|h", "hour"],
  ["minutes?|min", "minute"],
  ["percentage[ -]points?|pp", "pp"],
  ["times|x|×|-?fold", "times"],
  ["mg", "mg"],
  ["kg", "kg"],
  ["g|grams?", "g"],
  ["µg|μg|mcg|ug", "µg"],
  ["ml|mL", "ml"],
  ["l|L|litres?|liters?", "l"],
  ["mmHg", "mmHg"],
].map(([words, name]) => [new RegExp(`[ -]?(?:${words})(?![\\p{L}\\p{N}])`, "uy"), name!]);

const NUMBER = /\d+(?:[.,'’]\d+)*/y;
const SPACED = /\d{1,3}(?: \d{3})+(?![\d])(?:[.,]\d+)?/y;
const SCALE = /(?: ?(thousand|million|billion|mn|bn)|([kKM]))(?![\p{L}\p{N}])/uy;
const SCALES: Record<string, number> = {
  thousand: 3,
  k: 3,
  K: 3,
  million: 6,
  mn: 6,
  M: 6,
  billion: 9,
  bn: 9,
};
const PERCENT = / ?(?:%|‰|percent|per cent|pct)(?! ?points?)(?![\p{L}\p{N}])/uiy;
const MONEY_AFTER = new RegExp(` ?(${CURRENCY}|(dollar|euro|pound)s?)(?![\\p{L}\\p{N}])`, "uy");
const MONEY_BEFORE = new RegExp(`(?:${CURRENCY}) ?$`, "u");
/** A word with digits in it, also joined ones: NCT01234567, 12-week, E6(R3). */
const CHUNK = /[\p{L}\p{N}]+(?:[-./^][\p{L}\p{N}]+|\([\p{L}\p{N}]+\))*/uy;

/** A number moved by so many places, without the errors of floating point. */
function shifted(value: string, places: number): string {
  const [whole = "", part = ""] = value.split(".");
  return decimal(
    `${whole}${part.padEnd(places, "0").slice(0, places)}.${part.slice(places) || "0"}`,
  )!;
}

/** What stands behind a number: how many, of what. */
function withSuffix(text: string, start: number, end: number, given: string): [Said, number] {
  let value = given;
  let i = end;
  const scale = matched(SCALE, text, i);
  if (scale) {
    value = shifted(value, SCALES[scale[1] ?? scale[2]!]!);
    i = SCALE.lastIndex;
  }
  if (matched(PERCENT, text, i)) return [{ kind: "percent", value }, PERCENT.lastIndex];
  const before = MONEY_BEFORE.exec(text.slice(Math.max(0, start - 5), start))?.[0].trim();
  if (before) return [{ kind: "money", value, currency: CURRENCIES[before] ?? before }, i];
  const after = matched(MONEY_AFTER, text, i);
  if (after) {
    const name = after[2] ?? after[1]!;
    return [{ kind: "money", value, currency: CURRENCIES[name] ?? name }, MONEY_AFTER.lastIndex];
  }
  const literal = text.slice(start, end);
  for (const [pattern, unit] of UNITS) {
    if (matched(pattern, text, i)) {
      return [{ kind: "number", value, unit, literal }, pattern.lastIndex];
    }
  }
  return [{ kind: "number", value, unit: null, literal }, i];
}

/** A Roman numeral of two letters and more, but for those that are rather an abbreviation. */
function romanAt(text: string, i: number): [number, number] | null {
  const found = matched(/[IVXLCDM]+(?![\p{L}\p{N}])/uy, text, i)?.[0];
  if (!found || found.length < 2 || found === "IV") return null;
  const value = /^[IVX]+$/.test(found) || found.length > 3 ? romanOf(found) : null;
  return value === null ? null : [value, i + found.length];
}

const numberOf = (value: number): Said => ({
  kind: "number",
  value: String(value),
  unit: null,
  literal: String(value),
});

/** The figure that begins here; null: none. */
function figureAt(text: string, i: number): Figure[] | null {
  for (const [pattern, read] of RULES) {
    const match = matched(pattern, text, i);
    const said = match && read(match);
    if (said) return said.map((one) => ({ ...one, start: i, end: pattern.lastIndex }));
  }
  if (!/\d/.test(text[i]!)) return wordFigureAt(text, i);
  const spaced = matched(SPACED, text, i)?.[0];
  if (spaced) return [spacedFigure(text, i, spaced)];
  const chunk = matched(CHUNK, text, i)![0];
  const digits = matched(NUMBER, text, i)![0];
  const value = decimal(digits);
  const rest = chunk.slice(digits.length);
  const ordinal = /^(?:st|nd|rd|th)$/.exec(rest);
  if (ordinal && value) return [{ ...numberOf(Number(value)), start: i, end: i + chunk.length }];
  if (value === null) {
    return [{
      kind: "text",
      value: chunk,
      start: i,
      end: i + Math.max(chunk.length, digits.length),
    }];
  }
  const [said, end] = withSuffix(text, i, i + digits.length, value);
  const next = text[end] ?? " ";
  if (/^-[\p{L}]/u.test(text.slice(end, end + 2)) || !/[\p{L}\p{N}^]/u.test(next)) {
    // 5/7 and 5-7 are two figures; 12-A7 and 2015-001234-12 are one name.
    const named = /[\p{L}]/u.test(rest) && /\d/.test(rest) &&
        !/^[-/]\d+(?:[.,]\d+)?(?:-?\p{L}+)?$/u.test(rest) ||
      /^-\d+-\d/.test(rest);
    if (!named) return [{ ...said, start: i, end }];
  }
  return [{ kind: "text", value: chunk, start: i, end: i + chunk.length }];
}

/** "1 148" is one figure or two. */
function spacedFigure(text: string, i: number, spaced: string): Figure {
  const [said, end] = withSuffix(text, i, i + spaced.length, decimal(spaced)!);
  return { ...said, start: i, end, or: [spaced.split(" ").map((part) => numberOf(Number(part)))] };
}

function wordFigureAt(text: string, i: number): Figure[] | null {
  const word = wordAt(text, i);
  if (word?.kind === "share") {
    const said = text.slice(i, word.end).toLowerCase();
    return [{
      ...{ kind: "share", word: said, percent: word.percent ?? null, number: word.number ?? null },
      ...{ start: i, end: word.end },
    }];
  }
  if (word?.kind === "ordinal") return [{ ...numberOf(word.value), start: i, end: word.end }];
  if (word) {
    const [said, end] = withSuffix(text, i, word.end, String(word.value));
    return [{ ...said, start: i, end }];
  }
  const roman = romanAt(text, i);
  if (roman) {
    const [value, end] = roman;
    return [{
      ...numberOf(value),
      start: i,
      end,
      or: [[{ kind: "text", value: text.slice(i, end) }]],
    }];
  }
  const chunk = matched(CHUNK, text, i)?.[0] ?? "";
  if (/\d/.test(chunk)) return [{ kind: "text", value: chunk, start: i, end: i + chunk.length }];
  const cjk = matched(/[〇零一二三四五六七八九十百千万億兆]{1,20}/uy, text, i)?.[0];
  return cjk ? [{ kind: "text", value: cjk, start: i, end: i + cjk.length }] : null;
}

const WORD = /[\p{L}\p{N}]/u;
const CJK = /\p{Script=Han}/u;

/** All figures, in order. */
export function figuresOf(text: string): Figure[] {
  const found: Figure[] = [];
  for (let i = 0; i < text.length;) {
    const begins = WORD.test(text[i]!) &&
      (i === 0 || !WORD.test(text[i - 1]!) || CJK.test(text[i]!));
    const here = begins ? figureAt(text, i) : null;
    if (here) {
      found.push(...here);
      i = Math.max(i + 1, here.at(-1)!.end);
    } else if (begins && !CJK.test(text[i]!)) {
      // On to the end of the word: a digit inside of it begins none.
      do i++; while (i < text.length && WORD.test(text[i]!));
    } else i++;
  }
  return ranged(text, found.map((one) => signed(text, one)));
}

/** A minus that stands before a number and after no other is its sign. */
function signed(text: string, figure: Figure): Figure {
  if (figure.kind !== "number") return figure;
  const before = text.slice(Math.max(0, figure.start - 2), figure.start);
  return /(?:^|[\s(])-$/.test(before) ? { ...figure, negative: true } : figure;
}

const BETWEEN = /^ ?(?:-|to|and|or|\/|of|out of) ?$/;
const LISTED = /^(?:, ?(?:and |or )?| and | or | ?- ?| to | & )$/;

/** In "12 to 15 %" both are percentages, in "sites 3, 5 and 7" all are names. */
function ranged(text: string, figures: Figure[]): Figure[] {
  const all: Figure[] = [];
  for (const [i, figure] of figures.entries()) {
    const [before, next] = [all.at(-1), figures[i + 1]];
    if (figure.kind !== "number" || figure.unit !== null) all.push(figure);
    else if (
      before?.kind === "rank" && before.counted && LISTED.test(text.slice(before.end, figure.start))
    ) {
      const { start, end, value: number } = figure;
      all.push({ ...before, number, start, end });
    } else all.push(next ? like(figure, next, text.slice(figure.end, next.start)) : figure);
  }
  return all;
}

/** A number before another one, of what that one is. */
function like(figure: Figure & { kind: "number" }, next: Figure, between: string): Figure {
  if (!BETWEEN.test(between)) return figure;
  const { value } = figure;
  if (next.kind === "percent") return { ...figure, or: [[{ kind: "percent", value }]] };
  if (next.kind === "money") {
    return { ...figure, or: [[{ kind: "money", value, currency: next.currency }]] };
  }
  return next.kind === "number" && next.unit ? { ...figure, unit: next.unit } : figure;
}
