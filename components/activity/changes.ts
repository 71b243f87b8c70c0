/** The fields that an entry changed, and their values in words. */
import { enumWords, fieldWords } from "@/lib/projects/words.ts";
import { formatDate, formatMoment, formatNumber, shortened } from "../format.ts";
import { NAMING, type Row } from "./names.ts";

/** What values are read with. */
export interface Reading {
  zone: string;
  labels: Record<string, { entity: string; name: string }>;
}

export interface Change {
  column: string;
  /** In words: "target enrollment". */
  field: string;
  from: unknown;
  to: unknown;
}

/** Columns that the database keeps for itself. */
const KEPT = new Set([
  "id",
  "org_id",
  "project_id",
  "created_at",
  "updated_at",
  "created_by",
  "row_version",
  "field_sources",
  "import_run_id",
  "source_pointer",
  "ordinal",
  "record",
  "counts",
  "sha256",
  "depth",
  "key",
]);

const isEmpty = (value: unknown) =>
  value === null || value === undefined || value === "" ||
  (Array.isArray(value) && value.length === 0);

/**
 * The fields that differ; of an addition or a removal, those that hold something. `brief` leaves
 * out what the name of the record says already, and ids.
 */
export function changes(before: Row, after: Row, brief = false): Change[] {
  const names = [...new Set([...Object.keys(after ?? {}), ...Object.keys(before ?? {})])];
  const whole = before === null || after === null;
  const silent = (name: string) =>
    KEPT.has(name) || (whole && name === "restricted" && !(after ?? before)?.restricted) ||
    (brief && whole && (NAMING.includes(name) || name === "kind" || name.endsWith("_id")));
  return names.filter((name) => !silent(name)).flatMap((name) => {
    const [from, to] = [before?.[name], after?.[name]].map((v) => isEmpty(v) ? null : v);
    if (JSON.stringify(from) === JSON.stringify(to)) return [];
    return [{
      column: name,
      field: fieldWords(camel(name.replace(/_id$/, ""))).toLowerCase(),
      from,
      to,
    }];
  });
}

function camel(column: string): string {
  return column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Columns of what people and registries write freely: capitals there are nobody's enumeration. */
const FREE = new Set([...NAMING, "acronym", "raw", "said", "time_zone", "code", "reason", "city"]);

/** One value of a column in words; null where there is none. */
export function valueWords(value: unknown, reading: Reading, column = ""): string | null {
  if (isEmpty(value)) return null;
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return textWords(value, reading, FREE.has(column));
  if (Array.isArray(value)) {
    return value.map((part) => valueWords(part, reading, column) ?? "none").join(", ");
  }
  return Object.entries(value as object).filter(([, part]) => !isEmpty(part))
    .map(([name, part]) => `${name}: ${valueWords(part, reading, name)}`).join("; ") || null;
}

function textWords(text: string, { zone, labels }: Reading, free: boolean): string {
  if (UUID.test(text)) {
    return Object.hasOwn(labels, text) ? labels[text]!.name : `record ${text.slice(0, 8)}`;
  }
  if (/^\d{4}(-\d{2}){1,2}$/.test(text)) return formatDate(text);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text)) return formatMoment(text, zone);
  return !free && /^[A-Z][A-Z_0-9]{2,}$/.test(text) && !/^NCT\d/.test(text)
    ? enumWords(text).replace(/^Phase(\d)$/, "Phase $1")
    : text;
}

const LONGEST = 120;

/** The same, shortened for a line. */
export function briefly(value: unknown, reading: Reading, column = ""): string | null {
  const words = valueWords(value, reading, column);
  return words && shortened(words, LONGEST);
}
