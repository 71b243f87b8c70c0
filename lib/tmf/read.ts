/** A list of artifacts read from a CSV file, as the reference model is given out. Pure. */
import { plain } from "@/lib/csv/values.ts";
import { openTable } from "@/lib/csv/table.ts";
import { pointer } from "@/lib/http/problem.ts";
import type { RowFault } from "./model.ts";

export const FIELDS = ["number", "zone", "section", "artifact"] as const;
export type Field = typeof FIELDS[number];
export type Row = Record<Field, string>;

/** The surest first: "Zone #" and "Zone" are the same word. */
const HEADERS: Record<Field, string[]> = {
  number: [
    ...["number", "artifact number", "artifact #", "artifact no", "artifact id", "tmf number"],
    ...["tmf artifact number", "tmf rm number", "artifact", "unique number"],
  ],
  zone: ["tmf zone", "zone name", "tmf zone name", "zone"],
  section: ["tmf section", "section name", "tmf section name", "section"],
  artifact: ["artifact name", "tmf artifact", "tmf artifact name", "name", "title", "artifact"],
};
const LABELS: Record<Field, string> = {
  number: "number of the artifact",
  zone: "zone",
  section: "section",
  artifact: "name of the artifact",
};
const MOST: Record<Field, number> = { number: 40, zone: 200, section: 200, artifact: 300 };

export interface Read {
  rows: Row[];
  skipped: number;
  mapping: Record<string, string>;
  faults: RowFault[];
}

/** Which column fills what: as asked, else by its header; a header serves once. */
function assign(headers: string[], asked: Record<string, string>): Partial<Record<Field, string>> {
  const taken = new Set(Object.values(asked));
  const found: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    const given = asked[field];
    const guess = HEADERS[field].map((name) =>
      headers.find((header) => plain(header) === plain(name) && !taken.has(header))
    ).find((header) => header !== undefined);
    const header = given === undefined ? guess : headers.find((one) => one === given);
    if (header === undefined) continue;
    found[field] = header;
    taken.add(header);
  }
  return found;
}

/** "5.2.4" and "05-02-04" are 05.02.04; null for what is no artifact's number. */
export function numberOf(text: string): string | null {
  const parts = /^(\d{1,2})[.-](\d{1,2})[.-](\d{1,2})$/.exec(text.trim());
  return parts && parts.slice(1).map((part) => part.padStart(2, "0")).join(".");
}

/** "05 Site Management" is "Site Management". */
const named = (text: string) => text.replace(/^\d{1,2}([.-]\d{1,2})*[.)]?\s+/, "").trim();

/** Reads a file. `asked`: which header fills which field, where its own words do not say it. */
export function readList(bytes: Uint8Array, asked: Record<string, string> = {}): Read {
  const none = { rows: [], skipped: 0, mapping: {} };
  const whole = (path: string, message: string) => ({
    ...none,
    faults: [{ row: null, path, message }],
  });
  const opened = openTable(bytes);
  if (!opened.ok) return whole("", opened.message);
  const { headers, rows: lines, errors } = opened.table;
  const mapping = assign(headers, asked);
  const missing = FIELDS.filter((field) => mapping[field] === undefined);
  if (missing.length > 0) {
    const what = missing.map((field) => LABELS[field]).join(", ");
    return whole("/columns", `No column has the ${what}: name it in the header, or map it`);
  }
  const faults: RowFault[] = errors.map(({ row, path, message }) => ({ row, path, message }));
  const seen = new Map<string, number>();
  const rows: Row[] = [];
  let skipped = 0;
  for (const { number: line, cells } of lines) {
    const cell = (field: Field) => cells[headers.indexOf(mapping[field]!)] ?? "";
    // A list has headings of zones and sections between its artifacts.
    if (cell("number") === "" || /^\d{1,2}([.-]\d{1,2})?$/.test(cell("number"))) {
      skipped++;
      continue;
    }
    const at = (field: Field, message: string) =>
      faults.push({ row: line, path: pointer(["rows", String(line), field]), message });
    const number = numberOf(cell("number"));
    if (number === null) {
      at("number", `Cannot read artifact number "${cell("number").slice(0, 40)}": write 05.02.04`);
      continue;
    }
    const first = seen.get(number);
    if (first !== undefined) at("number", `${number} is in row ${first} already`);
    seen.set(number, first ?? line);
    const row = { number } as Row;
    for (const field of ["zone", "section", "artifact"] as const) {
      row[field] = named(cell(field));
      if (row[field] === "") at(field, `Must be given: the ${LABELS[field]}`);
      if (row[field].length > MOST[field]) at(field, `Must be at most ${MOST[field]} characters`);
    }
    rows.push(row);
  }
  if (rows.length === 0 && faults.length === 0) return whole("", "The file has no artifact");
  return { rows, skipped, mapping: mapping as Record<string, string>, faults };
}
