/** SQL of the ledger for its readers. */
import type { Sql } from "@/lib/db/mod.ts";
import type { AiCall, FactRow, Period, UsageDoc } from "./usage_model.ts";
import { PERIOD_DAYS } from "./usage_model.ts";

/** A study, or an organisation as a whole. */
export type Scope = { projectId: string } | { organizationId: string };

export interface Chosen {
  period?: Period | undefined;
  from?: string | undefined;
  to?: string | undefined;
  person?: string | undefined;
}

const idsOf = (scope: Scope) => ({
  project: "projectId" in scope ? scope.projectId : null,
  org: "organizationId" in scope ? scope.organizationId : null,
});

/** The organisation, its zone and the days that are asked for: one row, `d`. */
function days(sql: Sql, scope: Scope, { period, from, to }: Chosen) {
  const { project, org } = idsOf(scope);
  const back = PERIOD_DAYS[period ?? "30d"] - 1;
  return sql`(
    select o.org, o.zone, coalesce(${from ?? null}::date,
        coalesce(${to ?? null}::date, o.today) - ${back}::int) as first_on,
      coalesce(${to ?? null}::date, o.today) as last_on
    from (select s.org, z.zone, (now() at time zone z.zone)::date as today
      from (select coalesce(${org}::uuid, (select p.org_id from public.projects p where p.id = ${project}::uuid)) as org) s
      cross join lateral (select private.known_zone(coalesce(
        (select p.time_zone from public.projects p where p.id = ${project}::uuid),
        (select g.time_zone from public.orgs g where g.id = s.org))) as zone) z) o
  ) d`;
}

/** The ledger added up; null for who may not read it. */
export async function readUsage(sql: Sql, scope: Scope, chosen: Chosen): Promise<UsageDoc | null> {
  const { project } = idsOf(scope);
  const [row] = await sql<{ doc: UsageDoc | null }[]>`
    select private.ai_usage(d.org, ${project}::uuid, d.first_on, d.last_on, ${
    chosen.person ?? null
  }::uuid) as doc
    from ${days(sql, scope, chosen)}`;
  return row?.doc ?? null;
}

export type CallRow = AiCall & { cursor: string };

const COLUMNS = (sql: Sql) =>
  sql`c.id, private.utc(c.created_at) as at, jsonb_build_object('id', c.user_id, 'name', u.name) as by,
    jsonb_build_object('id', p.id, 'name', p.name) as project, c.operation, c.persona, c.tab_type as "tabType",
    c.section_key as "sectionKey", c.site_id as "siteId", c.model, c.prompt_version as "promptVersion",
    c.prompt_sha256 as "promptSha256", c.response_sha256 as "responseSha256",
    jsonb_array_length(c.facts) as facts, c.tools, c.gate_counts as "gateCounts", c.figures, c.unverified,
    c.input_tokens as "inputTokens", c.output_tokens as "outputTokens", c.cost_micros::float8 as "costMicros",
    c.latency_ms as "latencyMs", c.outcome`;

/** Calls that the reader may see, newest first, after a cursor. */
export async function readCalls(
  sql: Sql,
  scope: Scope,
  { cursor, limit, ...chosen }: Chosen & { cursor?: string | undefined; limit: number },
): Promise<CallRow[]> {
  const { project } = idsOf(scope);
  const [micros = null, id = null] = cursor?.split(".") ?? [];
  return await sql<CallRow[]>`
    with page as materialized (
      select c.* from public.ai_calls c, ${days(sql, scope, chosen)}
      where c.org_id = d.org and (${project}::uuid is null or c.project_id = ${project}::uuid)
        and c.created_at >= d.first_on::timestamp at time zone d.zone
        and c.created_at < (d.last_on + 1)::timestamp at time zone d.zone
        and (${chosen.person ?? null}::uuid is null or c.user_id = ${chosen.person ?? null}::uuid)
        and (${micros}::bigint is null
          or (c.created_at, c.id) < (to_timestamp(0) + ${micros}::bigint * interval '1 microsecond', ${id}::uuid))
      order by c.created_at desc, c.id desc limit ${limit}::int
    )
    select ${COLUMNS(sql)},
      (extract(epoch from c.created_at) * 1000000)::bigint::text || '.' || c.id as cursor
    from page c join public.projects p on p.id = c.project_id
    left join public.profiles u on u.id = c.user_id
    order by c.created_at desc, c.id desc`;
}

/**
 * A call with the rows that it was told of, as they are now and as far as the reader sees them;
 * null when the call is not of this place, or not seen.
 */
export async function readCall(sql: Sql, scope: Scope, id: string) {
  const { project, org } = idsOf(scope);
  const [row] = await sql<(AiCall & { rows: FactRow[] })[]>`
    select ${COLUMNS(sql)}, private.widget_rows(c.facts) as rows
    from public.ai_calls c join public.projects p on p.id = c.project_id
    left join public.profiles u on u.id = c.user_id
    where c.id = ${id}::uuid and (c.project_id = ${project}::uuid or c.org_id = ${org}::uuid)`;
  if (!row) return null;
  const { rows, ...call } = row;
  return { call: call as AiCall, facts: rows };
}
