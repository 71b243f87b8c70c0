/** CSV as text to records of cells: RFC 4180, any line ends, four separators. */

export type Separator = "," | ";" | "\t" | "|";

export const SEPARATORS: readonly Separator[] = [",", ";", "\t", "|"];

export interface ParseOptions {
  separator: Separator;
  /** Stops after so many records; `more` then says that there were others. */
  maxRecords?: number;
  maxCells?: number;
}

export interface Parsed {
  records: string[][];
  more: boolean;
  /** Why reading stopped; `record` counts from 1, as a spreadsheet numbers its rows. */
  fault: { record: number; message: string } | null;
}

const QUOTE = 34;
const CR = 13;
const LF = 10;

/**
 * Reads records. A cell is quoted when its first character is a quote; a quote elsewhere is a
 * character like others. Blanks between a closing quote and the separator are passed over.
 */
export function parse(text: string, options: ParseOptions): Parsed {
  const { separator, maxRecords = Infinity, maxCells = 1000 } = options;
  const split = separator.charCodeAt(0);
  const records: string[][] = [];
  const stop = (message: string): Parsed => ({
    ...{ records, more: false },
    fault: { record: records.length + 1, message },
  });
  let cells: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell: string;
    if (text.charCodeAt(at) === QUOTE) {
      const end = closing(text, at + 1);
      if (end < 0) return stop("A quoted cell begins here and never ends");
      cell = text.slice(at + 1, end);
      if (cell.includes('""')) cell = cell.replaceAll('""', '"');
      at = end + 1;
      while (text[at] === " " || text[at] === "\t" && split !== 9) at++;
      const next = at < text.length ? text.charCodeAt(at) : LF;
      if (next !== split && next !== CR && next !== LF) {
        return stop('Text follows a closing quote; write a quote inside a cell as ""');
      }
    } else {
      const end = endOfPlain(text, at, split);
      cell = text.slice(at, end);
      at = end;
    }
    cells.push(cell);
    if (cells.length > maxCells) return stop(`Has more than ${maxCells} columns`);
    if (text.charCodeAt(at) === split) {
      at++;
      // A separator at the very end is followed by one more, empty cell.
      if (at < text.length) continue;
      cells.push("");
    }
    at += text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? 2 : 1;
    records.push(cells);
    cells = [];
    if (records.length >= maxRecords) return { records, more: at < text.length, fault: null };
  }
  return { records, more: false, fault: null };
}

/** Where the quote is that closes the cell; -1 when none does. */
function closing(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text.charCodeAt(at + 1) !== QUOTE) return at;
  }
  return -1;
}

function endOfPlain(text: string, from: number, split: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === split || code === CR || code === LF) break;
  }
  return at;
}

/** How evenly a separator divides the first records: cells a record when they agree, else less. */
function evenness(text: string, separator: Separator): number {
  const { records, fault } = parse(text, { separator, maxRecords: 20 });
  const widths = records.filter((cells) => cells.some((cell) => cell.trim() !== ""))
    .map((cells) => cells.length);
  const header = widths[0] ?? 1;
  if (header < 2) return 0;
  const same = widths.filter((width) => width === header).length / widths.length;
  return (fault && records.length < 2 ? 0.5 : 1) * same * same * Math.min(header, 50);
}

/** The separator of a file: what Excel wrote down in its first line, else the one that divides best. */
export function findSeparator(text: string): { separator: Separator; rest: string } {
  const told = /^sep=([,;\t|])(?:\r\n|\r|\n)/i.exec(text);
  if (told) return { separator: told[1] as Separator, rest: text.slice(told[0].length) };
  const sample = text.slice(0, 200_000);
  const scores = SEPARATORS.map((separator) => ({ separator, score: evenness(sample, separator) }));
  const best = scores.reduce((most, one) => one.score > most.score ? one : most);
  return { separator: best.score > 0 ? best.separator : ",", rest: text };
}
