/** CSV as pages and callers see it: limits, kinds, the report of an import. Types and words only. */
import { z } from "zod";

export const MAX_ROWS = 20_000;
export const MAX_BYTES = 10 * 1024 * 1024;
export const MAX_COLUMNS = 200;
/** Errors that a report names; `errorCount` counts all. */
export const MAX_ERRORS = 100;

/** What a cell is read as. */
export type ValueType =
  | "text"
  | "date"
  | "partialDate"
  | "whole"
  | "decimal"
  | "money"
  | "choice"
  | "flag"
  | "counts"
  | "site"
  | "milestone"
  | "requirement"
  | "factor"
  | "action"
  | "indicator"
  | "line"
  | "person";

export const EXPECTED: Record<ValueType, string> = {
  text: "Text",
  date: "A day: 2026-11-21",
  partialDate: "A day, month or year: 2026-11-21, 2026-11, 2026",
  whole: "A whole number",
  decimal: "A number: 48.2",
  money: "An amount in the currency of its row: 1,234.50",
  choice: "One of a list",
  flag: "yes or no",
  counts: "Reason: 3; other reason: 1",
  site: "Number or name of a site",
  milestone: "Key or title of a milestone",
  requirement: "Key or title of a requirement",
  factor: "Title of a critical-to-quality factor",
  action: "Key or title of a corrective or preventive action",
  indicator: "Title of an indicator",
  line: "Key or title of a budget line",
  person: "E-mail of somebody on the study",
};

/** A field that a column can fill. */
export interface FieldView {
  name: string;
  label: string;
  expected: string;
  required: boolean;
}

/** A column of the file, and the field that it fills. */
export interface ColumnView {
  header: string;
  samples: string[];
  /** Null: it fills none. */
  field: string | null;
}

export interface RowError {
  /** As the spreadsheet numbers it: the header is row 1. Null: the whole file or a column. */
  row: number | null;
  /** Header of the column; null: the whole row. */
  column: string | null;
  /** JSON pointer: `/rows/12/plannedOn`, `/columns/Planned`, `/reason`. */
  path: string;
  message: string;
  /** What the cell has, shortened. */
  value?: string;
}

export interface Report {
  dryRun: boolean;
  /** Rows with data. */
  rows: number;
  valid: number;
  created: number;
  updated: number;
  unchanged: number;
  /** At most MAX_ERRORS of them, in the order of the rows. */
  errors: RowError[];
  /** All that were found. */
  errorCount: number;
  /** Columns that fill no field. */
  ignored: string[];
  mapping: Record<string, string>;
  encoding: string;
  separator: string;
  /** What is worth knowing about how the file was read. */
  notes: string[];
}

export const reportSchema: z.ZodType<Report> = z.object({
  dryRun: z.boolean(),
  rows: z.int(),
  valid: z.int(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  errors: z.array(z.object({
    row: z.int().nullable(),
    column: z.string().nullable(),
    path: z.string(),
    message: z.string(),
    value: z.string().optional(),
  })),
  errorCount: z.int(),
  ignored: z.array(z.string()),
  mapping: z.record(z.string(), z.string()),
  encoding: z.string(),
  separator: z.string(),
  notes: z.array(z.string()),
});

export const SEPARATOR_WORDS: Record<string, string> = {
  ",": "comma",
  ";": "semicolon",
  "\t": "tab",
  "|": "vertical bar",
};

/** A file that waits for its import. */
export interface UploadView {
  id: string;
  name: string;
  rows: number;
  columns: ColumnView[];
  encoding: string;
  separator: string;
  notes: string[];
}

/** Kinds that pages offer, with the page that shows their rows. */
export const CSV_KINDS = [
  { kind: "sites", title: "Sites", page: "sites" },
  { kind: "milestones", title: "Milestones", page: "plan" },
  { kind: "tasks", title: "Tasks", page: "plan" },
  { kind: "enrollment", title: "Enrollment", page: "enrollment" },
  { kind: "budget", title: "Budget", page: "budget" },
  { kind: "budget_actuals", title: "Bookings", page: "budget" },
  { kind: "documents", title: "Documents", page: "documents" },
  { kind: "risks", title: "Risks", page: "quality" },
  { kind: "deviations", title: "Deviations", page: "quality" },
  { kind: "kri_values", title: "Values of indicators", page: "quality" },
] as const;
export type CsvKindName = typeof CSV_KINDS[number]["kind"];

/** A column of the mapping form that is left out on purpose. */
export const LEFT_OUT = "-";
