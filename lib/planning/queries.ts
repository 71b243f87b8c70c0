/** All SQL of the plan. Row-level security decides what each statement sees and changes. */
import type { Sql } from "@/lib/db/mod.ts";
import { jsonb, names as plain } from "@/lib/projects/sql.ts";
import type { CalendarFacts, PlanDoc } from "./facts.ts";

type Raw = Record<string, unknown>;

/** All rows of a plan as one document; null when the caller does not see the project. */
export async function readPlan(sql: Sql, projectId: string): Promise<PlanDoc | null> {
  const [row] = await sql<{ doc: PlanDoc | null }[]>`
    select public.plan_page(${projectId}::uuid) as doc`;
  return row?.doc ?? null;
}

export async function readVersion(sql: Sql, projectId: string): Promise<string> {
  const [row] = await sql<{ version: string }[]>`
    select private.plan_version(${projectId}::uuid) as version`;
  return row!.version;
}

export async function readCalendar(sql: Sql, projectId: string): Promise<CalendarFacts | null> {
  const [row] = await sql<{ calendar: CalendarFacts }[]>`
    select private.plan_calendar(p) as calendar from public.projects p
    where p.id = ${projectId}::uuid`;
  return row?.calendar ?? null;
}

/** Sets the working calendar while the project is at the version (null: whatever it is at). */
export async function writeCalendar(
  sql: Sql,
  projectId: string,
  version: number | null,
  it: { workingWeekdays: number[]; holidays: string[] },
): Promise<CalendarFacts | null> {
  const [row] = await sql<{ calendar: CalendarFacts }[]>`
    update public.projects p set
      working_weekdays = array(select d::smallint from jsonb_array_elements_text(
        ${jsonb(sql, it.workingWeekdays)}) d),
      holidays = array(select d::date from jsonb_array_elements_text(${jsonb(sql, it.holidays)}) d)
    where p.id = ${projectId}::uuid and (${version}::int is null or p.row_version = ${version}::int)
    returning private.plan_calendar(p) as calendar`;
  return row?.calendar ?? null;
}

export interface Changed {
  id: string;
  title: string;
}

/** Items of the plan that were written after a moment (of a plan version), newest first. */
export async function changedSince(sql: Sql, projectId: string, at: string): Promise<Changed[]> {
  return await sql<Changed[]>`
    select id, title from (
      select m.id, m.title, m.updated_at from public.milestones m
        where m.project_id = ${projectId}::uuid
      union all
      select t.id, t.title, t.updated_at from public.tasks t where t.project_id = ${projectId}::uuid
    ) v where v.updated_at > to_timestamp(${at}, 'YYYYMMDDHH24MISSUS')::timestamp at time zone 'UTC'
    order by v.updated_at desc, v.id limit 20`;
}

/** Columns that the plan's own arithmetic sets. */
const WRITTEN = {
  tasks: ["planned_start", "duration_days"],
  milestones: ["planned_text", "basis"],
};

/** Writes dates and durations, of each row the fields that it names; how many were written. */
export async function writeDates(
  sql: Sql,
  table: keyof typeof WRITTEN,
  projectId: string,
  rows: { id: string; fields: object }[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const columns = plain(sql, WRITTEN[table]);
  const done = await sql`
    update public.${plain(sql, [table])} v set (${columns}) =
      (select ${columns} from jsonb_populate_record(v, u.fields))
    from jsonb_to_recordset(${jsonb(sql, rows)}) as u(id uuid, fields jsonb)
    where v.id = u.id and v.project_id = ${projectId}::uuid`;
  return done.count;
}

/** What an id of the plan is; undefined for what the caller does not see in the project. */
export async function kindsOf(
  sql: Sql,
  projectId: string,
  ids: string[],
): Promise<Map<string, "task" | "milestone">> {
  const rows = await sql<{ id: string; kind: "task" | "milestone" }[]>`
    select t.id, 'task' as kind from public.tasks t
      where t.project_id = ${projectId}::uuid and t.id = any (${ids}::uuid[])
    union all
    select m.id, 'milestone' from public.milestones m
      where m.project_id = ${projectId}::uuid and m.id = any (${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row.kind]));
}

export async function taskVersions(
  sql: Sql,
  projectId: string,
  ids: string[],
): Promise<Map<string, number>> {
  const rows = await sql<{ id: string; version: number }[]>`
    select t.id, t.row_version as version from public.tasks t
    where t.project_id = ${projectId}::uuid and t.id = any (${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row.version]));
}

/** Sets the same columns of many tasks; names come from the RowSpec. How many were written. */
export async function setTasks(
  sql: Sql,
  projectId: string,
  ids: string[],
  row: Raw,
): Promise<number> {
  const columns = plain(sql, Object.keys(row));
  const done = await sql`
    update public.tasks t set (${columns}) =
      (select ${columns} from jsonb_populate_record(null::public.tasks, ${jsonb(sql, row)}))
    where t.project_id = ${projectId}::uuid and t.id = any (${ids}::uuid[])`;
  return done.count;
}

