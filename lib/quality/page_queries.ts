/** What pages of quality read, each part in one statement. Row-level security decides. */
import type { Sql } from "@/lib/db/mod.ts";
import { DERIVED } from "@/lib/rows/model.ts";
import type * as m from "./page_model.ts";
import type { Doc } from "./queries.ts";

const docs = (rows: { doc: Doc }[]) => rows.map((row) => row.doc);

export const siteName = (sql: Sql) =>
  sql`coalesce(nullif(concat_ws(' ', s.number, coalesce(s.facility, s.city, s.country)), ''),
    'A site without a name')`;

/** What somebody may, by resource. */
export async function readRights(sql: Sql, projectId: string): Promise<m.QualityRights> {
  const [row] = await sql<{ can: Record<string, string[]> | null }[]>`
    select public.my_permissions(${projectId}::uuid) -> 'can' as can`;
  return { can: row?.can ?? {} };
}

/**
 * All that needs doing, worst first; at most 40. Without what indicators and limits ask for where the
 * page reads these anyway: of a large study that is the costly part.
 */
export async function readNeeds(
  sql: Sql,
  projectId: string,
  indicators: boolean,
): Promise<m.Need[]> {
  const days = sql`private.project_days(array[${projectId}::uuid])`;
  const counted = indicators ? days : sql`'{}'::private.project_day[]`;
  return await sql<m.Need[]>`
    with needs(rank, urgency, kind, id, title, due, n) as (
      select case q.status when 'critical' then 1 else 6 end,
        case q.status when 'critical' then 'crit' else 'risk' end,
        case q.status when 'critical' then 'limit_breach' else 'limit_warning' end,
        q.qtl_id, q.title, null::date, null::bigint
      from private.qtl_standing(${counted}) q where q.status in ('critical', 'at-risk')
      union all
      select 2, 'crit', 'kri_twice', k.id, r.title, k.newest_on, k.critical_twice
      from private.kri_standing(${counted}) k join public.kris r on r.id = k.id
      where k.critical_twice > 0
      union all
      select case c.state when 'ineffective' then 3 else 5 end, private.capa_urgency(c.overdue, c.days_over),
        case c.state when 'ineffective' then 'capa_ineffective' else 'capa_overdue' end,
        c.id, r.title, c.next_due_on, c.days_over
      from private.capa_standing(${days}) c join public.capas r on r.id = c.id
      where c.overdue or c.state = 'ineffective'
      union all
      select 4, private.deviation_urgency(r.severity, v.days_over), 'deviation_overdue', v.id, r.title, r.due_on, v.days_over
      from private.deviation_standing(${days}) v join public.deviations r on r.id = v.id where v.overdue
      union all
      select case s.state when 'unconfirmed' then 8 else 7 end,
        case s.state when 'unconfirmed' then 'unk' else 'risk' end,
        case s.state when 'unconfirmed' then 'risk_unconfirmed' else 'review_overdue' end,
        s.id, r.title, r.review_due_on, null
      from private.risk_standing(${days}) s join public.risks r on r.id = s.id
      where s.review_overdue or s.state = 'unconfirmed'
    )
    select kind, id, title, due::text as "dueOn", n::int, urgency from needs
    order by array_position(array['crit', 'risk', 'unk'], urgency), rank, n desc nulls last, due, title, id limit 40`;
}

export async function readRisks(sql: Sql, projectId: string): Promise<Doc[]> {
  return docs(
    await sql<{ doc: Doc }[]>`
    select to_jsonb(r) || jsonb_build_object(${DERIVED}::text, to_jsonb(s), 'owner_name', p.name,
      'factor_title', f.title) as doc
    from private.risk_standing(${projectId}::uuid) s join public.risks r on r.id = s.id
    left join public.profiles p on p.id = r.owner_id
    left join public.critical_factors f on f.id = r.critical_factor_id
    order by s.state = 'closed', s.score desc nulls last, s.priority desc nulls last, r.number
    limit 500`,
  );
}

export interface DeviationFilter {
  q: string;
  state: string;
  category: string;
  severity: string;
  site: string;
  capa: string;
  /** One alone; "" for all that the others leave. */
  id: string;
  from: number;
  limit: number;
}

