/** SQL of the ledger, the cache and the names for the privacy gate; all of it runs as the system. */
import type { Sql } from "@/lib/db/mod.ts";

export interface CallRow {
  id: string;
  orgId: string;
  projectId: string;
  userId: string;
  operation: "generate" | "chat" | "analyze" | "embed";
  persona: string;
  tabType: string | null;
  sectionKey: string | null;
  siteId: string | null;
  model: string | null;
  promptVersion: string | null;
  promptSha256: string | null;
  /** Of the text as it is kept; given exactly where there is an answer. */
  responseSha256: string | null;
  /** As it is kept, but for the call's id: only so is it an agent's. Null: nothing is kept. */
  section: unknown;
  /** Rows that the model was told of. */
  facts: readonly { kind: string; id: string }[];
  gateCounts: Record<string, number>;
  figures: number;
  unverified: number;
  inputTokens: number;
  outputTokens: number;
  /** Millionths of a US dollar; null: nobody said what tokens cost. */
  costMicros: number | null;
  latencyMs: number;
  /** "ok", "cached", or the code of the failure. */
  outcome: string;
  /** It tells of rows that only the cleared see. */
  restricted: boolean;
  /** Names of the tools that the answer asked for. */
  tools?: readonly string[];
}

export async function insertCall(sql: Sql, row: CallRow): Promise<void> {
  const json = (value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`;
  await sql`
    insert into public.ai_calls (id, org_id, project_id, user_id, operation, persona, tab_type, section_key, site_id, model,
      prompt_version, prompt_sha256, response_sha256, facts, gate_counts, figures, unverified, input_tokens,
      output_tokens, cost_micros, latency_ms, outcome, restricted, tools, section_sha256)
    values (${row.id}::uuid, ${row.orgId}::uuid, ${row.projectId}::uuid, ${row.userId}::uuid, ${row.operation}, ${row.persona},
      ${row.tabType}, ${row.sectionKey}, ${row.siteId}::uuid, ${row.model}, ${row.promptVersion}, ${row.promptSha256},
      ${row.responseSha256}, ${json(row.facts)}, ${
    json(row.gateCounts)
  }, ${row.figures}, ${row.unverified},
      ${row.inputTokens}, ${row.outputTokens}, ${row.costMicros}, ${
    Math.round(row.latencyMs)
  }, ${row.outcome}, ${row.restricted},
      ${sql.array([...row.tools ?? []], 1009)}::text[], private.section_sha256(${
    row.section === null ? null : json(row.section)
  }))`;
}

export async function readCached(sql: Sql, key: string): Promise<unknown> {
  const [row] = await sql<{ answer: unknown }[]>`
    select private.cached_answer(${key}) as answer`;
  return row?.answer ?? null;
}

export async function keepCached(
  sql: Sql,
  { key, orgId, projectId, answer, seconds }: {
    key: string;
    orgId: string;
    projectId: string;
    answer: unknown;
    seconds: number;
  },
): Promise<void> {
  await sql`select private.keep_answer(${key}, ${orgId}::uuid, ${projectId}::uuid,
    ${JSON.stringify(answer)}::text::jsonb, ${seconds}::int)`;
}

export interface NameRow {
  kind: "person" | "site" | "organization" | "email";
  text: string;
}

/**
 * Names that the organisation of a study knows, those of the study first: members, staff and
 * contacts of sites, stakeholders, who was invited; facilities.
 */
export async function readNames(sql: Sql, projectId: string, most: number): Promise<NameRow[]> {
  return await sql<NameRow[]>`
    with here as (select p.id, p.org_id from public.projects p where p.id = ${projectId}::uuid),
    named(kind, text, project_id) as (
      select 'person', m.name, null::uuid from public.profiles m
        join public.org_members o on o.user_id = m.id join here on here.org_id = o.org_id
      union all select 'email', m.email, null from public.profiles m
        join public.org_members o on o.user_id = m.id join here on here.org_id = o.org_id
      union all select 'person', s.name, s.project_id from public.site_staff s join here on here.org_id = s.org_id
      union all select 'email', s.email, s.project_id from public.site_staff s join here on here.org_id = s.org_id
      union all select 'site', s.facility, s.project_id from public.sites s join here on here.org_id = s.org_id
      union all select 'person', c.name, c.project_id from public.contacts c join here on here.org_id = c.org_id
      union all select 'email', c.email, c.project_id from public.contacts c join here on here.org_id = c.org_id
      union all select 'person', k.name, k.project_id from public.stakeholders k join here on here.org_id = k.org_id
      union all select 'email', k.email, k.project_id from public.stakeholders k join here on here.org_id = k.org_id
      union all select 'email', i.email, null from public.invitations i join here on here.org_id = i.org_id
    )
    select n.kind, n.text from named n, here where char_length(trim(n.text)) between 2 and 300
    group by n.kind, n.text
    order by bool_or(n.project_id = (select h.id from here h) or n.project_id is null) desc, n.kind, n.text
    limit ${most}::int`;
}

/** Tokens that calls took, in and out. */
export async function tokensOf(sql: Sql, ids: readonly string[]): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select coalesce(sum(c.input_tokens + c.output_tokens), 0)::int as n from public.ai_calls c
    where c.id = any (${[...ids]}::uuid[])`;
  return row?.n ?? 0;
}
