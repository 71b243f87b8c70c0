/** All SQL of the queue. Row-level security decides what a person's statement sees. */
import type { Sql } from "@/lib/db/mod.ts";
import type { GenerationJob } from "./jobs_model.ts";
import type { TabType } from "./model.ts";

export type JobRow = Omit<GenerationJob, "title">;

const COLUMNS = (sql: Sql) =>
  sql`j.id, j.tab_type as "tabType", j.site_id as "siteId",
    (select private.site_label(s) from public.sites s where s.id = j.site_id) as site,
    j.sections, j.instructions, j.state, j.done, j.total, j.message, j.version_id as "versionId",
    jsonb_build_object('id', j.created_by, 'name', f.name) as by,
    private.utc(j.created_at) as "createdAt", private.utc(j.updated_at) as "updatedAt"`;

/** Jobs of a study, open ones first, then the newest. */
export async function listJobs(
  sql: Sql,
  projectId: string,
  { open, limit }: { open: boolean; limit: number },
): Promise<JobRow[]> {
  return await sql<JobRow[]>`
    select ${COLUMNS(sql)}
    from public.generation_jobs j left join public.profiles f on f.id = j.created_by
    where j.project_id = ${projectId}::uuid and (not ${open}::boolean or j.state in ('queued', 'running'))
    order by j.state in ('queued', 'running') desc, j.created_at desc, j.id limit ${limit}`;
}

/** Whether the caller may ask for documents of a study and cancel them; and the time of the reading. */
export async function readRights(sql: Sql, projectId: string) {
  const may = (verb: string) =>
    sql`(p.id = any ((select private.my_projects_for('tab', ${verb}))::uuid[])
      or p.org_id = any ((select private.my_orgs_for('tab', ${verb}))::uuid[]))`;
  const [row] = await sql<{ ask: boolean; cancel: boolean; asOf: string }[]>`
    select ${may("insert")} as ask, ${may("update")} as cancel, private.utc(now()) as "asOf"
    from public.projects p where p.id = ${projectId}::uuid`;
  return row ?? { ask: false, cancel: false, asOf: "" };
}

export async function readJobs(sql: Sql, projectId: string, ids: string[]): Promise<JobRow[]> {
  return await sql<JobRow[]>`
    select ${COLUMNS(sql)}
    from public.generation_jobs j left join public.profiles f on f.id = j.created_by
    where j.project_id = ${projectId}::uuid and j.id = any (${sql.array(ids, 2950)}::uuid[])
    order by j.created_at, j.id`;
}

export interface Wanted {
  tabType: TabType;
  siteId: string | null;
  sections: string[] | null;
  instructions: string | null;
}

/** What there is to look at before jobs are made. */
export async function readQueue(sql: Sql, projectId: string, siteId: string | null) {
  const [row] = await sql<{ site: boolean; open: (Wanted & { id: string })[] }[]>`
    select exists (select from public.sites s
        where s.project_id = ${projectId}::uuid and s.id = ${siteId}::uuid) as site,
      (select coalesce(jsonb_agg(jsonb_build_object('id', j.id, 'tabType', j.tab_type, 'siteId', j.site_id,
          'sections', j.sections, 'instructions', j.instructions)), '[]')
        from public.generation_jobs j
        where j.project_id = ${projectId}::uuid and j.state in ('queued', 'running')) as open`;
  return row!;
}

/** Makes the jobs, in their order; restricted where the caller's documents may be. */
export async function insertJobs(sql: Sql, projectId: string, all: Wanted[]): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    insert into public.generation_jobs (org_id, project_id, tab_type, site_id, sections, instructions,
      restricted)
    select p.org_id, p.id, w."tabType", w."siteId", w.sections, w.instructions,
      private.sees_restricted(p.id)
    from public.projects p, jsonb_to_recordset(${sql.json(all as never)}::jsonb)
      as w("tabType" text, "siteId" uuid, sections text[], instructions text)
    where p.id = ${projectId}::uuid
    returning id`;
  return rows.map(({ id }) => id);
}

/** Cancels an open job; false when it is over, or not there. */
export async function cancelJob(sql: Sql, projectId: string, id: string): Promise<boolean> {
  const done = await sql`
    update public.generation_jobs set state = 'cancelled', message = null
    where project_id = ${projectId}::uuid and id = ${id}::uuid and state in ('queued', 'running')`;
  return done.count > 0;
}

/** A job as its worker takes it up. */
export interface Claimed {
  id: string;
  orgId: string;
  projectId: string;
  tabType: TabType;
  siteId: string | null;
  sections: string[] | null;
  instructions: string | null;
  userId: string;
  sessionId: string;
  aal: "aal1" | "aal2";
  /** How often it was taken up, with this time. */
  tries: number;
}

/** The next job, if any, and how long the queue is; as the system. */
export async function claimJob(sql: Sql, quietSeconds: number) {
  const [row] = await sql<{ job: Claimed | null }[]>`
    select private.claim_generation(${quietSeconds}::int) as job`;
  return row!.job;
}

export async function queueLength(sql: Sql): Promise<{ waiting: number; running: number }> {
  const [row] = await sql<{ queue: { waiting: number; running: number } }[]>`
    select private.generation_queue() as queue`;
  return row!.queue;
}

/** Says that these are worked on; answers those that are over. As the system. */
export async function beatJobs(sql: Sql, ids: string[]): Promise<string[]> {
  const [row] = await sql<{ over: string[] }[]>`
    select private.beat_generations(${sql.array(ids, 2950)}::uuid[]) as over`;
  return row!.over;
}

export const releaseJob = (sql: Sql, id: string) =>
  sql`select private.release_generation(${id}::uuid)`;

export interface Progress {
  state: "running" | "done" | "failed";
  done?: number;
  total?: number;
  message: string | null;
  versionId?: string;
}

/** Writes how far an open job is; false when it is over. */
export async function tellJob(sql: Sql, id: string, progress: Progress): Promise<boolean> {
  const { state, done = null, total = null, message, versionId = null } = progress;
  const told = await sql`
    update public.generation_jobs set state = ${state}, message = ${message}::text,
      done = coalesce(${done}::int, done), total = coalesce(${total}::int, total),
      version_id = coalesce(${versionId}::uuid, version_id)
    where id = ${id}::uuid and state in ('queued', 'running')`;
  return told.count > 0;
}
