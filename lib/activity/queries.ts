import type { Sql } from "@/lib/db/mod.ts";
import type {
  ActivityChoices,
  ActivityContext,
  ActivityEvent,
  ActivityFilters,
  ActivityFrame,
  ChainState,
  RecordedHead,
} from "./model.ts";
import type { Scope } from "./scope.ts";

const ids = (scope: Scope) => ({
  project: "projectId" in scope ? scope.projectId : null,
  org: "organizationId" in scope ? scope.organizationId : null,
});

export type Entries = { events: ActivityEvent[]; zone: string } & Partial<ActivityContext>;

/**
 * Entries, newest first, with numbers below `below`; with `context`, also what they speak of. Null
 * when the caller sees no such project or organisation.
 */
export async function readEntries(
  sql: Sql,
  scope: Scope,
  filters: ActivityFilters,
  page: { below: number | null; limit: number; context?: boolean },
): Promise<Entries | null> {
  const { project, org } = ids(scope);
  const [row] = await sql<{ found: Entries | null }[]>`
    select public.activity_entries(${org}::uuid, ${project}::uuid, ${sql.json(filters)},
      ${page.below}::bigint, ${page.limit}, ${page.context ?? false}) as found`;
  return row?.found ?? null;
}

/** What the filters can be set to. */
export async function readChoices(sql: Sql, scope: Scope): Promise<ActivityChoices> {
  const { project, org } = ids(scope);
  const [row] = await sql<{ choices: ActivityChoices }[]>`
    select public.activity_choices(${org}::uuid, ${project}::uuid) as choices`;
  return row!.choices;
}

/** The head of the chain and its last check. @throws DbProblem 404 */
export async function readChain(sql: Sql, scope: Scope): Promise<ChainState> {
  const { project, org } = ids(scope);
  const [row] = await sql<{ state: ChainState }[]>`
    select public.chain_state(${org}::uuid, ${project}::uuid) as state`;
  return row!.state;
}

/** Recomputes the next `size` entries of the chain, from the first one when it begins `anew`. */
export async function checkChain(
  sql: Sql,
  organizationId: string,
  step: { anew: boolean; outside: RecordedHead | undefined; size: number },
): Promise<ChainState> {
  const { seq, at, hash } = step.outside ?? {};
  const outside = step.outside ? sql.json({ seq, at, hash }) : null;
  const [row] = await sql<{ state: ChainState }[]>`
    select public.check_chain(${organizationId}::uuid, ${step.anew}, ${outside}::jsonb, ${step.size}) as state`;
  return row!.state;
}

/** What the frame of a page shows; null where the caller sees no such project or organisation. */
export async function readFrame(sql: Sql, scope: Scope): Promise<ActivityFrame | null> {
  const { project, org } = ids(scope);
  const [row] = await sql<ActivityFrame[]>`
    select case when p.id is not null then private.project_summary(p) || jsonb_build_object(
        'seesBudget', private.sees_money(p.id), 'proposals', private.open_proposals(p.id)) end as project,
      jsonb_build_object('id', o.id, 'name', o.name, 'brand', private.brand_of(o.id)) as organization
    from public.orgs o left join public.projects p on p.org_id = o.id and p.id = ${project}::uuid
    where case when ${org}::uuid is null then p.id is not null else o.id = ${org}::uuid end`;
  return row ?? null;
}

/**
 * Recomputes a whole chain at once, and compares it with the head in `known` that was recorded of
 * it outside, when there is one. Null when the caller does not see the project or organisation.
 */
export async function verifyChain(sql: Sql, scope: Scope, known: readonly RecordedHead[]) {
  const { project, org } = ids(scope);
  const [row] = await sql<
    {
      org_id: string;
      verdict: { ok: boolean; length: number; head: string | null; brokenAt?: number };
    }[]
  >`
    select o.id as org_id, public.verify_activity(o.id, k.seq, k.hash) as verdict
    from public.orgs o
    left join unnest(
      ${known.map((k) => k.orgId)}::uuid[], ${known.map((k) => k.seq)}::bigint[],
      ${known.map((k) => k.hash)}::text[]) as k(org_id, seq, hash) on k.org_id = o.id
    where o.id = coalesce(${org}::uuid, (select p.org_id from public.projects p where p.id = ${project}::uuid))`;
  return row ? { orgId: row.org_id, ...row.verdict } : null;
}

/**
 * The heads of all chains and, beside each, the hash that the chain now has where the head in
 * `known` was recorded.
 */
export async function readHeads(sql: Sql, known: readonly RecordedHead[]) {
  const rows = await sql<{ org_id: string; seq: string; hash: string; held: string | null }[]>`
    select h.org_id, h.seq::text, h.hash, a.hash as held
    from private.chain_heads_now() h
    left join unnest(${known.map((k) => k.orgId)}::uuid[], ${known.map((k) => k.seq)}::bigint[])
      as k(org_id, seq) on k.org_id = h.org_id
    left join public.activity a on a.org_id = k.org_id and a.seq = k.seq
    where h.seq > 0`;
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}
