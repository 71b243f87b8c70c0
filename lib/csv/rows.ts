/** Rows of a table to values of the kind's fields, cell by cell; references by name. */
import { parseMoney, writeMoney } from "@/lib/budget/model.ts";
import { pointer } from "@/lib/http/problem.ts";
import { type CsvField, type CsvKind, fieldOf, type Values } from "./kind.ts";
import type { Mapping } from "./mapping.ts";
import type { RowError } from "./model.ts";
import type { Registers } from "./references.ts";
import type { Table } from "./table.ts";
import * as read from "./values.ts";

/** A row of the file as values of the spec's fields; a field that says nothing is not there. */
export interface Draft {
  row: number;
  values: Values;
}

export interface Reading {
  drafts: Draft[];
  errors: RowError[];
}

interface Options {
  dateFormat: read.DateFormat | null;
  /** An empty cell takes the value away; else it changes nothing. */
  clear: boolean;
}

interface Column {
  field: CsvField;
  at: number;
  header: string;
  order: read.DateFormat | null;
}

export const shortened = (text: string) => text.length > 100 ? `${text.slice(0, 99)}…` : text;

/** What is wrong with a column as a whole: dates of which nobody can tell month and day. */
function orderOf(texts: string[], header: string): read.DateFormat | null | RowError {
  const order = read.slashOrder(texts);
  if (order === "dmy" || order === "mdy") return order;
  if (order === "none") return null;
  const sample = texts.find((text) => /^\d{1,2}[/-]\d{1,2}[/-]\d{4}$/.test(text))!;
  const message = order === "mixed"
    ? `Column "${header}" mixes dates with the day first and with the month first`
    : `Column "${header}" has dates such as ${sample}: day or month first? Give dateFormat ` +
      "(dmy or mdy), or write 2026-11-21";
  return { row: null, column: header, path: pointer(["columns", header]), message, value: sample };
}

function columnsOf(kind: CsvKind, table: Table, mapping: Mapping, options: Options) {
  const columns: Column[] = [];
  const errors: RowError[] = [];
  for (const field of kind.fields) {
    const header = mapping[field.name];
    if (header === undefined) continue;
    const at = table.headers.indexOf(header);
    const dated = field.type === "date" || field.type === "partialDate";
    const order = dated && options.dateFormat === null
      ? orderOf(table.rows.map((row) => row.cells[at]!), header)
      : options.dateFormat;
    if (order !== null && typeof order === "object") errors.push(order);
    else columns.push({ field, at, header, order });
  }
  return { columns, errors };
}

/** No date, number, word or name is longer; counts are. */
const longest = (type: CsvField["type"]) =>
  type === "text" ? Infinity : type === "counts" ? 20_000 : 700;

function readCell(
  { field, order }: Column,
  text: string,
  names: Registers,
  currency: string,
): read.Read<unknown> {
  if (text.length > longest(field.type)) {
    return { fault: `Cannot use "${shortened(text)}": it is too long` };
  }
  switch (field.type) {
    case "text":
      return { value: field.tidy?.(text) ?? text };
    case "date":
      return read.readDate(text, order);
    case "partialDate":
      return read.readPartialDate(text, order);
    case "whole":
      return read.readWhole(text);
    case "decimal":
      return read.readDecimal(text);
    case "money":
      return currency === ""
        ? { fault: `Cannot read amount "${shortened(text)}": its row names no currency` }
        : parseMoney(text, currency.toUpperCase());
    case "choice":
      return read.readChoice(text, field.choices ?? {});
    case "flag":
      return read.readFlag(text);
    case "counts":
      return read.readCounts(text);
    case "site":
    case "milestone":
    case "requirement":
    case "factor":
    case "action":
    case "indicator":
    case "line":
    case "person":
      return names[field.type].find(text);
  }
}

/** Reads the cell and asks the spec's schema; undefined for a cell that says nothing. */
function valueOf(
  kind: CsvKind,
  column: Column,
  text: string,
  names: Registers,
  clear: boolean,
  currency: string,
): read.Read<unknown> {
  const { schema } = kind.spec.fields[fieldOf(column.field)]!;
  if (text === "") {
    if (!clear) return { value: undefined };
    const empty = column.field.type === "counts" ? {} : null;
    return schema.safeParse(empty).success ? { value: empty } : { value: undefined };
  }
  const cell = readCell(column, text, names, currency);
  if ("fault" in cell) return cell;
  const checked = schema.safeParse(cell.value);
  if (checked.success) return { value: checked.data };
  return { fault: `Cannot use "${shortened(text)}": ${checked.error.issues[0]!.message}` };
}

/** All rows that can be read, and every cell that cannot. */
export function readRows(
  kind: CsvKind,
  table: Table,
  mapping: Mapping,
  names: Registers,
  options: Options,
): Reading {
  const { columns, errors } = columnsOf(kind, table, mapping, options);
  const drafts: Draft[] = [];
  for (const { number, cells } of table.rows) {
    const values: Values = {};
    let good = true;
    for (const column of columns) {
      const text = cells[column.at]!;
      const money = columns.find((one) => one.field.name === column.field.currency);
      const currency = money ? cells[money.at]! : "";
      const found = valueOf(kind, column, text, names, options.clear, currency);
      if ("fault" in found) {
        good = false;
        errors.push({
          row: number,
          column: column.header,
          path: pointer(["rows", number, column.field.name]),
          message: found.fault,
          value: shortened(text),
        });
      } else if (found.value !== undefined) values[fieldOf(column.field)] = found.value;
    }
    if (good) drafts.push({ row: number, values });
  }
  return { drafts, errors };
}

/** A value as a cell that {@link readRows} reads as the same value. */
export function writeValue(
  field: CsvField,
  value: unknown,
  names: Registers,
  row: Values = {},
): string {
  if (value === null || value === undefined) return "";
  switch (field.type) {
    case "counts":
      return read.writeCounts(value as Record<string, number>);
    case "money":
      return writeMoney(Number(value), String(row[field.currency!]));
    case "flag":
      return value === true ? "yes" : "no";
    case "site":
    case "milestone":
    case "requirement":
    case "factor":
    case "action":
    case "indicator":
    case "line":
    case "person":
      return names[field.type].nameOf(String(value));
    default:
      return String(value);
  }
}
