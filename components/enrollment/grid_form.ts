/** The entry grid as a form: what was typed, read and compared with what was there. Pure. */
import {
  type CountName,
  COUNTS,
  type Counts,
  type GridRow,
  type Reasons,
} from "@/lib/enrollment/model.ts";
import type { FieldError } from "../form.tsx";

/** A row as its fields hold it, all as text. */
export interface TypedRow {
  siteId: string;
  version: number;
  counts: Record<CountName, string>;
  reasons: string;
}

const GROUPED = /^\d{1,3}(?:[ ,\u00a0\u202f]\d{3})+$|^\d+$/;

/** `ECOG over 1: 31; washout: 22`. */
export function reasonsText(reasons: Reasons): string {
  return Object.entries(reasons).map(([reason, n]) => `${reason}: ${n}`).join("; ");
}

/** Reasons from their text, or what is wrong with it. */
export function parseReasons(text: string): Reasons | string {
  const found: Reasons = Object.create(null);
  for (const part of text.split(";").map((one) => one.trim()).filter(Boolean)) {
    const [, reason = "", n = ""] = /^(.*\S)\s*:\s*(\d{1,8})$/.exec(part) ?? [];
    if (reason === "") return `Cannot read "${part}": write a reason, a colon and a number`;
    if (reason.length > 200) return `Cannot keep a reason of more than 200 characters`;
    found[reason] = (found[reason] ?? 0) + Number(n);
  }
  return { ...found };
}

/** A count from its text: empty is null. */
export function parseCount(text: string): number | null | string {
  const typed = text.trim();
  if (typed === "") return null;
  if (/^[-−]\s*\d/.test(typed)) return `Cannot count "${typed}": must not be negative`;
  const n = GROUPED.test(typed) ? Number(typed.replace(/\D/g, "")) : NaN;
  if (Number.isNaN(n)) return `Cannot count "${typed.slice(0, 20)}": must be a whole number`;
  return n > 10_000_000 ? `Cannot count "${typed.slice(0, 20)}": must be at most 10,000,000` : n;
}

export const typedOf = (row: GridRow): TypedRow => ({
  siteId: row.siteId,
  version: row.version,
  counts: Object.fromEntries(
    COUNTS.map((name) => [name, row.counts[name] === null ? "" : String(row.counts[name])]),
  ) as Record<CountName, string>,
  reasons: reasonsText(row.reasons),
});

/** Names of the fields of a row. */
export const fieldName = (siteId: string, field: CountName | "failureReasons" | "was") =>
  `${field}.${siteId}`;

/** What a row was when the page was made: its version and its counts, as one field. */
export const wasOf = (row: TypedRow) =>
  JSON.stringify([row.version, ...COUNTS.map((name) => row.counts[name]), row.reasons]);

function readWas(siteId: string, text: string): TypedRow | null {
  try {
    const parts: unknown = JSON.parse(text);
    if (!Array.isArray(parts) || parts.length !== COUNTS.length + 2) return null;
    const [version, ...texts] = parts as unknown[];
    if (!Number.isInteger(version) || texts.some((one) => typeof one !== "string")) return null;
    const counts = Object.fromEntries(COUNTS.map((name, i) => [name, String(texts[i])]));
    return {
      siteId,
      version: Number(version),
      counts: counts as Record<CountName, string>,
      reasons: String(texts.at(-1)),
    };
  } catch {
    return null;
  }
}

/** The rows of the form whose fields are not as they were, in their order. */
export function changedRows(form: FormData): { typed: TypedRow; was: TypedRow }[] {
  const found: { typed: TypedRow; was: TypedRow }[] = [];
  for (const [name, value] of form) {
    const siteId = /^was\.([0-9a-f-]{36})$/.exec(name)?.[1];
    if (!siteId || typeof value !== "string") continue;
    const was = readWas(siteId, value);
    if (!was) continue;
    const text = (field: CountName | "failureReasons") =>
      String(form.get(fieldName(siteId, field)) ?? "").trim();
    const counts = Object.fromEntries(COUNTS.map((one) => [one, text(one)]));
    const typed: TypedRow = {
      ...{ siteId, version: was.version, reasons: text("failureReasons") },
      counts: counts as Record<CountName, string>,
    };
    const same = COUNTS.every((one) => typed.counts[one] === was.counts[one]) &&
      typed.reasons === was.reasons;
    if (!same) found.push({ typed, was });
  }
  return found;
}

export interface ParsedRow {
  siteId: string;
  asOf: string;
  version: number;
  remove?: boolean;
  counts: Counts;
  failureReasons: Reasons;
}

/** What to save, or what is wrong, with paths as the service has them (`/rows/3/enrolled`). */
export function parseRows(rows: TypedRow[], on: string) {
  const errors: FieldError[] = [];
  const parsed = rows.map((row, index): ParsedRow => {
    const fault = (field: string, message: string) =>
      errors.push({ path: `/rows/${index}/${field}`, message });
    const counts = {} as Counts;
    for (const name of COUNTS) {
      const n = parseCount(row.counts[name]);
      if (typeof n === "string") fault(name, n);
      counts[name] = typeof n === "string" ? null : n;
    }
    const reasons = parseReasons(row.reasons);
    if (typeof reasons === "string") fault("failureReasons", reasons);
    const failureReasons = typeof reasons === "string" ? {} : reasons;
    const empty = COUNTS.every((name) => row.counts[name] === "") && row.reasons === "";
    const base = { siteId: row.siteId, asOf: on, version: row.version, counts, failureReasons };
    return empty && row.version > 0 ? { ...base, remove: true } : base;
  });
  return { parsed, errors };
}
