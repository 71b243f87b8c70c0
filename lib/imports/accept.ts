/** Taking over changes from the record of a project's latest import, path by path. */
import type { Sql } from "@/lib/db/mod.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { followRegistry } from "@/lib/planning/skeletons.ts";
import type { FieldChange } from "./model.ts";
import type { Project } from "@/lib/projects/model.ts";
import { type Ctx, projectIn } from "@/lib/projects/service.ts";
import { isEmpty, planWrites, type Writes } from "./apply.ts";
import { type Change, diffFacts, told } from "./diff.ts";
import { ENTITIES, type Entity, type StudyFacts } from "./facts.ts";
import * as queries from "./queries.ts";
import { readRecord } from "./reading.ts";
import { toColumns, toLink, toRow, toStoredFacts } from "./storage.ts";

export interface Accepted {
  project: Project;
  accepted: number;
  /** What still differs. */
  changes: FieldChange[];
}

const newId = () => crypto.randomUUID();

/**
 * Takes over the changes at `paths` and no others. The record goes on waiting while something
 * differs, unless `close` says that the rest is meant to stay as it is; no paths at all close it.
 */
export async function acceptChanges(
  ctx: Ctx,
  input: { id: string; paths: string[]; close?: boolean | undefined },
): Promise<Result<Accepted>> {
  const { id } = input;
  const paths = new Set(input.paths);
  const permission = { resource: "import", verb: "update" as const, projectId: id };
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const [, doc] = await Promise.all([queries.waitForTurn(sql), queries.readStored(sql, id)]);
    if (doc === null) return failure(404, "Not there, or not yours");
    if (doc.run === null) return failure(409, "Nothing was imported into this project");
    const read = readRecord(doc.run.record);
    if (!read.ok) return read;
    const stored = toStoredFacts(doc);
    const changes = diffFacts(stored, read.value.facts);
    const unknown = unknownPaths(input.paths, changes, doc.run.no);
    if (unknown.length > 0) return invalid(unknown);
    const taken = changes.filter((change) => paths.has(change.path));
    const left = changes.filter((change) => !paths.has(change.path));
    const writes = planWrites(stored, read.value.facts, taken, newId);
    const orgId = String((doc.project as queries.Raw).org_id);
    const place = { orgId, projectId: id, runId: doc.run.id };
    await write(sql, place, writes, read.value.facts, left);
    const status = statusAfter(doc.run.status, taken, left, input.close ?? paths.size === 0);
    if (status !== doc.run.status) await queries.setRunStatus(sql, doc.run.id, status);
    const project = await projectIn(sql, id);
    if (project === null) return failure(404, "Not there, or not yours");
    return success({ project, accepted: taken.length, changes: left.map(told) });
  }, { reason: ctx.reason ?? "Changes of the registry record taken over", permission });
}

function unknownPaths(paths: string[], changes: Change[], no: number) {
  const known = new Set(changes.map((change) => change.path));
  return paths.flatMap((path, i) => {
    if (known.has(path)) return [];
    const shown = path.slice(0, 200).toWellFormed();
    return [{
      path: `/paths/${i}`,
      message: `Cannot take over "${shown}": import ${no} has no such change`,
    }];
  });
}

function statusAfter(
  now: queries.RunRow["status"],
  taken: Change[],
  left: Change[],
  close: boolean,
): queries.RunRow["status"] {
  if (left.length === 0) return "applied";
  if (!close) return now;
  return taken.length > 0 || now === "applied" ? "applied" : "superseded";
}

/** All writes go out together: one wait, and each is one statement for all rows of a table. */
async function write(
  sql: Sql,
  place: queries.Place,
  writes: Writes,
  next: StudyFacts,
  left: Change[],
): Promise<void> {
  if (isEmpty(writes)) return;
  const { projectId } = place;
  const open = openRows(left);
  const project = {
    ...toColumns({ ...writes.project }),
    // With no difference left in the project's own fields, it stands on this record.
    ...(open.has("project") ? {} : { import_run_id: place.runId }),
  };
  const dates = [...writes.updates.dates, ...writes.inserts.dates]
    .flatMap(({ index }) => next.dates[index] ?? []);
  const planned = followRegistry(sql, projectId, dates);
  const byEntity = (make: (entity: Entity) => PromiseLike<unknown>[]) => ENTITIES.flatMap(make);
  const linkRows = writes.links.flatMap(({ armId, interventionIds }) =>
    interventionIds.map((id) => toLink(newId(), armId, id, pointerOf(armId, writes, next)))
  );
  await Promise.all([
    queries.comesFrom(sql, place.runId),
    ...(Object.keys(project).length > 0 ? [queries.updateProject(sql, projectId, project)] : []),
    ...byEntity((entity) => {
      const ids = writes.deletes[entity];
      return ids.length ? [queries.deleteRows(sql, queries.TABLES[entity], projectId, ids)] : [];
    }),
    ...byEntity((entity) => {
      const rows = updatedRows(entity, writes, next, place.runId, open);
      return rows.length ? [queries.updateRows(sql, queries.TABLES[entity], projectId, rows)] : [];
    }),
    ...byEntity((entity) => {
      const rows = writes.inserts[entity].map(({ index, ...place }) =>
        toRow(entity, next[entity][index]!, place)
      );
      return rows.length ? [queries.insertRows(sql, queries.TABLES[entity], place, rows)] : [];
    }),
    queries.deleteLinks(sql, projectId, writes.links.map((link) => link.armId)),
    ...(linkRows.length ? [queries.insertRows(sql, "arm_interventions", place, linkRows)] : []),
    ...(planned ? [planned] : []),
  ].map((query) => Promise.resolve(query)));
}

/** Rows (by id) that still differ from the record, and "project" when the project itself does. */
function openRows(left: Change[]): Set<string> {
  return new Set(
    left.flatMap(({ op }) => op.do === "project" ? ["project"] : op.do === "update" ? [op.id] : []),
  );
}

/** A row that now says all that the record says stands on this record from here on. */
function updatedRows(
  entity: Entity,
  writes: Writes,
  next: StudyFacts,
  runId: string,
  open: Set<string>,
) {
  return writes.updates[entity].flatMap(({ id, index, fields }) => {
    const columns = toColumns(fields);
    const moved = open.has(id)
      ? {}
      : { import_run_id: runId, source_pointer: next[entity][index]?.pointer ?? null };
    const all = { ...columns, ...moved };
    return Object.keys(all).length > 0 ? [{ id, fields: all }] : [];
  });
}

function pointerOf(armId: string, writes: Writes, next: StudyFacts): string {
  const row = [...writes.inserts.arms, ...writes.updates.arms].find((arm) => arm.id === armId);
  return next.arms[row?.index ?? -1]?.pointer ?? "";
}

/** Keeps everything as it stands: the record that waited is set aside. */
export async function dismissPending(ctx: Ctx, input: { id: string }): Promise<Result<Accepted>> {
  return await acceptChanges(ctx, { ...input, paths: [], close: true });
}
