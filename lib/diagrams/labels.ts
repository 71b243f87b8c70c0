/** Text from records made safe to stand in Mermaid sources, and words for the alternative text. */
import { dateWords } from "@/lib/projects/words.ts";

/** Code points of a label; what is longer is cut. The alternative text has the whole. */
const MAX_LABEL = 60;

/** Directions that turn text around and are seen by nobody, and other controls. */
const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** One line of plain text. Empty names are said to be so. */
export function plain(text: string): string {
  const line = text.toWellFormed().replace(/\s+/g, " ").replace(CONTROLS, "").trim();
  return line === "" ? "(no name)" : line;
}

function shortened(text: string, max: number): string {
  const points = [...text];
  return points.length <= max ? text : points.slice(0, max - 1).join("").trimEnd() + "…";
}

/**
 * ASCII that has no meaning to any of Mermaid's lexers, to Markdown or to HTML, wherever it
 * stands. Other alphabets and emoji have none either, but for the three signs that Mermaid uses
 * inside for its own escapes.
 */
const RISKY = /[^A-Za-z0-9 ,.'()/\u0080-\u{10ffff}-]|[\ufb02\u00b0\u00b6]/gu;

const entity = (char: string) => `#${char.codePointAt(0)};`;

/** What Markdown would read as a list. */
const LIST = /^(?:[-'(),./]|\d+[.)])/;

/**
 * A label to stand between double quotes: one line, shortened, with entities for what Mermaid,
 * Markdown or HTML would read as more than text. Mermaid shows the very characters.
 */
export function label(text: string, max = MAX_LABEL): string {
  const safe = shortened(plain(text), max)
    .replace(RISKY, entity)
    // A direction is seen by the lexers wherever in a line it stands.
    .replace(/(direction) +(?=TB|BT|RL|LR|TD)/gi, "$1#32;");
  return LIST.test(safe) ? entity(safe) + safe.slice(1) : safe;
}

/** What a lexer takes for a date or a word of its own at the start of a line. */
const OPENING =
  /^(?:\d|acc(?:title|descr)|call|click|href|gantt|date-?format|inclusive|topaxis|axisformat|tick|includes|excludes|today|week(?:day|end)|title|section)/i;

/** A label that begins a line, as those of gantt charts do. */
export function lineLabel(text: string, max = MAX_LABEL): string {
  const safe = label(text, max);
  return OPENING.test(safe) ? entity(safe) + safe.slice(1) : safe;
}

/** `2027-04-14` as "14 Apr 2027", as everywhere else. */
export const day = (on: string) => dateWords({ value: on });

export const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

/** `a, b and c`. */
export function list(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** Names that a text gives one by one; more are counted. */
const MAX_NAMES = 60;

/** `a; b; 12 more` of many, for parts that hold commas. */
export const someApart = (parts: readonly string[]): string =>
  parts.length <= MAX_NAMES
    ? parts.join("; ")
    : [...parts.slice(0, MAX_NAMES), `${parts.length - MAX_NAMES} more`].join("; ");

/** `a, b and 12 more` of many, all of few. */
export const some = (parts: readonly string[]): string =>
  parts.length <= MAX_NAMES
    ? list(parts)
    : list([...parts.slice(0, MAX_NAMES), `${parts.length - MAX_NAMES} more`]);
