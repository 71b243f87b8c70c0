/** All SQL of the projects feature. Row-level security decides what each statement sees. */
import type { Sql } from "@/lib/db/mod.ts";
import type { RawRow } from "./rows.ts";

/** Where a list goes on: after this project, newest first. */
export interface Cursor {
  at: string;
  id: string;
}

export interface ListFilter {
  q: string | null;
  status: string | null;
  archived: boolean;
  limit: number;
  cursor: Cursor | null;
}

/** The columns of a project in a list, with its dates and counts. */
const summary = (sql: Sql) =>
  sql`
  p.id, p.org_id, p.name, p.official_title, p.brief_title, p.nct_id, p.acronym, p.phases,
  p.study_type, p.status, p.conditions, p.sponsor, p.target_enrollment, p.archived_at,
  p.created_at, p.updated_at, p.row_version,
  (select jsonb_object_agg(d.kind, jsonb_build_array(d.value, d.certainty))
    from public.study_dates d where d.project_id = p.id
      and d.kind in ('START', 'PRIMARY_COMPLETION', 'COMPLETION')) as dates,
  (select jsonb_build_array(count(*), count(distinct s.country))
    from public.sites s where s.project_id = p.id) as places,
  exists (select from public.import_runs r where r.project_id = p.id and r.status = 'pending')
    as pending`;

/** LIKE pattern for "contains", with the user's own wildcards taken literally. */
const contains = (text: string) => `%${text.replace(/[\\%_]/g, "\\$&")}%`;

const matching = (sql: Sql, { q, status, archived }: ListFilter) =>
  sql`
  (p.archived_at is not null) = ${archived}
  ${status === null ? sql`` : sql`and p.status = ${status}`}
  ${
    q === null ? sql`` : sql`and concat_ws(' ', p.name, p.acronym, p.nct_id, p.org_study_id,
      p.brief_title, p.official_title, p.sponsor, p.indication, array_to_string(p.conditions, ' '))
      ilike ${contains(q)}`
  }`;

/** One page of projects, newest first, with one row more than asked for when there are more. */
export function listProjects(sql: Sql, filter: ListFilter): Promise<RawRow[]> {
  const { cursor, limit } = filter;
  return sql<RawRow[]>`
    select ${summary(sql)} from public.projects p
    where ${matching(sql, filter)}
      ${cursor === null ? sql`` : sql`and (p.created_at, p.id) < (${cursor.at}, ${cursor.id})`}
    order by p.created_at desc, p.id desc limit ${limit + 1}`;
}

/** A page of the portfolio with what stands around it, as one document. */
export async function readPortfolio(sql: Sql, filter: ListFilter): Promise<RawRow> {
  const { cursor, limit } = filter;
  const [row] = await sql<{ doc: RawRow }[]>`
    select jsonb_build_object(
      'projects', (select coalesce(jsonb_agg(to_jsonb(page)), '[]') from (
        select ${summary(sql)} from public.projects p
        where ${matching(sql, filter)}
          ${cursor === null ? sql`` : sql`and (p.created_at, p.id) < (${cursor.at}, ${cursor.id})`}
        order by p.created_at desc, p.id desc limit ${limit + 1}) page),
      'total', (select count(*) from public.projects p where p.archived_at is null),
      'organizations', (select coalesce(jsonb_agg(jsonb_build_object(
          'id', o.id, 'name', o.name, 'role', m.role,
          'mayCreate', o.id = any ((select private.my_orgs_for('project', 'insert'))::uuid[])
        ) order by m.created_at, o.id), '[]')
        from public.org_members m join public.orgs o on o.id = m.org_id
        where m.user_id = auth.uid())) as doc`;
  return row?.doc ?? {};
}

/**
 * Everything of one project as one document, or undefined. `sites` bounds how many sites come
 * along (all of them when null): a page shows some, the API and imports need all.
 */
export async function readProject(
  sql: Sql,
  id: string,
  sites: number | null,
): Promise<RawRow | undefined> {
  const rows = (table: string, order: string) =>
    sql`(select coalesce(jsonb_agg(to_jsonb(r) order by ${sql.unsafe(order)}), '[]')
      from public.${sql(table)} r where r.project_id = p.id)`;
  const [row] = await sql<{ doc: RawRow }[]>`
    select jsonb_build_object(
      'project', to_jsonb(p),
      'organization', (select jsonb_build_object('id', o.id, 'name', o.name)
        from public.orgs o where o.id = p.org_id),
      'run', (select to_jsonb(r) - 'record' || jsonb_build_object('by_name',
          (select f.name from public.profiles f where f.id = r.created_by))
        from public.import_runs r where r.id = p.import_run_id),
      'dates', ${rows("study_dates", "r.earliest, r.kind")},
      'arms', ${rows("arms", "r.ordinal, r.id")},
      'interventions', ${rows("interventions", "r.ordinal, r.id")},
      'links', ${rows("arm_interventions", "r.id")},
      'outcomes', ${rows("outcomes", "r.ordinal, r.id")},
      'criteria', ${rows("eligibility_criteria", "r.ordinal, r.id")},
      'contacts', ${rows("contacts", "r.ordinal, r.id")},
      'milestones', ${rows("milestones", "r.ordinal, r.id")},
      'sites', (select coalesce(jsonb_agg(to_jsonb(r) order by r.ordinal, r.id), '[]') from (
        select * from public.sites s where s.project_id = p.id order by s.ordinal, s.id
        limit ${sites}::int) r),
      'countries', ${countries(sql)},
      'pending', (select jsonb_build_object('id', r.id, 'at', r.created_at, 'version', r.source_version)
        from public.import_runs r where r.project_id = p.id and r.status = 'pending'
        order by r.no desc limit 1),
      'may', ${rights(sql)}) as doc
    from public.projects p where p.id = ${id}`;
  return row?.doc;
}

