/** One indicator at its sites: what was counted by period, and the grid that values are typed into. */
import type { Sql } from "@/lib/db/mod.ts";
import type * as m from "./page_model.ts";
import { siteName } from "./page_queries.ts";

/** One indicator by site and period: `periods` of them up to the newest, worst sites first. */
export async function readKriSites(
  sql: Sql,
  projectId: string,
  kriId: string,
  page: { from: number; limit: number; periods: number },
): Promise<m.KriSites> {
  const [row] = await sql<{ doc: m.KriSites }[]>`
    with points as materialized (
      select p.* from private.kri_points(private.project_days(array[${projectId}::uuid]),
        array[${kriId}::uuid]) p
    ), recent as (
      select period_on from (select distinct period_on from points) p order by 1 desc limit ${page.periods}
    ), newest as (
      select distinct on (site_id) site_id, status, value, period_on from points
      order by site_id, period_on desc
    ), ranked as (
      select n.site_id, ${siteName(sql)} as name, row_number() over (order by
          array_position(array['critical', 'at-risk', 'unknown', 'on-track'], n.status),
          case k.direction when 'low' then n.value else -n.value end, s.ordinal, s.id) as place
      from newest n join public.sites s on s.id = n.site_id
      join public.kris k on k.id = ${kriId}::uuid
    ), page as (select * from ranked order by place offset ${page.from} limit ${page.limit}),
    together as (
      select p.period_on, sum(p.numerator) as numerator, sum(p.denominator) as denominator
      from points p where num_nonnulls(p.numerator, p.denominator) = 2 group by p.period_on
    )
    select jsonb_build_object(
      'from', ${page.from}::int,
      'total', (select count(*) from ranked),
      'periods', (select coalesce(jsonb_agg(period_on order by period_on), '[]') from recent),
      'sites', (select coalesce(jsonb_agg(jsonb_build_object('siteId', g.site_id, 'name', g.name,
          'points', (select coalesce(jsonb_agg(jsonb_build_object('periodOn', p.period_on,
              'numerator', p.numerator, 'denominator', p.denominator, 'value', p.value,
              'status', p.status) order by p.period_on), '[]')
            from points p where p.site_id = g.site_id and p.period_on in (select period_on from recent)))
          order by g.place), '[]') from page g),
      'together', (select coalesce(jsonb_agg(jsonb_build_object('periodOn', t.period_on,
          'numerator', t.numerator, 'denominator', t.denominator, 'value', r.value,
          'status', private.threshold_status(r.value, k.direction, k.amber, k.red))
          order by t.period_on), '[]')
        from together t join public.kris k on k.id = ${kriId}::uuid
        cross join lateral (select private.rate_of(k.multiplier, t.numerator, t.denominator,
          k.min_denominator) as value) r
        where t.period_on in (select period_on from recent))
    ) as doc`;
  return row!.doc;
}

/** A page of sites in the order of the study with what was entered of an indicator for a period. */
export async function readCells(
  sql: Sql,
  projectId: string,
  kriId: string,
  on: string,
  page: { from: number; limit: number },
): Promise<{ cells: m.Cell[]; total: number }> {
  const [row] = await sql<{ cells: m.Cell[]; total: number }[]>`
    with page as materialized (
      select s.id, ${siteName(sql)} as name, s.ordinal from public.sites s
      where s.project_id = ${projectId}::uuid order by s.ordinal, s.id
      offset ${page.from} limit ${page.limit}
    )
    select (select count(*)::int from public.sites s where s.project_id = ${projectId}::uuid) as total,
      (select coalesce(jsonb_agg(jsonb_build_object('siteId', p.id, 'name', p.name,
          'numerator', v.numerator, 'denominator', v.denominator, 'note', v.note,
          'version', coalesce(v.row_version, 0)) order by p.ordinal, p.id), '[]')
        from page p left join public.kri_values v on v.site_id = p.id and v.kri_id = ${kriId}::uuid
          and v.period_on = ${on}::date) as cells`;
  return row!;
}
