/** The grid of values as a form: what was typed, read and compared with what was there. Pure. */
import type { Cell } from "@/lib/quality/page_model.ts";
import type { FieldError } from "../form.tsx";

/** A row as its fields hold it. */
export interface TypedCell {
  siteId: string;
  numerator: string;
  denominator: string;
  note: string;
  version: number;
}

const asText = (n: number | null) => n === null ? "" : String(n);

export const typedOf = (cell: Cell): TypedCell => ({
  siteId: cell.siteId,
  numerator: asText(cell.numerator),
  denominator: asText(cell.denominator),
  note: cell.note ?? "",
  version: cell.version,
});

/** What a row was when the page was made, as one field. */
export const wasOf = (row: TypedCell) =>
  JSON.stringify([row.version, row.numerator, row.denominator, row.note]);

/** The rows of the form whose fields are not as they were. */
export function changedCells(form: FormData): TypedCell[] {
  const found: TypedCell[] = [];
  for (const [name, was] of form) {
    const siteId = /^was\.([0-9a-f-]{36})$/.exec(name)?.[1];
    if (!siteId || typeof was !== "string") continue;
    const text = (field: string) => String(form.get(`${field}.${siteId}`) ?? "").trim();
    const version = Number(/^\[(\d{1,9}),/.exec(was)?.[1] ?? NaN);
    if (Number.isNaN(version)) continue;
    const row = {
      ...{ siteId, version, note: text("note") },
      ...{ numerator: text("numerator"), denominator: text("denominator") },
    };
    if (wasOf(row) !== was) found.push(row);
  }
  return found;
}

/** A count from its text: empty is null; what cannot be read is told. */
function countOf(text: string): number | null | string {
  if (text === "") return null;
  const plain = text.replaceAll(/[\s,\u00a0\u202f](?=\d{3}\b)/g, "");
  return /^\d+(\.\d+)?$/.test(plain)
    ? Number(plain)
    : `Cannot count "${text.slice(0, 20)}": must be a number of 0 or more`;
}

/** What to save, or what is wrong, with paths as the service has them (`/rows/3/numerator`). */
export function parseCells(rows: TypedCell[], kriId: string, periodOn: string) {
  const errors: FieldError[] = [];
  const parsed = rows.map((row, index) => {
    const read = (field: "numerator" | "denominator") => {
      const n = countOf(row[field]);
      if (typeof n !== "string") return n;
      errors.push({ path: `/rows/${index}/${field}`, message: n });
      return null;
    };
    return {
      ...{ kriId, siteId: row.siteId, periodOn, version: row.version },
      ...{ numerator: read("numerator"), denominator: read("denominator") },
      note: row.note === "" ? null : row.note,
    };
  });
  return { parsed, errors };
}