export async function deleteTasks(sql: Sql, projectId: string, ids: string[]): Promise<number> {
  const done = await sql`
    delete from public.tasks t
    where t.project_id = ${projectId}::uuid and t.id = any (${ids}::uuid[])`;
  return done.count;
}

const UNCONFIRMED = ["milestones", "tasks"] as const;

/** Stands up for suggestions: those of `ids`, or all (null), and the links between what stands. */
export async function confirm(sql: Sql, projectId: string, ids: string[] | null) {
  const items = UNCONFIRMED.map((table) =>
    sql`update public.${sql(table)} r set state = 'confirmed'
      where r.project_id = ${projectId}::uuid and r.state = 'unconfirmed'
        and (${ids}::uuid[] is null or r.id = any (${ids}::uuid[]))`
  );
  const links = sql`
    update public.dependencies d set state = 'confirmed'
    where d.project_id = ${projectId}::uuid and d.state = 'unconfirmed'
      and (${ids}::uuid[] is null or d.id = any (${ids}::uuid[])
        or (d.from_id = any (${ids}::uuid[]) or d.to_id = any (${ids}::uuid[]))
          and not exists (select from public.tasks t
            where t.id in (d.from_id, d.to_id) and t.state = 'unconfirmed')
          and not exists (select from public.milestones m
            where m.id in (d.from_id, d.to_id) and m.state = 'unconfirmed'))`;
  const [milestones, tasks, dependencies] = await Promise.all([...items, links]);
  return counts(milestones!.count, tasks!.count, dependencies!.count);
}

/** Deletes suggestions: those of `ids`, or all (null). Links go with their items. */
export async function reject(sql: Sql, projectId: string, ids: string[] | null) {
  const [dependencies, milestones, tasks] = await Promise.all(
    ["dependencies", ...UNCONFIRMED].map((table) =>
      sql`delete from public.${sql(table)} r
        where r.project_id = ${projectId}::uuid and r.state = 'unconfirmed'
          and (${ids}::uuid[] is null or r.id = any (${ids}::uuid[]))`
    ),
  );
  return counts(milestones!.count, tasks!.count, dependencies!.count);
}

const counts = (milestones: number, tasks: number, dependencies: number) => ({
  milestones,
  tasks,
  dependencies,
});

/** Inserts one row; undefined when the project is not seen. */
async function insertOne(sql: Sql, table: string, projectId: string, row: Raw) {
  const names = plain(sql, Object.keys(row));
  const [made] = await sql<{ doc: Raw }[]>`
    insert into public.${sql(table)} as r (org_id, project_id, ${names})
    select home.org_id, home.project, ${names}
    from (select p.org_id, p.id as project from public.projects p
        where p.id = ${projectId}::uuid) home,
      (select ${names} from jsonb_populate_record(
        null::public.${sql(table)}, ${jsonb(sql, row)})) v
    returning to_jsonb(r) as doc`;
  return made?.doc;
}

export const insertLink = (sql: Sql, projectId: string, row: Raw) =>
  insertOne(sql, "dependencies", projectId, row);

export async function readBaseline(sql: Sql, projectId: string, id: string) {
  const [row] = await sql<{ doc: Raw }[]>`
    select to_jsonb(b) as doc from public.baselines b
    where b.id = ${id}::uuid and b.project_id = ${projectId}::uuid`;
  return row?.doc;
}

export async function readBaselineItems(sql: Sql, projectId: string, id: string) {
  const [row] = await sql<{ items: Raw[] }[]>`
    select coalesce(jsonb_agg(jsonb_build_object('id', i.item_id, 'kind', i.kind, 'title', i.title,
      'startOn', i.start_on, 'finishOn', i.finish_on) order by i.finish_on, i.title, i.id), '[]')
      as items
    from public.baseline_items i
    where i.baseline_id = ${id}::uuid and i.project_id = ${projectId}::uuid`;
  return row?.items ?? [];
}

export const insertBaseline = (sql: Sql, projectId: string, row: Raw) =>
  insertOne(sql, "baselines", projectId, row);

/** Inserts rows that all have the same keys; those that are there already are left alone. */
export async function insertMissing(
  sql: Sql,
  table: "milestones" | "tasks" | "dependencies" | "baselines" | "baseline_items",
  projectId: string,
  rows: readonly object[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const names = plain(sql, Object.keys(rows[0]!));
  const done = await sql`
    insert into public.${sql(table)} (org_id, project_id, ${names})
    select home.org_id, home.project, ${names}
    from (select p.org_id, p.id as project from public.projects p
        where p.id = ${projectId}::uuid) home,
      (select ${names} from jsonb_populate_recordset(
        null::public.${sql(table)}, ${jsonb(sql, rows)})) v
    on conflict do nothing`;
  return done.count;
}
