/** All SQL of imports. Rows go in and come back as JSON, set by set, never one by one. */
import type { Sql } from "@/lib/db/mod.ts";
import type { ImportCounts } from "./model.ts";
import type { ProjectHead } from "@/lib/projects/view.ts";
import { jsonb, names } from "@/lib/projects/sql.ts";
import type { StoredRecord } from "./ctgov/parse.ts";
import type { Entity } from "./facts.ts";

export type Raw = Record<string, unknown>;

export const TABLES: Record<Entity, string> = {
  dates: "study_dates",
  arms: "arms",
  interventions: "interventions",
  outcomes: "outcomes",
  criteria: "eligibility_criteria",
  sites: "sites",
  contacts: "contacts",
};

/** Where rows belong and which run brings them. */
export interface Place {
  orgId: string;
  projectId: string;
  runId: string;
}

export interface RunRow {
  id: string;
  no: number;
  created_at: string;
  status: "applied" | "pending" | "superseded";
  sha256: string;
  source_version: string | null;
  record: StoredRecord;
}

export type StoredDoc = Raw & { run: RunRow | null; head: ProjectHead };

/** The project of the organisation that has the NCT number, as far as the caller sees it. */
export async function findByNct(
  sql: Sql,
  orgId: string,
  nctId: string,
): Promise<string | undefined> {
  const [row] = await sql<{ id: string }[]>`
    select id from public.projects where org_id = ${orgId}::uuid and nct_id = ${nctId}`;
  return row?.id;
}

/**
 * The facts of a project as raw rows, with its latest run and what a page shows above them; null
 * when the caller does not see it.
 */
export async function readStored(
  sql: Sql,
  projectId: string,
): Promise<StoredDoc | null> {
  const rows = (table: string, order: string) =>
    sql`(select coalesce(jsonb_agg(to_jsonb(r) order by ${sql.unsafe(order)}), '[]')
      from public.${sql(table)} r where r.project_id = p.id)`;
  const [row] = await sql<{ doc: StoredDoc }[]>`
    select jsonb_build_object(
      'project', to_jsonb(p),
      'dates', ${rows("study_dates", "r.kind")},
      'arms', ${rows("arms", "r.ordinal, r.id")},
      'interventions', ${rows("interventions", "r.ordinal, r.id")},
      'links', ${rows("arm_interventions", "r.id")},
      'outcomes', ${rows("outcomes", "r.ordinal, r.id")},
      'criteria', ${rows("eligibility_criteria", "r.ordinal, r.id")},
      'sites', ${rows("sites", "r.ordinal, r.id")},
      'contacts', ${rows("contacts", "r.ordinal, r.id")},
      'run', (select to_jsonb(r) from public.import_runs r
        where r.project_id = p.id order by r.no desc limit 1),
      'head', jsonb_build_object(
        'summary', private.project_summary(p),
        'organization', (select jsonb_build_object('id', o.id, 'name', o.name)
          from public.orgs o where o.id = p.org_id),
        'permissions', public.my_permissions(p.id),
        'proposals', private.open_proposals(p.id))) as doc
    from public.projects p where p.id = ${projectId}::uuid`;
  return row?.doc ?? null;
}

export interface NewRun {
  version: string | null;
  sha256: string;
  record: StoredRecord;
  counts: ImportCounts;
  status: "applied" | "pending";
}

/** Stores a record as the next run of its project. */
export function insertRun(sql: Sql, { orgId, projectId, runId }: Place, run: NewRun) {
  return sql`
    insert into public.import_runs
      (id, org_id, project_id, no, source, source_version, sha256, record, counts, status)
    select ${runId}::uuid, ${orgId}::uuid, ${projectId}::uuid, coalesce(max(r.no), 0) + 1, 'ctgov',
      ${run.version}, ${run.sha256}, ${jsonb(sql, run.record)}, ${jsonb(sql, run.counts)},
      ${run.status}
    from public.import_runs r where r.project_id = ${projectId}::uuid`;
}

/**
 * Waits until no other transaction of the organisation writes, and keeps others waiting until this
 * one ends: the trigger of any write takes the lock of the organisation's audit chain, even when no
 * row is touched. What is read after it is not read by two imports at once.
 */
export function waitForTurn(sql: Sql) {
  return sql`update public.import_runs set status = status where false`;
}

/** Sets aside the records that wait. */
export function supersedePending(sql: Sql, projectId: string) {
  return sql`
    update public.import_runs set status = 'superseded'
    where project_id = ${projectId}::uuid and status = 'pending'`;
}

export function setRunStatus(sql: Sql, runId: string, status: RunRow["status"]) {
  return sql`update public.import_runs set status = ${status} where id = ${runId}::uuid`;
}

/** From here on in this transaction, changed columns are said to come from the run. */
export function comesFrom(sql: Sql, runId: string) {
  return sql`select set_config('clinops.import_run', ${runId}, true)`;
}

/** Inserts rows that all have the same keys. */
export function insertRows(
  sql: Sql,
  table: string,
  { orgId, projectId, runId }: Place,
  rows: Raw[],
) {
  const columns = Object.keys(rows[0] ?? {});
  return sql`
    insert into public.${sql(table)} (org_id, project_id, import_run_id, ${names(sql, columns)})
    select ${orgId}::uuid, ${projectId}::uuid, ${runId}::uuid, ${names(sql, columns)}
    from jsonb_populate_recordset(null::public.${sql(table)}, ${jsonb(sql, rows)})`;
}

/** Changes rows, each in the columns that its `fields` name. */
export function updateRows(
  sql: Sql,
  table: string,
  projectId: string,
  rows: { id: string; fields: Raw }[],
) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row.fields)))];
  return sql`
    update public.${sql(table)} t set (${names(sql, columns)}) =
      (select ${names(sql, columns)} from jsonb_populate_record(t, u.fields))
    from jsonb_to_recordset(${jsonb(sql, rows)}) as u(id uuid, fields jsonb)
    where t.id = u.id and t.project_id = ${projectId}::uuid`;
}

export function deleteRows(sql: Sql, table: string, projectId: string, ids: string[]) {
  return sql`
    delete from public.${sql(table)}
    where project_id = ${projectId}::uuid and id = any (${ids}::uuid[])`;
}

export function deleteLinks(sql: Sql, projectId: string, armIds: string[]) {
  return sql`
    delete from public.arm_interventions
    where project_id = ${projectId}::uuid and arm_id = any (${armIds}::uuid[])`;
}

export function updateProject(sql: Sql, projectId: string, row: Raw) {
  const columns = Object.keys(row);
  return sql`
    update public.projects p set (${names(sql, columns)}) =
      (select ${names(sql, columns)} from jsonb_populate_record(p, ${jsonb(sql, row)}))
    where p.id = ${projectId}::uuid`;
}
