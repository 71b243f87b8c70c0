/** All SQL of enrollment. Row-level security decides what each statement sees. */
import type { Sql } from "@/lib/db/mod.ts";
import type { CountName, Pair, PairName, Reasons, SiteSort, Total } from "./model.ts";

export type Doc = Record<string, unknown>;

export const jsonb = (sql: Sql, value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`;

export interface PlanRow {
  target: number | null;
  first_on: string | null;
  first_basis: string | null;
  first_text: string | null;
  first_state: string | null;
  first_id: string | null;
  last_on: string | null;
  last_basis: string | null;
  last_text: string | null;
  last_state: string | null;
  last_id: string | null;
  missing: string[];
}

export interface TotalsRow {
  level: "study" | "country";
  country: string | null;
  sites: number;
  counted: number;
  with_target: number;
  target: number | null;
  counts: Record<CountName, Total>;
  pairs: Record<PairName, Pair>;
  reasons: Reasons;
}

export interface SiteDoc {
  id: string;
  number: string | null;
  facility: string | null;
  city: string | null;
  country: string | null;
  target_enrollment: number | null;
  /** Columns of private.enrollment_latest; null for a site that was not counted. */
  latest: Record<string, string | number | null> | null;
}

export interface SummaryDoc {
  plan: PlanRow;
  totals: TotalsRow[];
  series: { on_day: string; enrolled: number; sites: number }[];
  today: string;
  over: boolean;
}

export interface ScopeFilter {
  /** "" for sites whose country is not known. */
  country: string | null;
  site: string | null;
}

/** What the counts of the scope add up to; undefined when the project is not seen. */
export async function readSummary(
  sql: Sql,
  projectId: string,
  scope: ScopeFilter,
): Promise<SummaryDoc | undefined> {
  const { country, site } = scope;
  const [row] = await sql<{ doc: SummaryDoc }[]>`
    select jsonb_build_object(
      'plan', to_jsonb(p),
      'today', (select d.today from unnest(private.project_days(array[${projectId}::uuid])) d),
      'over', private.enrollment_over(${projectId}::uuid, p.last_basis),
      'totals', (select coalesce(jsonb_agg(to_jsonb(t)), '[]') from private.enrollment_totals(
        ${projectId}::uuid, null, ${country}::text, ${site}::uuid) t),
      'series', (select coalesce(jsonb_agg(to_jsonb(s)), '[]') from private.enrollment_series(
        ${projectId}::uuid, null, ${country}::text, ${site}::uuid) s)
    ) as doc from private.enrollment_plan(${projectId}::uuid) p`;
  return row?.doc;
}

export interface SiteOrder {
  sort: SiteSort;
  down: boolean;
  from: number;
  limit: number;
}

/** What a table of sites is ordered by; what is not known stands last either way. */
function orderOf(sql: Sql, { sort, down }: SiteOrder) {
  const way = down ? sql`desc nulls last` : sql`asc nulls last`;
  switch (sort) {
    case "site":
      return sql`s.ordinal ${way}, s.id ${way}`;
    case "country":
      return sql`s.country ${way}, s.ordinal, s.id`;
    case "screened":
      return sql`l.screened ${way}, s.ordinal, s.id`;
    case "enrolled":
      return sql`l.enrolled ${way}, s.ordinal, s.id`;
    case "asOf":
      return sql`l.as_of ${way}, s.ordinal, s.id`;
    case "rate":
      return sql`case when l.screened >= 10 then l.enrolled::numeric / l.screened end ${way},
        s.ordinal, s.id`;
  }
}

/** A page of sites with their newest counts, and how many sites there are in all. */
export async function readSites(
  sql: Sql,
  projectId: string,
  scope: ScopeFilter,
  order: SiteOrder,
): Promise<{ rows: SiteDoc[]; total: number }> {
  const { country, site } = scope;
  const wanted = sql`s.project_id = ${projectId}::uuid
    and (${site}::uuid is null or s.id = ${site}::uuid)
    and (${country}::text is null or coalesce(s.country, '') = ${country})`;
  // Where the order needs no counts, only those of the page are looked up.
  const early = order.sort === "site" || order.sort === "country";
  const part = sql`offset ${order.from} limit ${order.limit}`;
  const [row] = await sql<{ rows: SiteDoc[]; total: number }[]>`
    with chosen as materialized (
      select s.id, s.number, s.facility, s.city, s.country, s.target_enrollment, s.ordinal
      from public.sites s where ${wanted}
      ${early ? sql`order by ${orderOf(sql, order)} ${part}` : sql``}
    ), latest as materialized (
      select * from private.enrollment_latest(${projectId}::uuid, null, array(select id from chosen))
    ), page as (
      select s.id, s.number, s.facility, s.city, s.country, s.target_enrollment,
        case when l.site_id is not null then to_jsonb(l) end as latest,
        row_number() over (order by ${orderOf(sql, order)}) as place
      from chosen s left join latest l on l.site_id = s.id
      order by place ${early ? sql`` : part}
    )
    select (select coalesce(jsonb_agg(to_jsonb(page) order by place), '[]') from page) as rows,
      (select count(*)::int from public.sites s where ${wanted}) as total`;
  return row!;
}

/** Countries that the study has sites in, '' for not known. */
export async function readCountries(sql: Sql, projectId: string): Promise<string[]> {
  const rows = await sql<{ country: string }[]>`
    select distinct coalesce(s.country, '') as country from public.sites s
    where s.project_id = ${projectId}::uuid order by 1`;
  return rows.map((row) => row.country);
}

export interface GridDoc {
  rows: {
    id: string;
    number: string | null;
    facility: string | null;
    city: string | null;
    country: string | null;
    here: Doc | null;
    before: Record<string, number | string | null> | null;
    after: Doc | null;
  }[];
  total: number;
  counted: number;
}

/** A page of sites, in the order of the study, with what is held for a day and was before it. */
export async function readGrid(
  sql: Sql,
  projectId: string,
  on: string,
  page: { from: number; limit: number },
): Promise<GridDoc> {
  const [row] = await sql<GridDoc[]>`
    with page as materialized (
      select s.id, s.number, s.facility, s.city, s.country, s.ordinal from public.sites s
      where s.project_id = ${projectId}::uuid
      order by s.ordinal, s.id offset ${page.from} limit ${page.limit}
    ), before as materialized (
      select * from private.enrollment_latest(${projectId}::uuid, ${on}::date - 1,
        array(select id from page))
    )
    select (select coalesce(jsonb_agg(jsonb_build_object(
        'id', p.id, 'number', p.number, 'facility', p.facility, 'city', p.city, 'country', p.country,
        'here', to_jsonb(h), 'before', case when b.site_id is not null then to_jsonb(b) end,
        'after', (select to_jsonb(a) from public.enrollment_snapshots a
          where a.site_id = p.id and a.as_of > ${on}::date order by a.as_of limit 1)
        ) order by p.ordinal, p.id), '[]')
      from page p
      left join public.enrollment_snapshots h on h.site_id = p.id and h.as_of = ${on}::date
      left join before b on b.site_id = p.id) as rows,
      (select count(*)::int from public.sites s where s.project_id = ${projectId}::uuid) as total,
      (select count(*)::int from public.enrollment_snapshots e
        where e.project_id = ${projectId}::uuid and e.as_of = ${on}::date) as counted`;
  return row!;
}

/** Whether the caller may enter counts. */
export async function mayEnter(sql: Sql, projectId: string): Promise<boolean> {
  const [row] = await sql<{ may: boolean }[]>`
    select p.id = any ((select private.my_projects_for('enrollment', 'insert'))::uuid[])
      or p.org_id = any ((select private.my_orgs_for('enrollment', 'insert'))::uuid[]) as may
    from public.projects p where p.id = ${projectId}::uuid`;
  return row?.may ?? false;
}

/** Snapshots of a site from the newest, with the name of who changed each last. */
export async function readHistory(
  sql: Sql,
  projectId: string,
  siteId: string,
  limit: number,
): Promise<{ doc: Doc; by: string | null }[]> {
  return await sql<{ doc: Doc; by: string | null }[]>`
    select to_jsonb(e) as doc, a.actor_name as by from public.enrollment_snapshots e
    left join lateral (select a.actor_name from public.activity a
      where a.entity_id = e.id and a.entity = 'enrollment_snapshots'
      order by a.seq desc limit 1) a on true
    where e.site_id = ${siteId}::uuid and e.project_id = ${projectId}::uuid
    order by e.as_of desc limit ${limit}`;
}
