/** All SQL of the dashboard. Row-level security decides what each statement sees. */
import type { Sql } from "@/lib/db/mod.ts";
import type { Doc } from "./entry.ts";
import type { SourceRef, SourceRow } from "./model.ts";

export interface WidgetRow {
  id: string;
  catalog_key: string;
  title: string | null;
  params: Record<string, unknown>;
  span: number;
  ordinal: number;
  row_version: number;
}

export interface DashboardDoc {
  today: string;
  asOf: string;
  rows: WidgetRow[];
  widgets: Doc[];
  may: boolean;
}

const jsonb = (sql: Sql, value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`;

export interface ReadOptions {
  /** One widget alone: its id, or the first eight characters of it. */
  only?: string | null;
  /** How many source rows come along with each. */
  refs: number;
  /** The day in the study; for tests. */
  today?: string | null;
}

/** The widgets of a study with their figures, one statement; undefined when it is not seen. */
export async function readDashboard(
  sql: Sql,
  projectId: string,
  { only = null, refs, today = null }: ReadOptions,
): Promise<DashboardDoc | undefined> {
  const [row] = await sql<{ doc: DashboardDoc | null }[]>`
    with shown as materialized (
      select w.id, w.catalog_key, w.title, w.params, w.span, w.ordinal, w.row_version from public.widgets w
      where w.project_id = ${projectId}::uuid and (${only}::text is null or w.id::text like ${only} || '%')
    )
    select private.widget_data(p.id, (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'key', s.catalog_key,
          'params', s.params, 'refs', ${refs}::int)), '[]') from shown s), ${today}::date)
      || jsonb_build_object(
        'rows', (select coalesce(jsonb_agg(to_jsonb(s) order by s.ordinal, s.id), '[]') from shown s),
        'may', p.id = any ((select private.my_projects_for('widget', 'update'))::uuid[])
          or p.org_id = any ((select private.my_orgs_for('widget', 'update'))::uuid[])) as doc
    from public.projects p where p.id = ${projectId}::uuid`;
  return row?.doc ?? undefined;
}

/** The rows behind a figure with who changed them last. */
export async function readSources(sql: Sql, refs: SourceRef[]): Promise<SourceRow[]> {
  const [row] = await sql<{ rows: SourceRow[] }[]>`
    select private.widget_rows(${jsonb(sql, refs)}) as rows`;
  return row?.rows ?? [];
}

/** Keys of the catalogue, and whether the caller's role may see what they show. */
export async function readCatalog(
  sql: Sql,
  projectId: string,
): Promise<{ key: string; may: boolean }[]> {
  return await sql<{ key: string; may: boolean }[]>`
    select c.key, cardinality(private.widget_lacks(p.id, p.org_id, c.resources)) = 0 as may
    from public.projects p cross join private.widget_catalog() c where p.id = ${projectId}::uuid`;
}

export async function insertWidget(
  sql: Sql,
  projectId: string,
  row: { key: string; title: string | null; params: unknown; span: number },
): Promise<string | undefined> {
  const [made] = await sql<{ id: string }[]>`
    insert into public.widgets (org_id, project_id, catalog_key, title, params, span, ordinal)
    select p.org_id, p.id, ${row.key}, ${row.title}, ${jsonb(sql, row.params)}, ${row.span},
      coalesce((select max(w.ordinal) from public.widgets w where w.project_id = p.id), 0) + 10
    from public.projects p where p.id = ${projectId}::uuid returning id`;
  return made?.id;
}

export interface Place {
  projectId: string;
  key: string;
  version: number;
}

/** Where a widget is; undefined when the caller does not see it. */
export async function placeOf(sql: Sql, id: string): Promise<Place | undefined> {
  const [row] = await sql<Place[]>`
    select w.project_id as "projectId", w.catalog_key as key, w.row_version as version
    from public.widgets w where w.id = ${id}::uuid`;
  return row;
}

export interface Change {
  title?: string | null | undefined;
  params?: unknown;
  order?: number | undefined;
  span?: number | undefined;
}

/** Changes what is given of a widget; with a version, only while it is still that one. */
export async function updateWidget(
  sql: Sql,
  id: string,
  version: number | null,
  change: Change,
): Promise<boolean> {
  const { title, params, order, span } = change;
  const changed = await sql`
    update public.widgets w set
      title = ${title === undefined ? sql`w.title` : title},
      params = ${params === undefined ? sql`w.params` : jsonb(sql, params)},
      ordinal = ${order === undefined ? sql`w.ordinal` : order},
      span = ${span === undefined ? sql`w.span` : span}
    where w.id = ${id}::uuid and (${version}::int is null or w.row_version = ${version}::int)
    returning w.id`;
  return changed.length > 0;
}

/** Places several widgets of a study at once; how many there were. */
export async function arrange(
  sql: Sql,
  projectId: string,
  places: { id: string; order?: number | undefined; span?: number | undefined }[],
): Promise<number> {
  const changed = await sql`
    update public.widgets w set ordinal = coalesce(g."order", w.ordinal), span = coalesce(g.span, w.span)
    from jsonb_to_recordset(${jsonb(sql, places)}) as g(id uuid, "order" integer, span smallint)
    where w.id = g.id and w.project_id = ${projectId}::uuid
    returning w.id`;
  return changed.length;
}

export async function deleteWidget(sql: Sql, id: string, version: number | null): Promise<boolean> {
  const gone = await sql`
    delete from public.widgets w where w.id = ${id}::uuid
      and (${version}::int is null or w.row_version = ${version}::int) returning w.id`;
  return gone.length > 0;
}

/** Rows that a parameter can name: at most 500 of each. */
export async function readPlaces(sql: Sql, projectId: string) {
  type Named = { value: string; label: string }[];
  const [row] = await sql<{ sites: Named; kris: Named }[]>`
    select (select coalesce(jsonb_agg(jsonb_build_object('value', s.id, 'label', s.label) order by s.ordinal, s.id), '[]')
        from (select s.id, s.ordinal, private.site_label(s) as label from public.sites s
          where s.project_id = ${projectId}::uuid order by s.ordinal, s.id limit 500) s) as sites,
      (select coalesce(jsonb_agg(jsonb_build_object('value', k.id, 'label', k.title) order by k.ordinal, k.id), '[]')
        from (select k.id, k.ordinal, k.title from public.kris k where k.project_id = ${projectId}::uuid order by k.ordinal, k.id limit 500) k) as kris`;
  return row!;
}

/** Ids of the widgets of a study in their order. */
export async function orderOf(sql: Sql, projectId: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select w.id from public.widgets w where w.project_id = ${projectId}::uuid order by w.ordinal, w.id`;
  return rows.map((row) => row.id);
}

/** What a document or a person asks of the catalogue, without a widget of a dashboard. */
export interface Wish {
  id: string;
  key: string;
  params: Record<string, unknown>;
  /** Source rows that come along. */
  refs: number;
}

export interface FiguresDoc {
  today: string;
  asOf: string;
  widgets: Doc[];
  sources: (SourceRow & { version: number })[];
}

/** Figures with the rows behind them, one statement; undefined when the study is not seen. */
export async function readFigures(
  sql: Sql,
  projectId: string,
  wishes: Wish[],
  today: string | null = null,
): Promise<FiguresDoc | undefined> {
  const [row] = await sql<{ doc: FiguresDoc | null }[]>`
    select private.tab_data(p.id, ${jsonb(sql, wishes)}, ${today}::date) as doc
    from public.projects p where p.id = ${projectId}::uuid`;
  return row?.doc ?? undefined;
}
