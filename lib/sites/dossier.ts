/** The SQL of what stands around a site: contacts, enrollment, tasks, the newest changes. */
import type { Sql } from "@/lib/db/mod.ts";
import type { Contact, Enrollment, Entry, SiteRights, SiteTask } from "./model.ts";

export async function readContacts(sql: Sql, projectId: string, id: string): Promise<Contact[]> {
  return await sql<Contact[]>`
    select c.id, c.name, c.role, c.affiliation, c.phone, c.phone_ext as "phoneExt", c.email
    from public.contacts c
    where c.site_id = ${id}::uuid and c.project_id = ${projectId}::uuid
    order by c.ordinal, c.id limit 50`;
}

export async function readEnrollment(
  sql: Sql,
  projectId: string,
  id: string,
): Promise<Enrollment | null> {
  const [row] = await sql<Enrollment[]>`
    select e.id, e.as_of::text as "asOf", e.prescreened, e.screened,
      e.screen_failed as "screenFailed", e.enrolled, e.withdrawn, e.completed,
      (count(*) over ())::int as snapshots
    from public.enrollment_snapshots e
    where e.site_id = ${id}::uuid and e.project_id = ${projectId}::uuid
    order by e.as_of desc limit 1`;
  return row ?? null;
}

/** Open ones first, by their day; `total` counts all. */
export async function readTasks(
  sql: Sql,
  projectId: string,
  id: string,
  limit: number,
): Promise<{ items: SiteTask[]; total: number }> {
  const rows = await sql<(SiteTask & { total: number })[]>`
    select t.id, t.title, p.name as "ownerName", t.planned_start::text as "plannedStart",
      t.forecast_finish::text as "forecastFinish", t.actual_start::text as "actualStart",
      t.actual_finish::text as "actualFinish", (count(*) over ())::int as total
    from public.tasks t left join public.profiles p on p.id = t.owner_id
    where t.site_id = ${id}::uuid and t.project_id = ${projectId}::uuid
    order by t.actual_finish is not null, coalesce(t.forecast_finish, t.planned_start), t.title, t.id
    limit ${limit}`;
  return { items: rows.map(({ total: _, ...task }) => task), total: rows[0]?.total ?? 0 };
}

/** The newest changes of the site and of its staff, delegations, trainings, counts and tasks. */
export async function readEntries(
  sql: Sql,
  projectId: string,
  id: string,
  limit: number,
): Promise<Entry[]> {
  return await sql<Entry[]>`
    with staff as (
      select m.id from public.site_staff m
      where m.site_id = ${id}::uuid and m.project_id = ${projectId}::uuid
    ), about as (
      select ${id}::uuid as id union all select id from staff
      union all select d.id from public.delegations d join staff on staff.id = d.staff_id
      union all select t.id from public.trainings t join staff on staff.id = t.staff_id
      union all (select e.id from public.enrollment_snapshots e
        where e.site_id = ${id}::uuid order by e.as_of desc limit 50)
      union all (select k.id from public.tasks k where k.site_id = ${id}::uuid limit 100)
    )
    select a.seq::int, private.utc(a.at) as at, a.actor_name as "actorName",
      a.actor_kind as "actorKind", a.action, a.entity,
      left(coalesce(w.doc ->> 'name', w.doc ->> 'title', w.doc ->> 'duty', w.doc ->> 'topic',
        w.doc ->> 'as_of'), 120) as name,
      case a.action when 'update' then array(select jsonb_object_keys(a.after)) else '{}' end as fields,
      a.reason
    from about
    cross join lateral (
      select * from public.activity y
      where y.entity_id = about.id and y.project_id = ${projectId}::uuid and y.action <> 'read'
      order by y.seq desc limit ${limit}) a
    cross join lateral (select coalesce(nullif(a.after, 'null'), a.before) as doc) w
    order by a.seq desc limit ${limit}`;
}

export async function readRights(sql: Sql, projectId: string): Promise<SiteRights> {
  const [row] = await sql<{ can: Record<string, string[]> | null }[]>`
    select public.my_permissions(${projectId}::uuid) -> 'can' as can`;
  const may = (resource: string, verb: string) => row?.can?.[resource]?.includes(verb) ?? false;
  return {
    add: may("site", "insert"),
    edit: may("site", "update"),
    remove: may("site", "delete"),
    addStaff: may("site_staff", "insert"),
    editStaff: may("site_staff", "update"),
    removeStaff: may("site_staff", "delete"),
  };
}

/** A place in the list after all others. */
export async function nextOrdinal(sql: Sql, projectId: string): Promise<number> {
  const [row] = await sql<{ next: number }[]>`
    select coalesce(max(s.ordinal), -1) + 1 as next from public.sites s
    where s.project_id = ${projectId}::uuid`;
  return row!.next;
}
