import type { Sql } from "@/lib/db/mod.ts";
import type { ProjectSummary } from "@/lib/projects/model.ts";
import type { ActivityEvent, ActivityFilters, RecordedHead } from "./model.ts";

/** What the page around the audit trail shows. */
export interface ActivityFrame {
  project: ProjectSummary;
  organization: { id: string; name: string };
}

interface Row {
  seq: string;
  at: Date;
  actor: string | null;
  actor_name: string | null;
  actor_kind: ActivityEvent["actorKind"];
  on_behalf_of: string | null;
  entity: string;
  entity_id: string;
  action: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string | null;
  restricted: boolean;
  hash: string;
}

function eventOf(row: Row): ActivityEvent {
  return {
    seq: Number(row.seq),
    at: row.at.toISOString(),
    actor: row.actor ? { id: row.actor, name: row.actor_name } : null,
    actorKind: row.actor_kind,
    onBehalfOf: row.on_behalf_of,
    entity: row.entity,
    entityId: row.entity_id,
    action: row.action,
    before: row.before,
    after: row.after,
    reason: row.reason,
    restricted: row.restricted,
    hash: row.hash,
  };
}

/** Entries of a project, newest first, with numbers below `below`. */
export async function listEvents(
  sql: Sql,
  projectId: string,
  filters: ActivityFilters,
  page: { below: number | null; limit: number },
): Promise<ActivityEvent[]> {
  const { entity = null, actor = null, from = null, to = null } = filters;
  const rows = await sql<Row[]>`
    select seq::text, at, actor, actor_name, actor_kind, on_behalf_of, entity, entity_id, action,
      before, after, reason, restricted, hash
    from public.activity
    where project_id = ${projectId}
      and (${page.below}::bigint is null or seq < ${page.below}::bigint)
      and (${entity}::text is null or entity = ${entity}::text)
      and (${actor}::uuid is null or actor = ${actor}::uuid)
      and (${from}::timestamptz is null or at >= ${from}::timestamptz)
      and (${to}::timestamptz is null or at < ${to}::timestamptz)
    order by seq desc
    limit ${page.limit}`;
  return rows.map(eventOf);
}

/** What the frame of a page shows of a project that the caller sees; null otherwise. */
export async function readFrame(sql: Sql, projectId: string): Promise<ActivityFrame | null> {
  const [row] = await sql<ActivityFrame[]>`
    select private.project_summary(p) as project,
      jsonb_build_object('id', o.id, 'name', o.name) as organization
    from public.projects p join public.orgs o on o.id = p.org_id
    where p.id = ${projectId}`;
  return row ?? null;
}

/**
 * Recomputes the chain of the project's organisation, and compares it with the head in `known`
 * that was recorded of it outside, when there is one. Null when the caller does not see the project.
 */
export async function verifyChain(sql: Sql, projectId: string, known: readonly RecordedHead[]) {
  const [row] = await sql<
    {
      org_id: string;
      verdict: { ok: boolean; length: number; head: string | null; brokenAt?: number };
    }[]
  >`
    select p.org_id, public.verify_activity(p.org_id, k.seq, k.hash) as verdict
    from public.projects p
    left join unnest(
      ${known.map((k) => k.orgId)}::uuid[], ${known.map((k) => k.seq)}::bigint[],
      ${known.map((k) => k.hash)}::text[]) as k(org_id, seq, hash) on k.org_id = p.org_id
    where p.id = ${projectId}`;
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
