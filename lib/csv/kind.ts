/** What a kind of rows needs to come and go as CSV: one object like this, see kinds/. */
import type { RowSpec } from "@/lib/rows/model.ts";
import { REFERENCES, type ReferenceType } from "./references.ts";
import { EXPECTED, type FieldView, type ValueType } from "./model.ts";

export interface CsvField {
  /** Header in our own files, and the name in mappings and pointers. */
  name: string;
  /** Field of the spec that it sets; `name` when absent. */
  field?: string;
  label: string;
  type: ValueType;
  /** Other headers that people use, compared without case, accents and punctuation. */
  synonyms?: string[];
  /** Of type money: the field of the same row that names its currency. */
  currency?: string;
  /** Of type choice: the values with other words for each. */
  choices?: Record<string, string[]>;
  /** Brings a text into the form that the field takes. */
  tidy?(text: string): string;
}

/** Fields that together name a row. */
export interface Key {
  /** Names of the spec's fields. */
  fields: string[];
  /** A row of the file that has an earlier key may take over a row of the database without one. */
  adopts?: boolean;
  /** Some may be empty; those without a column in the file are not compared. */
  sparse?: boolean;
}

export interface Fault {
  /** Field of the spec; "" for the row. */
  field: string;
  message: string;
}

export type Values = Record<string, unknown>;

export interface CsvKind {
  /** As in the path /api/projects/{id}/{kind}/import (there with -) and in csv_mappings (with _). */
  kind: string;
  spec: RowSpec;
  /** "sites", "enrollment counts". */
  title: string;
  fields: CsvField[];
  /** Columns that go out before the others, and say nothing when they come in: what nobody sets. */
  shown?: { name: string; write(item: Values): string }[];
  /** In order: the first that a row has names it. */
  keys: Key[];
  /** Field whose values in the file say which rows must be compared; else all of the project. */
  narrow?: string;
  /** The table has a column `ordinal`: new rows stand behind the others, in the file's order. */
  ordered?: boolean;
  /** What fields of a row say that cannot be together; gets the row as it would stand. */
  check?(row: Values): Fault[];
}

export const fieldOf = (field: CsvField): string => field.field ?? field.name;

/** Columns that the import compares and sets. */
export const columnOf = (kind: CsvKind, field: string): string => kind.spec.fields[field]!.column;

export const fieldViews = (kind: CsvKind): FieldView[] =>
  kind.fields.map((field) => ({
    name: field.name,
    label: field.label,
    expected: field.choices ? Object.keys(field.choices).join(", ") : EXPECTED[field.type],
    required: kind.spec.fields[fieldOf(field)]!.required === true,
  }));

/** Which names cells of the kind refer by. */
export const wantedNames = (kind: CsvKind) =>
  Object.fromEntries(
    REFERENCES.map((type) => [type, kind.fields.some((field) => field.type === type)]),
  ) as Record<ReferenceType, boolean>;