/** A page of deviations: overdue first, then open, then the newest; and how many there are. */
export async function readDeviations(
  sql: Sql,
  projectId: string,
  { q, state, category, severity, site, capa, id, from, limit }: DeviationFilter,
): Promise<{ rows: Doc[]; total: number; all: number }> {
  const pattern = q === "" ? null : `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  const is = (column: ReturnType<Sql>, value: string) =>
    sql`(${value || null}::text is null or ${column}::text = ${value || null}::text)`;
  const [row] = await sql<{ rows: Doc[]; total: number; all: number }[]>`
    with found as materialized (
      select r.id, t.overdue, t.state, r.due_on, r.found_on
      from public.deviations r join private.deviation_standing(${projectId}::uuid) t on t.id = r.id
      where r.project_id = ${projectId}::uuid
        and (${pattern}::text is null or concat_ws(' ', r.title, r.subject_code) ilike ${pattern})
        and (${state} = '' or t.state = ${state} or (${state} = 'overdue' and t.overdue))
        and ${is(sql`r.category`, category)} and ${is(sql`r.severity`, severity)}
        and ${is(sql`r.id`, id)} and ${is(sql`r.site_id`, site)} and ${is(sql`r.capa_id`, capa)}
    ), page as (
      select f.*, row_number() over (order by f.overdue desc, f.state, f.due_on, f.found_on desc, f.id) as n
      from found f order by n offset ${from} limit ${limit}
    )
    select (select count(*)::int from found) as total,
      (select count(*)::int from public.deviations where project_id = ${projectId}::uuid) as all,
      (select coalesce(jsonb_agg(to_jsonb(r) || jsonb_build_object(${DERIVED}::text, to_jsonb(t),
          'urgency', case when t.overdue then private.deviation_urgency(r.severity, t.days_over) end,
          'owner_name', o.name, 'capa_title', c.title, 'site_name', ${
    siteName(sql)
  }) order by p.n), '[]')
        from page p join public.deviations r on r.id = p.id
        join private.deviation_standing(${projectId}::uuid, array(select id from page)) t on t.id = p.id
        left join public.profiles o on o.id = r.owner_id
        left join public.capas c on c.id = r.capa_id
        left join public.sites s on s.id = r.site_id) as rows`;
  return row!;
}

/** Actions, overdue and ineffective first; one alone by its id. */
export async function readCapas(sql: Sql, projectId: string, id: string | null): Promise<Doc[]> {
  const ids = id === null ? sql`null::uuid[]` : sql`array[${id}::uuid]`;
  return docs(
    await sql<{ doc: Doc }[]>`
    select to_jsonb(r) || jsonb_build_object(${DERIVED}::text, to_jsonb(s), 'owner_name', p.name, 'urgency',
      case when s.overdue or s.state = 'ineffective' then private.capa_urgency(s.overdue, s.days_over) end) as doc
    from private.capa_standing(${projectId}::uuid, ${ids}) s
    join public.capas r on r.id = s.id
    left join public.profiles p on p.id = r.owner_id
    order by s.state = 'closed', s.state <> 'ineffective', not s.overdue, s.next_due_on, r.opened_on, r.id
    limit 200`,
  );
}

export async function readKris(sql: Sql, projectId: string): Promise<Doc[]> {
  return docs(
    await sql<{ doc: Doc }[]>`
    select to_jsonb(r) || jsonb_build_object(${DERIVED}::text, to_jsonb(s), 'owner_name', p.name,
      'factor_title', f.title) as doc
    from private.kri_standing(${projectId}::uuid) s
    join public.kris r on r.id = s.id
    left join public.profiles p on p.id = r.owner_id
    left join public.critical_factors f on f.id = r.critical_factor_id
    order by r.ordinal, r.created_at, r.id limit 200`,
  );
}

export async function readQtls(sql: Sql, projectId: string): Promise<Doc[]> {
  return docs(
    await sql<{ doc: Doc }[]>`
    select to_jsonb(r) || jsonb_build_object(${DERIVED}::text, to_jsonb(s), 'owner_name', p.name,
      'kri_title', k.title, 'numerator_name', k.numerator, 'denominator_name', k.denominator,
      'multiplier', k.multiplier) as doc
    from private.qtl_facts(${projectId}::uuid) s
    join public.qtls r on r.id = s.id join public.kris k on k.id = r.kri_id
    left join public.profiles p on p.id = r.owner_id
    order by array_position(array['critical', 'at-risk', 'unknown', 'on-track'], s.status),
      r.created_at, r.id limit 200`,
  );
}

export async function readFactors(sql: Sql, projectId: string): Promise<Doc[]> {
  return docs(
    await sql<{ doc: Doc }[]>`
    select to_jsonb(r) || jsonb_build_object(
      'risks', (select count(*) from public.risks x where x.critical_factor_id = r.id),
      'kris', (select count(*) from public.kris x where x.critical_factor_id = r.id)) as doc
    from public.critical_factors r where r.project_id = ${projectId}::uuid
    order by r.ordinal, r.created_at, r.id limit 200`,
  );
}

/** What forms offer: people who see the study, its sites, factors, and actions that are not closed. */
export async function readChoices(sql: Sql, projectId: string): Promise<m.Choices> {
  const [row] = await sql<{ doc: m.Choices }[]>`
    select jsonb_build_object(
      'people', (select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name)
          order by lower(f.name), f.id), '[]')
        from public.profiles f where f.id in (
          select pm.user_id from public.project_members pm where pm.project_id = p.id
          union all
          select om.user_id from public.org_members om
          where om.org_id = p.org_id and om.role in ('owner', 'admin'))),
      'sites', (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', ${siteName(sql)})
          order by s.ordinal, s.id), '[]') from public.sites s where s.project_id = p.id),
      'factors', (select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'name', f.title)
          order by f.ordinal, f.created_at), '[]')
        from public.critical_factors f where f.project_id = p.id),
      'capas', (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.title)
          order by c.opened_on desc, c.id), '[]')
        from public.capas c where c.project_id = p.id and c.closed_on is null)
    ) as doc from public.projects p where p.id = ${projectId}::uuid`;
  return row?.doc ?? { people: [], sites: [], factors: [], capas: [] };
}
