/** All SQL of the projects feature. Row-level security decides what each statement sees. */
import type { Sql } from "@/lib/db/mod.ts";
import { jsonb, names } from "./sql.ts";
import type { Doc, ProjectHead } from "./view.ts";

export interface ListFilter {
  q: string | null;
  status: string | null;
  /** True: only archived ones; false: only the others. */
  archived: boolean;
  limit: number;
  cursor: string | null;
}

/**
 * A page of the portfolio, newest first, with the caller's organisations, as one document; with
 * `standings`, how each of its studies stands.
 */
export async function readPortfolio(
  sql: Sql,
  filter: ListFilter,
  standings: boolean,
): Promise<Doc> {
  const { q, status, archived, limit, cursor } = filter;
  const ids = sql`array(
    select (p ->> 'id')::uuid from jsonb_array_elements(page.doc -> 'projects') p)`;
  const [row] = await sql<{ doc: Doc }[]>`
    with page as materialized (
      select public.portfolio(${q}, ${status}, ${archived}, ${limit}, ${cursor}) as doc
    )
    select page.doc || jsonb_build_object(
      'organizations', public.my_permissions() -> 'organizations',
      'brand', (select private.brand_of(min(m.org_id::text)::uuid) from public.org_members m
        where m.user_id = auth.uid() having count(*) = 1),
      'pending', (select coalesce(jsonb_agg(distinct r.project_id), '[]') from public.import_runs r
        where r.status = 'pending' and r.project_id = any (${ids}))
      ${standings ? sql`, 'standings', private.portfolio_columns(${ids})` : sql``}
    ) as doc from page`;
  return row?.doc ?? {};
}

/**
 * Everything of one project as one document; null when the caller does not see it. `sites` bounds
 * how many sites come along: a page shows some, the API all (null).
 */
export async function readProject(sql: Sql, id: string, sites: number | null): Promise<Doc | null> {
  const [row] = await sql<{ doc: Doc | null }[]>`
    select read.doc || jsonb_build_object('organization', (read.doc -> 'organization')
      || jsonb_build_object('brand', private.brand_of((read.doc #>> '{organization,id}')::uuid)),
      'intake', private.intake_progress(${id}::uuid),
      'proposals', private.open_proposals(${id}::uuid),
      'happened', (select coalesce(jsonb_object_agg(m.id, jsonb_build_object('actualOn', m.actual_on,
          'forecastOn', m.forecast_on)), '{}') from public.milestones m
        where m.project_id = ${id}::uuid and num_nonnulls(m.actual_on, m.forecast_on) > 0)) as doc
    from (select public.project_page(${id}::uuid, ${sites}::int) as doc offset 0) read`;
  return row?.doc ?? null;
}

const head = (sql: Sql) =>
  sql`jsonb_build_object(
    'summary', private.project_summary(p),
    'organization', (select jsonb_build_object('id', o.id, 'name', o.name,
        'brand', private.brand_of(o.id))
      from public.orgs o where o.id = p.org_id),
    'permissions', public.my_permissions(p.id),
    'proposals', private.open_proposals(p.id))`;

const pending = (sql: Sql) =>
  sql`exists (select from public.import_runs r
    where r.project_id = p.id and r.status = 'pending')`;

/** What stands above every page of a project; null when the caller does not see it. */
export async function readHead(
  sql: Sql,
  id: string,
): Promise<{ head: ProjectHead; pending: boolean } | null> {
  const [row] = await sql<{ head: ProjectHead; pending: boolean }[]>`
    select ${head(sql)} as head, ${pending(sql)} as pending
    from public.projects p where p.id = ${id}::uuid`;
  return row ?? null;
}

/** The caller's organisations, the one joined first first, and where a project may be begun. */
export async function organizationsToCreateIn(sql: Sql): Promise<{ id: string; may: boolean }[]> {
  return await sql<{ id: string; may: boolean }[]>`
    select m.org_id as id,
      m.org_id = any ((select private.my_orgs_for('project', 'insert'))::uuid[]) as may
    from public.org_members m where m.user_id = auth.uid() order by m.created_at, m.org_id`;
}

const record = (sql: Sql, row: Doc) =>
  sql`jsonb_populate_record(null::public.projects, ${jsonb(sql, row)})`;

/** Inserts the row; undefined when the organisation has a project with the NCT number already. */
export async function insertProject(sql: Sql, row: Doc): Promise<string | undefined> {
  const columns = Object.keys(row);
  const [made] = await sql<{ id: string }[]>`
    insert into public.projects (${names(sql, columns)})
    select ${names(sql, columns)} from ${record(sql, row)}
    on conflict (org_id, nct_id) do nothing returning id`;
  return made?.id;
}

/** Sets the columns of a project; with a version, only while it is still that one. */
export async function updateProject(
  sql: Sql,
  id: string,
  version: number | null,
  row: Doc,
): Promise<boolean> {
  const columns = Object.keys(row);
  const changed = await sql`
    update public.projects p set (${names(sql, columns)}) =
      (select ${names(sql, columns)} from ${record(sql, row)})
    where p.id = ${id}::uuid and (${version}::int is null or p.row_version = ${version}::int)
    returning p.id`;
  return changed.length > 0;
}

/** The version that stands, undefined when there is no such project for the caller. */
export async function versionOf(sql: Sql, id: string): Promise<number | undefined> {
  const [row] = await sql<{ row_version: number }[]>`
    select row_version from public.projects where id = ${id}::uuid`;
  return row?.row_version;
}

export async function deleteProject(sql: Sql, id: string, version: number | null) {
  const gone = await sql`
    delete from public.projects p where p.id = ${id}::uuid
      and (${version}::int is null or p.row_version = ${version}::int) returning p.id`;
  return gone.length > 0;
}
