/**
 * Rows as Postgres gives them inside one JSON document, and the steps that every view of them
 * shares. Columns are snake_case there and camelCase here; timestamps become UTC with a Z.
 */
import type { PartialDate, Provenance } from "./model.ts";
import { precisionOf } from "./model.ts";
import { type FieldSource, rowSource, type Sourced } from "./provenance.ts";

export type RawRow = Record<string, unknown>;

/** What every imported row carries besides its own columns. */
export interface Base extends Sourced {
  id: string;
  pointer: string | null;
}

/** Keys in camelCase, values untouched. */
export function camel(row: RawRow): RawRow {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

/** The row with camelCase names, typed by who knows its table, and its sources. */
export function readRow<T>(raw: RawRow): T & Base {
  const { importRunId, sourcePointer, fieldSources, ...rest } = camel(raw);
  return {
    ...rest,
    runId: importRunId ?? null,
    pointer: sourcePointer ?? null,
    sources: (fieldSources ?? {}) as Record<string, FieldSource>,
  } as T & Base;
}

export function readRows<T>(raw: unknown): (T & Base)[] {
  return Array.isArray(raw) ? raw.map((row: RawRow) => readRow<T>(row)) : [];
}

export function sourceOfRow(row: Base): Provenance | null {
  return rowSource(row, row.pointer);
}

/** `2026-11-21T07:00:00.000Z` from what Postgres writes into JSON, or from a Date. */
export function moment(value: unknown): string {
  return (value instanceof Date ? value : new Date(String(value))).toISOString();
}

export function momentOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : moment(value);
}

export function partialDate(value: unknown, certainty: unknown): PartialDate | null {
  if (typeof value !== "string") return null;
  const type = certainty === "ACTUAL" || certainty === "ESTIMATED" ? certainty : null;
  return { value, precision: precisionOf(value), type };
}
