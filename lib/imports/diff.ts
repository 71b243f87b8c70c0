/**
 * The differences between a study as it stands and a registry record: one entry per value, with
 * a path that names it by what it is and not by where it stands in a list. Pure; the same two
 * sides give the same entries with the same paths.
 */
import { CHANGE_GROUPS, type FieldChange } from "./model.ts";
import { precisionOf } from "@/lib/projects/model.ts";
import { dateKindWords, fieldWords } from "@/lib/projects/words.ts";
import { datePath, PROJECT_FIELDS } from "./entities.ts";
import { diffRows } from "./diff_rows.ts";
import {
  asJson,
  canonical,
  type DateFact,
  type Entity,
  type ProjectFacts,
  type Stored,
  type StoredFacts,
  type StudyFacts,
} from "./facts.ts";
import { fieldPointer, PROJECT_POINTERS, sourceOf } from "@/lib/projects/provenance.ts";

/** What taking a change over does to the project. */
export type Op =
  | { do: "project"; fields: Partial<ProjectFacts> }
  | { do: "update"; entity: Entity; id: string; index: number; fields: Record<string, unknown> }
  /** `siteId` is the stored site that a new contact belongs to. */
  | { do: "insert"; entity: Entity; index: number; siteId: string | null }
  | { do: "delete"; entity: Entity; id: string };

export type Change = FieldChange & { op: Op };

export function diffFacts(stored: StoredFacts, next: StudyFacts): Change[] {
  const changes = [
    ...diffProject(stored.project, next.project),
    ...diffDates(stored.dates, next.dates),
    ...diffRows(stored, next),
  ];
  const rank = new Map(CHANGE_GROUPS.map((group, i) => [group, i]));
  return changes.sort((a, b) => (rank.get(a.group) ?? 0) - (rank.get(b.group) ?? 0));
}

/** A change as it is told: without what it would do. */
export function told({ op: _op, ...change }: Change): FieldChange {
  return change;
}

function diffProject(stored: Stored<ProjectFacts>, next: ProjectFacts): Change[] {
  const fields = Object.keys(PROJECT_FIELDS) as (keyof typeof PROJECT_FIELDS)[];
  return fields.flatMap((field): Change[] => {
    const [from, to] = [stored.fact[field], next[field]];
    if (canonical(from) === canonical(to)) return [];
    const [path, group] = PROJECT_FIELDS[field];
    return [{
      path,
      from: asJson(from),
      to: asJson(to),
      label: fieldWords(field),
      group,
      kind: "changed",
      pointer: PROJECT_POINTERS[field],
      setBy: sourceOf(field, stored, PROJECT_POINTERS[field]),
      op: { do: "project", fields: { [field]: to } },
    }];
  });
}

const dateJson = (date: DateFact) => ({
  value: date.value,
  precision: precisionOf(date.value),
  type: date.certainty,
});

/** A date is one value: its text, how exact it is and how certain go together. */
function diffDates(stored: Stored<DateFact>[], next: DateFact[]): Change[] {
  const before = new Map(stored.map((row) => [row.fact.kind, row]));
  const after = new Map(next.map((row, index) => [row.kind, { row, index }]));
  const change = (kind: string): Omit<Change, "from" | "to" | "kind" | "op"> => {
    const row = before.get(kind);
    return {
      path: datePath(kind),
      label: dateKindWords(kind),
      group: "dates",
      pointer: after.get(kind)?.row.pointer ?? null,
      setBy: row
        ? sourceOf(
          row.sources.value ? "value" : "certainty",
          row,
          fieldPointer("dates", row.fact.pointer, "value"),
        )
        : null,
    };
  };
  const gone = stored.filter((row) => !after.has(row.fact.kind)).map((row): Change => ({
    ...change(row.fact.kind),
    from: dateJson(row.fact),
    to: null,
    kind: "removed",
    op: { do: "delete", entity: "dates", id: row.id },
  }));
  const others = next.flatMap((row, index): Change[] => {
    const old = before.get(row.kind);
    const to = dateJson(row);
    if (!old) {
      const op: Op = { do: "insert", entity: "dates", index, siteId: null };
      return [{ ...change(row.kind), from: null, to, kind: "added", op }];
    }
    const from = dateJson(old.fact);
    if (canonical(from) === canonical(to)) return [];
    const fields = { value: row.value, certainty: row.certainty };
    const op: Op = { do: "update", entity: "dates", id: old.id, index, fields };
    return [{ ...change(row.kind), from, to, kind: "changed", op }];
  });
  return [...others, ...gone];
}
