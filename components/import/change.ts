/** Reading a difference: what it says, what should stand by default, what deserves a second look. */
import type { FieldChange, Json } from "@/lib/imports/model.ts";
import { enumWords } from "@/lib/projects/words.ts";
import { formatDate, formatNumber } from "../format.ts";
import { phaseLabel } from "../words.ts";

/** Values that were set or confirmed by a person stay unless the reader takes the record's. */
export function isPersons(change: FieldChange): boolean {
  return change.setBy?.kind === "person" || change.setBy?.kind === "confirmed";
}

const STOPPING = new Set(["TERMINATED", "WITHDRAWN", "SUSPENDED"]);

/** Why a change should not be taken without looking, or null. */
export function secondLook(change: FieldChange): string | null {
  if (change.kind === "removed") return "The record no longer has it; taking this removes the row";
  if (typeof change.to === "string" && STOPPING.has(change.to)) {
    return `The record says ${enumWords(change.to).toLowerCase()}`;
  }
  if (change.path === "/targetEnrollment" && isPersons(change)) {
    return "A person set the target that stands";
  }
  return null;
}

/** Whether the record's value is ticked when the page opens. */
export function takenByDefault(change: FieldChange): boolean {
  return !isPersons(change) && secondLook(change) === null;
}

const LONGEST = 160;

/** A value in words; long texts are cut with an ellipsis. */
export function jsonWords(value: Json): string {
  const text = plain(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST).trimEnd()} …` : text;
}

function plain(value: Json): string {
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "string") return stringWords(value);
  if (Array.isArray(value)) return value.map(plain).join(", ") || "none";
  if (typeof value.value === "string" && Object.keys(value).length <= 3) {
    const kind = value.type ?? value.certainty;
    return [formatDate(value.value), typeof kind === "string" ? kind.toLowerCase() : ""]
      .filter(Boolean).join(" · ");
  }
  return Object.values(value).filter((part) => part !== null && part !== "").map(plain).join(", ");
}

const PHASES = /^(NA|EARLY_PHASE1|PHASE[1-4])$/;

function stringWords(value: string): string {
  if (PHASES.test(value)) return phaseLabel([value]) ?? "Not applicable";
  if (/^\d{4}(-\d{2}){0,2}$/.test(value)) return formatDate(value);
  return /^[A-Z][A-Z_]*[A-Z1-4]$/.test(value) && value.length > 3 ? enumWords(value) : value;
}

/** The paths that a submitted form takes over: ticked boxes, and choices that are not "keep". */
export function takenPaths(form: FormData): string[] {
  const taken: string[] = [];
  for (const [name, value] of form) {
    if (typeof value !== "string" || value === "keep") continue;
    if (name === "take" || name.startsWith("choice-")) taken.push(value);
  }
  return taken;
}

/** More rows than this are taken in several goes: the rest goes on waiting. */
export const ROWS_SHOWN = 300;

export type DiffShow = "differing" | "new" | "removed" | "conflicts";

export function filterChanges(changes: FieldChange[], show: DiffShow, group: string | null) {
  return changes.filter((change) =>
    (group === null || change.group === group) &&
    (show === "differing" ||
      (show === "new" && change.kind === "added") ||
      (show === "removed" && change.kind === "removed") ||
      (show === "conflicts" && isPersons(change)))
  );
}
