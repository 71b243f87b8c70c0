/** Records as CSV, and the guard against cells that a spreadsheet would run. */
import type { Separator } from "./parse.ts";

/**
 * What spreadsheets run as a formula: a text that begins with = + - @ (plain or full-width), or
 * with a tab or return that hides one. A plain number is none.
 */
const FORMULA = /^'*[\s\0]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^'*[\t\r]/;
const NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/;

/** The text with an apostrophe in front when a spreadsheet could run it; see {@link unguard}. */
export function guard(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/** Takes back the apostrophe of {@link guard}, and of people who know the trick. */
export function unguard(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}

export interface Dialect {
  separator?: Separator;
  newline?: "\r\n" | "\n" | "\r";
}

/** One record; cells are quoted where they must be. */
export function writeRecord(cells: readonly string[], dialect: Dialect = {}): string {
  const { separator = ",", newline = "\r\n" } = dialect;
  const line = cells.map((cell) => quoted(cell, separator)).join(separator);
  // A record of one empty cell would be an empty line, which readers pass over.
  return (line === "" ? '""' : line) + newline;
}

function quoted(cell: string, separator: string): string {
  const plain = !/["\r\n]/.test(cell) && !cell.includes(separator);
  return plain ? cell : `"${cell.replaceAll('"', '""')}"`;
}

export const writeCsv = (records: readonly (readonly string[])[], dialect: Dialect = {}): string =>
  records.map((cells) => writeRecord(cells, dialect)).join("");
