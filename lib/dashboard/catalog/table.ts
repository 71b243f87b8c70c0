/** Tables of what a query's rows say, column by column. */
import { count, type Doc, type Json, n, s } from "../entry.ts";
import type { Cell, Column, Data, Row, Standing } from "../model.ts";

export interface Col {
  label: string;
  kind: Column["kind"];
  age?: true;
  cell(row: Json): Cell;
}

export const words = (label: string, key: string): Col => ({
  ...{ label, kind: "text" },
  cell: (row) => s(row[key]),
});
/** Days until a day that another column has. */
export const daysLeft = (key: string): Col => ({ ...number("Days left", key), age: true });

export const number = (label: string, key: string): Col => ({
  ...{ label, kind: "number" },
  cell: (row) => n(row[key]),
});
/** A day, or the day of a UTC timestamp. */
export const date = (label: string, key: string): Col => ({
  ...{ label, kind: "date" },
  cell: (row) => s(row[key])?.slice(0, 10) ?? null,
});
export const money = (label: string, key: string): Col => ({
  ...{ label, kind: "money" },
  cell: (row) =>
    n(row[key]) === null ? null : { minor: count(row[key]), currency: s(row.currency) ?? "" },
});
export const cell = (label: string, kind: Column["kind"], of: Col["cell"]): Col => ({
  ...{ label, kind },
  cell: of,
});

const STATES: Standing[] = ["on-track", "at-risk", "critical", "unknown"];
/** How a row of the database says that something stands. */
export const stateOf = (value: unknown): Standing =>
  STATES.find((one) => one === value) ?? "unknown";

interface Named {
  /** What the first column is called. */
  first: string;
  name(row: Json): string;
  path?(row: Json): string | undefined;
  /** How many there are in all; as many as rows where it is not given. */
  total?: number;
}

export function table(
  doc: Pick<Doc, "rows">,
  { first, name, path, total }: Named,
  columns: Col[],
): Extract<Data, { type: "table" }> {
  return {
    type: "table",
    columns: [
      { label: first, kind: "text" },
      ...columns.map(({ label, kind, age }) => ({ label, kind, ...(age ? { age } : {}) })),
    ],
    rows: doc.rows.map((row): Row => {
      const at = path?.(row);
      return {
        name: name(row),
        ...(at === undefined ? {} : { path: at }),
        cells: columns.map((column) => column.cell(row)),
      };
    }),
    total: total ?? doc.rows.length,
  };
}