const countries = (sql: Sql) =>
  sql`(select coalesce(jsonb_agg(jsonb_build_object('country', c.country, 'sites', c.n)
      order by c.n desc, c.country), '[]')
    from (select coalesce(s.country, '') as country, count(*) as n
      from public.sites s where s.project_id = p.id group by 1) c)`;

/** The same rules as the policies, so that the interface offers what would be allowed. */
const rights = (sql: Sql) =>
  sql`jsonb_build_object(
    'edit', p.id = any ((select private.my_projects_for('project', 'update'))::uuid[])
      or p.org_id = any ((select private.my_orgs_for('project', 'update'))::uuid[]),
    'remove', p.id = any ((select private.my_projects_for('project', 'delete'))::uuid[])
      or p.org_id = any ((select private.my_orgs_for('project', 'delete'))::uuid[]))`;

export interface SiteFilter {
  q: string | null;
  country: string | null;
  status: string | null;
  limit: number;
  after: { ordinal: number; id: string } | null;
}

/** A page of sites with the head of their project, as one document, or undefined. */
export async function listSites(
  sql: Sql,
  id: string,
  filter: SiteFilter,
): Promise<RawRow | undefined> {
  const { q, country, status, after, limit } = filter;
  const wanted = sql`s.project_id = p.id
    ${country === null ? sql`` : sql`and s.country = ${country}`}
    ${status === null ? sql`` : sql`and s.status = ${status}`}
    ${
    q === null ? sql`` : sql`and concat_ws(' ', s.facility, s.city, s.state, s.zip, s.country)
      ilike ${contains(q)}`
  }`;
  const [row] = await sql<{ doc: RawRow }[]>`
    select jsonb_build_object(
      'project', (select to_jsonb(head) from (select ${summary(sql)}) head),
      'organization', (select jsonb_build_object('id', o.id, 'name', o.name)
        from public.orgs o where o.id = p.org_id),
      'countries', ${countries(sql)},
      'may', ${rights(sql)},
      'total', (select count(*) from public.sites s where ${wanted}),
      'sites', (select coalesce(jsonb_agg(to_jsonb(page)), '[]') from (
        select * from public.sites s where ${wanted}
          ${after === null ? sql`` : sql`and (s.ordinal, s.id) > (${after.ordinal}, ${after.id})`}
        order by s.ordinal, s.id limit ${limit + 1}) page)) as doc
    from public.projects p where p.id = ${id}`;
  return row?.doc;
}

/** Organisations in which the caller may begin a project, the one joined first first. */
export async function creatableOrganizations(sql: Sql): Promise<{ id: string; may: boolean }[]> {
  return await sql<{ id: string; may: boolean }[]>`
    select m.org_id as id,
      m.org_id = any ((select private.my_orgs_for('project', 'insert'))::uuid[]) as may
    from public.org_members m where m.user_id = auth.uid() order by m.created_at, m.org_id`;
}

/** Inserts the row; undefined when the organisation has a project with the NCT number already. */
export async function insertProject(sql: Sql, row: RawRow): Promise<string | undefined> {
  const columns = Object.keys(row);
  const [made] = await sql<{ id: string }[]>`
    insert into public.projects (${sql(columns)})
    select ${sql(columns)} from jsonb_populate_record(null::public.projects, ${json(sql, row)})
    on conflict (org_id, nct_id) do nothing returning id`;
  return made?.id;
}

/** Updates the columns when the version is still the one given; its new version, or undefined. */
export async function updateProject(
  sql: Sql,
  id: string,
  version: number | null,
  row: RawRow,
): Promise<number | undefined> {
  const columns = Object.keys(row);
  const [changed] = await sql<{ row_version: number }[]>`
    update public.projects p set (${sql(columns)}) = (
      select ${sql(columns)} from jsonb_populate_record(null::public.projects, ${json(sql, row)}))
    where p.id = ${id} ${version === null ? sql`` : sql`and p.row_version = ${version}`}
    returning p.row_version`;
  return changed?.row_version;
}

export async function deleteProject(
  sql: Sql,
  id: string,
  version: number | null,
): Promise<boolean> {
  const gone = await sql`
    delete from public.projects p where p.id = ${id}
      ${version === null ? sql`` : sql`and p.row_version = ${version}`} returning p.id`;
  return gone.length > 0;
}

function json(sql: Sql, row: RawRow) {
  return sql`${JSON.stringify(row)}::text::jsonb`;
}
