/** How a detector is written: a pattern, what must hold of the value, and what must stand around it. */
import type { Kind, Span } from "./kinds.ts";
import type { View } from "./view.ts";

export type Detector = (view: View) => Span[];

export interface Rule {
  kind: Kind;
  /**
   * With flag g; every repetition is bounded, so that the work is linear in the text. The value is
   * the whole match, or the group `v`, which then ends the match.
   */
  pattern: RegExp;
  /** Of the value as it stands in the view: check digits, ranges. */
  valid?: (value: string) => boolean;
  /**
   * always: the shape is proof enough. near: one of the context's words must be close. alone: near,
   * or the value is all there is (a cell, a field).
   */
  when?: "always" | "near" | "alone";
  /** Context: words in the `before` characters before the value or the 32 after it, in lower case. */
  context?: RegExp;
  /** How far back the context may stand; 48 unless told. */
  before?: number;
  /** What before the value says that it is something else. */
  unless?: RegExp;
  rank?: number;
}

const AFTER = 32;
const BEFORE = 48;

/** A comma between digits is a cell's end, unless three digits follow it: 1,234,567. */
export const edgeBefore =
  "(?<![\\p{L}\\p{N}_]|\\p{N}[./:-]|\\p{L}[-/]|\\p{N},(?=\\p{N}{3}(?![\\p{N}-])))";
const edgeAfter = "(?![\\p{L}\\p{N}_]|[./:-]\\p{N}|[-/]\\p{L})";

/** A value that is not part of a longer word, number or code. */
export function whole(source: string, flags = "giu"): RegExp {
  return new RegExp(
    `${edgeBefore}(?:${source})${edgeAfter}`,
    flags,
  );
}

/** Context words are whole words (a word may go on where the pattern says so with \w*). */
export function context(source: string): RegExp {
  const letters = source.replaceAll("\\w", "[\\p{L}\\p{N}_]");
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${letters})(?![\\p{L}\\p{N}])`, "u");
}

export const digits = (text: string): string => text.replace(/\D/g, "");
export const compact = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, "").toUpperCase();

/** "certificate 2019", "registered as NCT01234567": a label's words before what is no one's number. */
export const isYearOrStudy = (value: string): boolean =>
  /^(?:(?:19|20)\d{2}(?:[-/.]\d{1,2}){0,2}|(?:19|20)\d{2}-[5\d]\d{5}-\d{2}(?:-\d{2})?)$/.test(
    value,
  ) ||
  /^(?:NCT|ISRCTN|EUCTR|ACTRN|CTRI|ChiCTR|JPRN|UMIN|jRCT|KCT|DRKS|PACTR|IRCT|U1111|NL\d|IND|IDE)[-\d]/i
    .test(value);

export function detector(rules: readonly Rule[]): Detector {
  return (view) => rules.flatMap((rule) => [...matches(view, rule)]);
}

function* matches(view: View, rule: Rule): Generator<Span> {
  rule.pattern.lastIndex = 0;
  for (const match of view.text.matchAll(rule.pattern)) {
    const value = match.groups?.v ?? match[0];
    const start = match.index + match[0].length - value.length;
    const end = start + value.length;
    if (start < view.from || value === "") continue;
    if (rule.valid !== undefined && !rule.valid(value)) continue;
    if (rule.unless?.test(view.lower.slice(Math.max(0, start - 32), start))) continue;
    if (holds(view, rule, start, end)) {
      yield { start, end, kind: rule.kind, rank: rule.rank ?? (rule.when === "near" ? 2 : 3) };
    }
  }
}

function holds(view: View, rule: Rule, start: number, end: number): boolean {
  const when = rule.when ?? "always";
  if (when === "always") return true;
  if (rule.context !== undefined && near(view, start, end, rule.context, rule.before)) return true;
  return when === "alone" && alone(view, start, end);
}

export function near(view: View, start: number, end: number, words: RegExp, before = BEFORE) {
  return words.test(view.lower.slice(Math.max(0, start - before), start)) ||
    words.test(view.lower.slice(end, end + AFTER));
}

/** Nothing but the value, punctuation and other codes: a cell, a field, a line of a list. */
export function alone(view: View, start: number, end: number): boolean {
  if (view.text.length - view.from > 200) return false;
  const rest = view.text.slice(view.from, start) + " " + view.text.slice(end);
  return !/(?<![\p{L}\p{N}])(?!(?:and|or|und|et)(?!\p{L}))\p{L}{2,64}(?![\p{L}\p{N}])/u.test(
    rest,
  ) && !/[%<>=≤≥±]/.test(rest);
}
