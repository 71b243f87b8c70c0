/**
 * Where an item goes in the study: the row that says it already, the row whose value it would
 * replace, or a new one. Pure; the writing is confirm.ts.
 */
import { dateWords } from "@/lib/projects/words.ts";
import type { Kind, Standing, Value, Values } from "./model.ts";
import type { StudyDoc, StudyRow } from "./queries.ts";
import { factText, lengthWords } from "./words.ts";

export interface Spot {
  table: string;
  /** The row that is meant; null: a new one. */
  row: StudyRow | null;
  /** The columns that the item gives. */
  columns: Record<string, unknown>;
  /** What of these stands there differently; null where nothing is in the way. */
  standing: Standing | null;
}

const FACT_COLUMNS: Record<Values["fact"]["field"], string> = {
  name: "name",
  officialTitle: "official_title",
  acronym: "acronym",
  orgStudyId: "org_study_id",
  nctId: "nct_id",
  phases: "phases",
  sponsor: "sponsor",
  targetEnrollment: "target_enrollment",
};

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const alike = (a: unknown, b: unknown) =>
  String(a ?? "").trim().toLowerCase() === String(b ?? "").trim().toLowerCase();

/** What a partial date is called, null for none. */
const said = (value: unknown) => typeof value === "string" ? dateWords({ value }) : null;

const open = (text: string | null, regulated = false): Standing | null =>
  text === null ? null : { text, regulated };

type Find<K extends Kind> = (value: Values[K], study: StudyDoc) => Spot;

/**
 * A row of a list is the same when all that names it is. What it says besides, and the item says
 * otherwise, stands in the way.
 */
function listed(
  table: keyof StudyDoc & string,
  columns: Record<string, unknown>,
  study: StudyDoc,
  by: string[],
): Spot {
  const rows = study[table] as StudyRow[];
  const row = rows.find((one) => by.every((name) => alike(one[name], columns[name]))) ?? null;
  if (row === null) return { table, row, columns, standing: null };
  const differs = Object.keys(columns).filter((name) =>
    columns[name] !== null && row[name] !== null && !alike(row[name], columns[name])
  );
  // Capitals are no difference, and what the item does not say stays.
  const kept = Object.entries(columns).map(([name, value]) => [
    name,
    value === null || alike(row[name], value) ? row[name] ?? null : value,
  ]);
  const standing = differs.map((name) => String(row[name])).join("; ") || null;
  return { table, row, columns: Object.fromEntries(kept), standing: open(standing) };
}

const FIND: { [K in Kind]: Find<K> } = {
  fact({ field, value }, { project }) {
    const column = FACT_COLUMNS[field];
    const now = project[column] as Values["fact"]["value"] | null | undefined;
    const row = { ...project, source: null } as unknown as StudyRow;
    const stands = now !== null && now !== undefined && !same(now, value);
    return {
      table: "projects",
      row,
      columns: { [column]: value },
      standing: open(stands ? factText(now) : null),
    };
  },
  outcome: ({ kind, measure, timeFrame }, study) =>
    listed("outcomes", { kind, measure, time_frame: timeFrame }, study, ["kind", "measure"]),
  duration({ part, ...length }, study) {
    const row = study.study_durations.find((one) => one.part === part) ?? null;
    const columns = { part, ...length };
    const differs = row &&
      Object.keys(length).some((name) => !same(row[name], columns[name as keyof typeof length]));
    const standing = differs ? lengthWords(row as unknown as Values["duration"]) : null;
    return { table: "study_durations", row, columns, standing: open(standing) };
  },
  date({ kind, value }, study) {
    const row = study.study_dates.find((one) => one.kind === kind) ?? null;
    const standing = row && row.value !== value ? said(row.value) : null;
    // What the registry says of the old date (estimated, actual) is not said of the new one.
    const columns = { kind, value, ...(standing === null ? {} : { certainty: null }) };
    return { table: "study_dates", row, columns, standing: open(standing) };
  },
  regulation: ({ name, jurisdiction }, study) =>
    listed("regulations", { name, jurisdiction }, study, ["name"]),
  stakeholder: (value, study) =>
    listed("stakeholders", { ...value }, study, ["name", "role", "organization"]),
  risk: (value, study) => listed("risks", { ...value }, study, ["title"]),
  document: (value, study) =>
    listed("document_requirements", { ...value }, study, ["title", "scope"]),
  milestone: findMilestone,
  system: ({ type, name }, study) =>
    listed("study_systems", { system_type: type, name }, study, ["system_type", "name"]),
};

/** A key for a milestone that not every study has. */
export function milestoneKey(title: string): string {
  const slug = title.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_+|_+$/g, "");
  return `intake_${slug.slice(0, 120).toWellFormed()}`;
}

function findMilestone(value: Values["milestone"], study: StudyDoc): Spot {
  const key = value.key ?? milestoneKey(value.title);
  const row = study.milestones.find((one) => one.key === key) ??
    study.milestones.find((one) => alike(one.title, value.title)) ?? null;
  const { planned, said: words } = value;
  const now = row?.planned_text ?? null;
  // Naming a milestone says nothing about when it is.
  const speaks = planned !== null || words !== null;
  const standing = speaks && now !== null && now !== planned ? said(now) : null;
  const basis = words === null
    ? "Named in the intake; nobody has said when"
    : `Intake answer: “${words}”`;
  const columns: Record<string, unknown> = row && !speaks ? {} : {
    ...(row ? {} : { key, title: value.title, kind: "milestone" }),
    planned_text: planned,
    basis,
    ...(standing === null && row ? {} : { certainty: null }),
    ...(planned === null
      ? row?.state === "confirmed" ? {} : { state: "unconfirmed" }
      : { state: "confirmed" }),
  };
  return {
    table: "milestones",
    row,
    columns,
    standing: open(standing, row?.state === "confirmed"),
  };
}

/** @param value complete, as `VALUES` of its kind takes it */
export function spotOf(kind: Kind, value: Value, study: StudyDoc): Spot {
  return (FIND[kind] as Find<Kind>)(value as never, study);
}
