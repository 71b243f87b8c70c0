/** Columns and tables that entries of several groups show. Pure. */
import type { Column, Data, Row } from "../model.ts";

export const text = (label: string): Column => ({ label, kind: "text" });
export const date = (label: string): Column => ({ label, kind: "date" });
export const figure = (label: string): Column => ({ label, kind: "number" });
/** Of a day that another column has. */
export const daysLeft: Column = { label: "Days left", kind: "number", age: true };
export const STAND: Column = { label: "Status", kind: "stand" };

/**
 * A table with as many rows as the query gave of all that there are.
 * @param columns of the cells; before them stands the row's name, under `name`
 */
export const table = (
  columns: Column[],
  rows: Row[],
  total: number,
  name = "Name",
): Extract<Data, { type: "table" }> => ({
  ...{ type: "table", rows, total },
  columns: [text(name), ...columns],
});
