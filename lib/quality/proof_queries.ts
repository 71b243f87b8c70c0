/** The rows behind a number of the pages of quality, with who changed each last. */
import type { SourceRow } from "@/lib/dashboard/model.ts";
import type { Sql } from "@/lib/db/mod.ts";

/** What the number is of: a risk, a limit, an indicator, or an indicator at a site in a period. */
export interface ProofOf {
  kind: "risk" | "qtl" | "kri" | "point";
  /** Of the risk or limit; of the site of a point. */
  id: string;
  /** Of the indicator and of the point. */
  kriId: string | null;
  /** First day of the point's period. */
  on: string | null;
}

export interface ProofSources {
  rows: SourceRow[];
  /** Of all, of which `rows` are the newest. */
  count: number;
}

const SHOWN = 30;

/**
 * Of an indicator: its definition and what it is counted from (values that people entered, or
 * snapshots up to the end of the period, or deviations found in it).
 */
export async function readProofSources(
  sql: Sql,
  projectId: string,
  { kind, id, kriId, on }: ProofOf,
): Promise<ProofSources> {
  const site = kind === "point" ? id : null;
  const [row] = await sql<ProofSources[]>`
    with kri as (
      select k.* from public.kris k where k.project_id = ${projectId}::uuid and k.id = case ${kind}
        when 'qtl' then (select q.kri_id from public.qtls q where q.id = ${id}::uuid) else ${kriId}::uuid end
        and ${kind} <> 'risk'
    ), span as (
      select k.*, ${on}::date as first,
        (${on}::date + case k.period when 'month' then interval '1 month' else interval '3 months' end)::date as ends
      from kri k
    ), refs(kind, id, day) as (
      select 'risk', r.id, null::date from public.risks r where ${kind} = 'risk' and r.id = ${id}::uuid
      union all select 'qtl', q.id, null from public.qtls q where ${kind} = 'qtl' and q.id = ${id}::uuid
      union all select 'kri', k.id, null from kri k
      union all select 'kri_value', v.id, v.period_on from span k join public.kri_values v on v.kri_id = k.id
        where k.source = 'entered' and (${site}::uuid is null or v.site_id = ${site}::uuid)
          and (k.first is null or v.period_on = k.first)
      union all select 'deviation', v.id, v.found_on from span k join public.deviations v on v.project_id = k.project_id
        where k.source = 'deviation' and (${site}::uuid is null or v.site_id = ${site}::uuid)
          and (k.first is null or v.found_on >= k.first and v.found_on < k.ends)
      union all select 'enrollment_snapshot', e.id, e.as_of from span k
        join public.enrollment_snapshots e on e.project_id = k.project_id
        where k.source <> 'entered' and (${site}::uuid is null or e.site_id = ${site}::uuid)
          and (k.first is null or e.as_of < k.ends)
    ), newest as (select * from refs order by day desc nulls first, id limit ${SHOWN})
    select private.widget_rows((select coalesce(jsonb_agg(jsonb_build_object('kind', n.kind, 'id', n.id)), '[]')
      from newest n)) as rows, (select count(*)::int from refs) as count`;
  return row!;
}
