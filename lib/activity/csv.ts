import type { ActivityEvent } from "./model.ts";

const COLUMNS = [
  "number",
  "at",
  "actor",
  "actorName",
  "actorKind",
  "onBehalfOf",
  "entity",
  "entityId",
  "action",
  "reason",
  "before",
  "after",
  "hash",
  "projectId",
  "restricted",
] as const;

/**
 * One cell. Spreadsheets run a text that begins with `=`, `+`, `-`, `@`, tab or return as a
 * formula, so such a text gets an apostrophe in front.
 */
export function cell(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? "" : String(value);
  const inert = typeof value === "string" && /^\s*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(text)
    ? `'${text}`
    : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

const line = (cells: readonly (string | number | null | undefined)[]) =>
  `${cells.map(cell).join(",")}\r\n`;

export const csvHeader = (): string => line(COLUMNS);

const json = (value: unknown) => value === null ? null : JSON.stringify(value);

/** One entry as a line of RFC 4180. */
export function csvLine(event: ActivityEvent): string {
  return line([
    event.seq,
    event.at,
    event.actor?.id,
    event.actor?.name,
    event.actorKind,
    event.onBehalfOf,
    event.entity,
    event.entityId,
    event.action,
    event.reason,
    json(event.before),
    json(event.after),
    event.hash,
    event.projectId,
    String(event.restricted),
  ]);
}
