/** What a record would do, for the page that asks before anything is written. */
import { config } from "@/lib/config/mod.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import type { FieldChange, ImportPreview } from "./model.ts";
import {
  type PartialDate,
  precisionOf,
  type ProjectRights,
  type ProjectSummary,
  SITES_ON_PAGE,
} from "@/lib/projects/model.ts";
import type { Ctx } from "@/lib/projects/service.ts";
import { moment, toHead } from "@/lib/projects/view.ts";
import { arrive, type ImportInput } from "./arrival.ts";
import { diffFacts, told } from "./diff.ts";
import { type DateFact, ENTITIES, type StudyFacts } from "./facts.ts";
import * as queries from "./queries.ts";
import { type Reading, readRecord } from "./reading.ts";
import { type Registry, registryOf } from "./registry.ts";
import { proposedName } from "./service.ts";
import { toStoredFacts } from "./storage.ts";

/** Parses and maps the source, and compares it with the project that has the study, if one does. */
export async function previewImport(
  ctx: Ctx,
  input: ImportInput,
  registry: Registry = registryOf(config()),
): Promise<Result<ImportPreview>> {
  return await arrive({ ctx, input, registry }, async (sql, orgId, reading) => {
    const id = await queries.findByNct(sql, orgId, reading.nctId);
    const stored = id === undefined ? null : await queries.readStored(sql, id);
    return success(previewOf(reading, stored));
  });
}

/** What the page of a project's import shows: its head, and the record that waits. */
export interface PendingPage {
  project: ProjectSummary;
  organization: { id: string; name: string };
  may: ProjectRights;
  /** Of the latest import; null for a project made by hand. */
  importNo: number | null;
  importedAt: string | null;
  /** Null when no record waits for decisions. */
  preview: ImportPreview | null;
}

export async function readPending(ctx: Ctx, input: { id: string }): Promise<Result<PendingPage>> {
  const permission = { resource: "import", verb: "select" as const, projectId: input.id };
  const stored = await ctx.db.asUser(
    ctx.claims,
    (sql) => queries.readStored(sql, input.id),
    { permission },
  );
  if (stored === null) return failure(404, "Not there, or not yours");
  const { run } = stored;
  const pending = run?.status === "pending";
  const read = pending ? readRecord(run.record) : null;
  if (read && !read.ok) return read;
  return success({
    ...toHead(stored.head, pending),
    importNo: run?.no ?? null,
    importedAt: run ? moment(run.created_at) : null,
    preview: read ? previewOf(read.value, stored) : null,
  });
}

function previewOf(
  reading: Reading,
  stored: queries.StoredDoc | null,
): ImportPreview {
  const { facts, nctId, version, sha256, bytes, counts } = reading;
  const { project } = facts;
  const date = (kind: string) => dateOf(facts.dates.find((row) => row.kind === kind));
  const row = stored?.project as { id: string; name: string } | undefined;
  const changes: FieldChange[] = stored ? diffFacts(toStoredFacts(stored), facts).map(told) : [];
  return {
    nctId,
    version,
    sha256,
    bytes,
    title: project.officialTitle ?? project.briefTitle ?? nctId,
    name: proposedName(reading),
    status: project.status,
    studyType: project.studyType,
    phases: project.phases,
    sponsor: project.sponsor,
    conditions: project.conditions,
    targetEnrollment: project.targetEnrollment,
    startDate: date("START"),
    primaryCompletionDate: date("PRIMARY_COMPLETION"),
    completionDate: date("COMPLETION"),
    imported: counts,
    existing: row ? { id: row.id, name: row.name, no: stored?.run?.no ?? 0 } : null,
    changes,
    fieldCount: countFields(facts),
    ...lists(facts),
  };
}

function dateOf(date: DateFact | undefined): PartialDate | null {
  if (!date) return null;
  const type = date.certainty === "ACTUAL" || date.certainty === "ESTIMATED"
    ? date.certainty
    : null;
  return { value: date.value, precision: precisionOf(date.value), type };
}

function lists(facts: StudyFacts) {
  return {
    arms: facts.arms.map(({ label, armType, pointer }) => ({ label, type: armType, pointer })),
    interventions: facts.interventions.map(({ name, interventionType, pointer }) => ({
      name,
      type: interventionType,
      pointer,
    })),
    outcomes: facts.outcomes.map(({ description: _, ...outcome }) => outcome),
    criteria: facts.criteria,
    sites: facts.sites.slice(0, SITES_ON_PAGE),
    dates: facts.dates.map((row) => ({ ...dateOf(row)!, kind: row.kind, pointer: row.pointer })),
  };
}

/** How many values a record gives. */
function countFields(facts: StudyFacts): number {
  const given = (fact: object) =>
    Object.entries(fact).filter(([field, value]) =>
      field !== "pointer" && field !== "site" && value !== null &&
      !(Array.isArray(value) && value.length === 0)
    ).length;
  const rows = ENTITIES.filter((entity) => entity !== "dates")
    .reduce((sum, entity) => sum + facts[entity].reduce((n, fact) => n + given(fact), 0), 0);
  return given(facts.project) + facts.dates.length + rows;
}
