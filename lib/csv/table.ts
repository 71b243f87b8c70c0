/** A file as a table: header, rows with their numbers, and what is wrong with its shape. */
import { pointer } from "@/lib/http/problem.ts";
import { decode } from "./decode.ts";
import { MAX_BYTES, MAX_COLUMNS, MAX_ROWS, type RowError, SEPARATOR_WORDS } from "./model.ts";
import { findSeparator, parse, type Separator } from "./parse.ts";
import { unguard } from "./write.ts";

export interface Row {
  /** As a spreadsheet numbers it: the header is row 1. */
  number: number;
  /** Trimmed; one for each column. */
  cells: string[];
}

export interface Table {
  headers: string[];
  rows: Row[];
  /** Rows whose cells do not fit the header, with what is wrong. */
  errors: RowError[];
  encoding: string;
  separator: Separator;
  notes: string[];
}

export type Opened = { ok: true; table: Table } | { ok: false; message: string };

const MAX_HEADER = 300;

const number = (n: number) => n.toLocaleString("en");

/** Lines of nothing but separators at the end: spreadsheets write a million of them. */
function withoutTail(text: string): string {
  let end = text.length;
  for (let at = text.length - 1; at >= 0 && "\n\r\t ,;|".includes(text[at]!); at--) {
    if (text[at] === "\n" || text[at] === "\r") end = at;
  }
  return text.slice(0, end);
}

const trimmed = (cell: string) => unguard(cell.trim()).trim();

/** Reads a file. Refused as a whole: what is no text, too large, or has no header. */
export function openTable(bytes: Uint8Array): Opened {
  const no = (message: string): Opened => ({ ok: false, message });
  if (bytes.length > MAX_BYTES) {
    return no(`Cannot accept more than ${MAX_BYTES / 1024 / 1024} MiB: split the file`);
  }
  const decoded = decode(bytes);
  if (!decoded.ok) return no(decoded.message);
  const { separator, rest } = findSeparator(decoded.text);
  const parsed = parse(withoutTail(rest), {
    separator,
    maxRecords: 2 * MAX_ROWS,
    maxCells: MAX_COLUMNS,
  });
  if (parsed.fault) {
    return no(`Cannot read row ${parsed.fault.record}: ${parsed.fault.message}`);
  }
  const first = parsed.records.findIndex((cells) => cells.some((cell) => cell.trim() !== ""));
  if (first < 0) return no("The file is empty");
  const rows = parsed.records
    .map((cells, index) => ({ number: index + 1, cells: cells.map(trimmed) }))
    .filter((row) => row.number > first + 1 && row.cells.some((cell) => cell !== ""));
  if (rows.length > MAX_ROWS || parsed.more) {
    return no(`Cannot accept more than ${number(MAX_ROWS)} rows at once: split the file`);
  }
  const notes = decoded.encoding === "Windows-1252"
    ? ["The file is not UTF-8; it was read as Windows-1252 (Western European). Look at accents."]
    : [];
  const header = parsed.records[first]!.map(trimmed);
  const long = header.find((one) => one.length > MAX_HEADER);
  if (long) return no(`Cannot use the header "${long.slice(0, 50)}…": it is too long to be one`);
  const shaped = shape(header, rows);
  const { encoding } = decoded;
  return { ok: true, table: { ...shaped, encoding, separator, notes } };
}

/** Drops columns that are empty from top to bottom, names those without a header. */
function shape(header: string[], rows: Row[]): Pick<Table, "headers" | "rows" | "errors"> {
  const width = header.length;
  const kept = header.map((_, i) => i).filter((i) =>
    header[i] !== "" || rows.some((row) => (row.cells[i] ?? "") !== "")
  );
  const errors: RowError[] = [];
  const fitting: Row[] = [];
  for (const { number, cells } of rows) {
    const ragged = cells.length < width || cells.slice(width).some((cell) => cell !== "");
    if (ragged) {
      errors.push({
        row: number,
        column: null,
        path: pointer(["rows", number]),
        message: `Has ${cells.length} cells, the header has ${width}`,
        value: cells.join(" | ").slice(0, 100),
      });
    } else fitting.push({ number, cells: kept.map((i) => cells[i]!) });
  }
  return {
    headers: kept.map((i) => header[i] || `Column ${i + 1}`),
    rows: fitting,
    errors,
  };
}

/** Headers that are there more than once. */
export const repeated = (headers: readonly string[]): string[] => [
  ...new Set(headers.filter((header, i) => headers.indexOf(header) !== i)),
];

export const separatorWord = (separator: Separator): string => SEPARATOR_WORDS[separator]!;
