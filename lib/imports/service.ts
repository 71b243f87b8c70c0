/**
 * Use cases of imports. A study that is new to the organisation becomes a project; one that is
 * there already gives its differences, and the record waits until somebody decides on them.
 */
import { config } from "@/lib/config/mod.ts";
import type { Sql } from "@/lib/db/mod.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import type { FieldChange, ImportCounts } from "./model.ts";
import { milestoneSkeleton } from "@/lib/planning/milestones.ts";
import { insertSkeleton } from "@/lib/planning/skeletons.ts";
import type { Project } from "@/lib/projects/model.ts";
import { type Ctx, insertProjectRow, projectIn } from "@/lib/projects/service.ts";
import { arrive, type ImportInput } from "./arrival.ts";
import { type Change, diffFacts, told } from "./diff.ts";
import { ENTITIES } from "./facts.ts";
import { ordinalAt } from "./ordinals.ts";
import * as queries from "./queries.ts";
import { type Reading, readSource, type Source } from "./reading.ts";
import { type Registry, registryOf } from "./registry.ts";
import { allRows, toColumns, toStoredFacts } from "./storage.ts";
import { suggestedDocuments, suggestedRisks } from "./suggestions.ts";

export interface Imported {
  /** False for a study that the organisation has already. */
  created: boolean;
  project: Project;
  imported: ImportCounts;
  changes: FieldChange[];
}

const newId = () => crypto.randomUUID();

export async function importStudy(
  ctx: Ctx,
  input: ImportInput,
  registry: Registry = registryOf(config()),
): Promise<Result<Imported>> {
  const reasonOf = ({ nctId }: Reading) => ctx.reason ?? `Import of ${nctId}`;
  return await arrive({ ctx, input, registry, reasonOf }, async (sql, orgId, reading) => {
    const { nctId, counts: imported } = reading;
    const existing = await queries.findByNct(sql, orgId, nctId);
    const made = existing === undefined ? await createFrom(sql, orgId, reading) : undefined;
    // Without a row, somebody else was quicker: their project is seen by the next statement.
    const id = made ?? existing ?? await queries.findByNct(sql, orgId, nctId);
    if (id === undefined) {
      return failure(409, `${nctId} is in the organisation, in a project that you do not see`);
    }
    const changes = made ? [] : await storeChanges(sql, id, reading);
    const project = await projectIn(sql, id);
    if (project === null) return failure(404, "Not there, or not yours");
    return success({ created: made !== undefined, project, imported, changes: changes.map(told) });
  });
}

/** What the study is called here until somebody says otherwise. */
export function proposedName({ facts: { project }, nctId }: Reading): string {
  const name = project.acronym ?? project.briefTitle ?? project.officialTitle ?? nctId;
  return name.length > 200 ? `${name.slice(0, 199).toWellFormed()}…` : name;
}

/** Inserts all of a study; undefined when the organisation has it already. */
async function createFrom(
  sql: Sql,
  orgId: string,
  reading: Reading,
): Promise<string | undefined> {
  const place = { orgId, projectId: newId(), runId: newId() };
  const made = await insertProjectRow(sql, {
    id: place.projectId,
    org_id: orgId,
    name: proposedName(reading),
    import_run_id: place.runId,
    source_pointer: "",
    ...toColumns({ ...reading.facts.project }),
  });
  if (made === undefined) return undefined;
  const { rows, links } = allRows(reading.facts, newId);
  const milestones = milestoneSkeleton(reading.facts).map(({ pointer, ...draft }, i) => ({
    id: newId(),
    ...toColumns(draft),
    source_pointer: pointer,
    state: "unconfirmed",
    ordinal: ordinalAt(i),
  }));
  const lists: [string, queries.Raw[]][] = [
    ...ENTITIES.map((entity): [string, queries.Raw[]] => [queries.TABLES[entity], rows[entity]]),
    ["arm_interventions", links],
    ["milestones", milestones],
    ["document_requirements", suggestedDocuments(reading.facts).map((row) => ({ ...row }))],
    ["risks", suggestedRisks(reading.facts).map((row) => ({ ...row }))],
  ];
  // A query goes out when it is first awaited; the skeleton refers to milestones.
  const sent = async (query: PromiseLike<unknown>) => await query;
  await Promise.all([
    sent(queries.insertRun(sql, place, { ...reading, status: "applied" })),
    ...lists.filter(([, list]) => list.length > 0).map(([table, list]) =>
      sent(queries.insertRows(sql, table, place, list))
    ),
    insertSkeleton(sql, place.projectId, skeletonFacts(reading, milestones)),
  ]);
  return place.projectId;
}

/** What the rules of the plan skeleton look at, for a study that nobody has planned yet. */
function skeletonFacts(
  { facts }: Reading,
  milestones: { id: string; [column: string]: unknown }[],
) {
  const { studyType, targetEnrollment, enrollmentKind } = facts.project;
  const happened = facts.dates.filter((date) => date.certainty === "ACTUAL");
  return {
    milestones: new Map(milestones.map((row) => [String(row.key), row.id])),
    taskKeys: new Set<string>(),
    links: [],
    happened: new Set(happened.map((date) => date.kind)),
    ...{ studyType, targetEnrollment, enrollmentKind },
    sites: facts.sites.length,
  };
}

/**
 * Compares a record with one project, and keeps it as the one that waits when they differ. A
 * record of another study is a 422.
 */
export async function stageImport(
  ctx: Ctx,
  input: Source & { id: string },
  registry: Registry = registryOf(config()),
): Promise<Result<{ changes: FieldChange[] }>> {
  const { id, ...source } = input;
  const read = await readSource(source, registry);
  if (!read.ok) return read;
  const permission = { resource: "import", verb: "insert" as const, projectId: id };
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const stored = await queries.readStored(sql, id);
    if (stored === null) return failure(404, "Not there, or not yours");
    const ours = (stored.project as { nct_id: string | null }).nct_id;
    if (ours !== read.value.nctId) {
      const message = ours
        ? `Cannot compare: the record is "${read.value.nctId}", this study is "${ours}"`
        : `Cannot compare: this study was made by hand and has no NCT number`;
      return invalid([{ path: "/record", message }]);
    }
    const changes = await storeChanges(sql, id, read.value, stored);
    return success({ changes: changes.map(told) });
  }, { reason: ctx.reason ?? `Import of ${read.value.nctId}`, permission });
}

/** The differences; when there are some, the record is kept as the run that waits. */
async function storeChanges(
  sql: Sql,
  projectId: string,
  reading: Reading,
  known?: queries.StoredDoc,
): Promise<Change[]> {
  const stored = known ?? await queries.readStored(sql, projectId);
  if (stored === null) return [];
  const changes = diffFacts(toStoredFacts(stored), reading.facts);
  const waiting = stored.run?.status === "pending" && stored.run.sha256 === reading.sha256;
  if (changes.length === 0 || waiting) return changes;
  const orgId = String((stored.project as queries.Raw).org_id);
  const place = { orgId, projectId, runId: newId() };
  await Promise.all([
    queries.waitForTurn(sql),
    queries.supersedePending(sql, projectId),
    queries.insertRun(sql, place, { ...reading, status: "pending" }),
  ]);
  return changes;
}
