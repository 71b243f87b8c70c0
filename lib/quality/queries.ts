/** The SQL of quality beside what lib/rows does. Row-level security decides. */
import type { Sql } from "@/lib/db/mod.ts";

export type Doc = Record<string, unknown>;

const jsonb = (sql: Sql, value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`;

/** Reviews of a risk, the newest first, with who wrote each. */
export async function readReviews(
  sql: Sql,
  projectId: string,
  riskId: string,
  limit: number,
): Promise<Doc[]> {
  const rows = await sql<{ doc: Doc }[]>`
    select to_jsonb(r) || jsonb_build_object('by', p.name) as doc from public.risk_reviews r
    left join public.profiles p on p.id = r.created_by
    where r.risk_id = ${riskId}::uuid and r.project_id = ${projectId}::uuid
    order by r.reviewed_on desc, r.created_at desc, r.id limit ${limit}`;
  return rows.map((row) => row.doc);
}

/** Writes a review down; restricted like its risk. */
export async function insertReview(sql: Sql, projectId: string, row: Doc): Promise<Doc> {
  const [made] = await sql<{ doc: Doc }[]>`
    with made as (
      insert into public.risk_reviews (org_id, project_id, risk_id, reviewed_on, note, likelihood,
        detectability, impact)
      select p.org_id, p.id, g.risk_id, g.reviewed_on, g.note, g.likelihood, g.detectability, g.impact
      from public.projects p,
        jsonb_populate_record(null::public.risk_reviews, ${jsonb(sql, row)}) g
      where p.id = ${projectId}::uuid
      returning *
    ) select to_jsonb(m) || jsonb_build_object('by', p.name) as doc
    from made m left join public.profiles p on p.id = m.created_by`;
  return made!.doc;
}

/** Whether the indicator is seen. */
export async function readKri(sql: Sql, projectId: string, id: string): Promise<boolean> {
  const rows = await sql`
    select 1 from public.kris where id = ${id}::uuid and project_id = ${projectId}::uuid`;
  return rows.length > 0;
}

export interface ValueKey {
  kriId: string;
  siteId: string;
  periodOn: string;
}

/** What is there for an indicator, site and period. */
export interface Around {
  kri: { title: string; source: string; period: "month" | "quarter" } | null;
  site: boolean;
  here: Doc | null;
}

/** In the order of the keys. */
export async function readAround(sql: Sql, projectId: string, keys: ValueKey[]): Promise<Around[]> {
  return await sql<Around[]>`
    with keys as materialized (
      select k.n, k.kri, k.site, k.on_day::date as on_day
      from rows from (jsonb_to_recordset(${jsonb(sql, keys)})
        as ("kriId" uuid, "siteId" uuid, "periodOn" text)) with ordinality as k(kri, site, on_day, n)
    )
    select case when i.id is not null then jsonb_build_object('title', i.title, 'source', i.source,
        'period', i.period) end as kri, s.id is not null as site, to_jsonb(v) as here
    from keys k
    left join public.kris i on i.id = k.kri and i.project_id = ${projectId}::uuid
    left join public.sites s on s.id = k.site and s.project_id = ${projectId}::uuid
    left join public.kri_values v on v.kri_id = k.kri and v.site_id = k.site and v.period_on = k.on_day
    order by k.n`;
}

const record = (sql: Sql, rows: Doc[]) =>
  sql`jsonb_populate_recordset(null::public.kri_values, ${jsonb(sql, rows)})`;

/** Values in place of those that are still of their `row_version`. */
export async function updateValues(sql: Sql, projectId: string, rows: Doc[]): Promise<number> {
  const changed = await sql`
    update public.kri_values v set (numerator, denominator, note) = row(g.numerator, g.denominator, g.note)
    from ${record(sql, rows)} g
    where v.id = g.id and v.project_id = ${projectId}::uuid and v.row_version = g.row_version
    returning v.id`;
  return changed.length;
}

export async function deleteValues(sql: Sql, projectId: string, rows: Doc[]): Promise<number> {
  const gone = await sql`
    delete from public.kri_values v using ${record(sql, rows)} g
    where v.id = g.id and v.project_id = ${projectId}::uuid and v.row_version = g.row_version
    returning v.id`;
  return gone.length;
}
