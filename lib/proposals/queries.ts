/** All SQL of proposals. Row-level security and triggers decide what each statement does. */
import type { Sql } from "@/lib/db/mod.ts";
import { DERIVED, type Doc } from "@/lib/rows/model.ts";
import {
  type Applied,
  type Change,
  type Edit,
  type Evidence,
  type Kind,
  type Origin,
  type State,
  STATES,
  type Target,
} from "./model.ts";

const jsonb = (sql: Sql, value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`;

export interface NewProposal {
  kind: Kind;
  title: string;
  rationale: string;
  changes: Change[];
  evidence: Evidence[];
  origin: Origin;
  rule: string | null;
  subjectId: string | null;
  callId: string | null;
  expiresAt: string | null;
}

export async function insertProposal(
  sql: Sql,
  projectId: string,
  row: NewProposal,
): Promise<string | undefined> {
  const [made] = await sql<{ id: string }[]>`
    insert into public.proposals (org_id, project_id, kind, title, rationale, changes, evidence, origin, rule,
      subject_id, call_id, expires_at)
    select p.org_id, p.id, ${row.kind}, ${row.title}, ${row.rationale}, ${jsonb(sql, row.changes)},
      ${
    jsonb(sql, row.evidence)
  }, ${row.origin}, ${row.rule}, ${row.subjectId}::uuid, ${row.callId}::uuid,
      coalesce(${row.expiresAt}::timestamptz, now() + interval '30 days')
    from public.projects p where p.id = ${projectId}::uuid returning id`;
  return made?.id;
}

/** Rows with their names, as the caller sees them; what is not seen is left out. */
export async function readLabels(
  sql: Sql,
  refs: readonly { kind: string; id: string }[],
): Promise<Evidence[]> {
  if (refs.length === 0) return [];
  const [row] = await sql<{ rows: Evidence[] }[]>`
    select private.widget_rows(${jsonb(sql, refs.map(({ kind, id }) => ({ kind, id })))}) as rows`;
  return (row?.rows ?? []).map(({ kind, id, label }) => ({ kind, id, label: label ?? "" }));
}

/** Where a proposal is; undefined when the caller does not see it. */
export async function projectOf(sql: Sql, id: string): Promise<string | undefined> {
  const [row] = await sql<{ project: string }[]>`
    select p.project_id as project from public.proposals p where p.id = ${id}::uuid`;
  return row?.project;
}

export interface NewDecision {
  proposalId: string;
  decision: "approve" | "reject" | "withdraw" | "undo";
  edits: Edit[];
  reason: string | null;
  applied: Applied[];
}

export async function insertDecision(sql: Sql, projectId: string, row: NewDecision) {
  await sql`
    insert into public.proposal_decisions (org_id, project_id, proposal_id, decision, edits, reason, applied)
    select p.org_id, p.id, ${row.proposalId}::uuid, ${row.decision}, ${
    jsonb(sql, row.edits)
  }, ${row.reason},
      ${jsonb(sql, row.applied)}
    from public.projects p where p.id = ${projectId}::uuid`;
}

/** Versions of rows, in their order; null for what is gone. */
export async function readVersions(
  sql: Sql,
  projectId: string,
  rows: readonly { target: Target; id: string }[],
): Promise<(number | null)[]> {
  const found = await sql<{ version: number | null }[]>`
    select private.target_version(r.target, r.id, ${projectId}::uuid) as version
    from jsonb_array_elements(${
    jsonb(sql, rows.map(({ target, id }) => ({ target, id })))
  }) with ordinality w(v, n)
    cross join lateral jsonb_to_record(w.v) as r(target text, id uuid) order by w.n`;
  return found.map(({ version }) => version);
}

export async function showedSecondFactor(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ shown: boolean }[]>`select private.showed_second_factor() as shown`;
  return row?.shown ?? false;
}

export interface Wanted {
  states: readonly State[];
  kind: Kind | null;
  limit: number;
  /** One proposal, in whatever state. */
  only: string | null;
}

/** Proposals of these states with how they stand, worst and oldest first; decided ones newest first. */
export async function readInbox(sql: Sql, projectId: string, wanted: Wanted): Promise<Doc[]> {
  const { kind, limit, only } = wanted;
  const states = only === null ? wanted.states : STATES;
  const rows = await sql<{ doc: Doc }[]>`
    select to_jsonb(r) || jsonb_build_object(${DERIVED}::text, to_jsonb(d)) as doc
    from private.proposal_standing(${projectId}::uuid, ${only === null ? null : [only]}::uuid[]) d
    join public.proposals r on r.id = d.id
    where r.project_id = ${projectId}::uuid and d.state = any (${[...states]}::text[])
      and (${kind}::text is null or r.kind = ${kind}::text)
    order by d.decided_at desc nulls first, array_position(array['high', 'medium', 'low'], r.risk), r.created_at, r.id
    limit ${limit}`;
  return rows.map(({ doc }) => doc);
}

/** Proposals that an agent made on the way to answers of a chat, with how they stand, oldest first. */
export async function readOfChat(sql: Sql, projectId: string, chatId: string): Promise<Doc[]> {
  const rows = await sql<{ doc: Doc }[]>`
    select to_jsonb(r) || jsonb_build_object(${DERIVED}::text, to_jsonb(d)) as doc
    from private.proposal_standing(${projectId}::uuid, array(select s.proposal_id from public.chat_steps s
      where s.chat_id = ${chatId}::uuid and s.project_id = ${projectId}::uuid and s.proposal_id is not null)) d
    join public.proposals r on r.id = d.id
    where r.project_id = ${projectId}::uuid order by r.created_at, r.id`;
  return rows.map(({ doc }) => doc);
}

export async function countStates(sql: Sql, projectId: string): Promise<Record<string, number>> {
  const [row] = await sql<{ counts: Record<string, number> | null }[]>`
    select jsonb_object_agg(c.state, c.n) as counts from (
      select d.state, count(*) as n from private.proposal_standing(${projectId}::uuid, null) d group by d.state) c`;
  return row?.counts ?? {};
}

/** Rules with what they are about, "rule subject", that wait for somebody or were decided in 30 days. */
export async function heldRules(sql: Sql, projectId: string): Promise<Set<string>> {
  const rows = await sql<{ key: string }[]>`
    select distinct r.rule || ' ' || r.subject_id as key
    from private.proposal_standing(${projectId}::uuid, null) d join public.proposals r on r.id = d.id
    where r.project_id = ${projectId}::uuid and r.origin = 'rule' and (d.state = 'open'
      or d.decided_at::timestamptz > now() - interval '30 days')`;
  return new Set(rows.map(({ key }) => key));
}

/** The chats in which agents proposed, by proposal; of others' chats nothing is seen. */
export async function readChats(
  sql: Sql,
  projectId: string,
  ids: readonly string[],
): Promise<Record<string, string>> {
  if (ids.length === 0) return {};
  const rows = await sql<{ id: string; chat: string }[]>`
    select s.proposal_id as id, s.chat_id as chat from public.chat_steps s
    where s.project_id = ${projectId}::uuid and s.proposal_id = any (${[...ids]}::uuid[])`;
  return Object.fromEntries(rows.map(({ id, chat }) => [id, chat]));
}

/** What the caller may do in the project, by resource. */
export async function readRights(sql: Sql, projectId: string): Promise<Record<string, string[]>> {
  const [row] = await sql<{ can: Record<string, string[]> | null }[]>`
    select public.my_permissions(${projectId}::uuid) -> 'can' as can`;
  return row?.can ?? {};
}

/** Names of people, sites and rows, by id; what is not seen has none. */
export async function readNames(
  sql: Sql,
  projectId: string,
  ids: readonly string[],
): Promise<Record<string, string>> {
  if (ids.length === 0) return {};
  const rows = await sql<{ id: string; name: string }[]>`
    with wanted as materialized (select unnest(${[...ids]}::uuid[]) as id)
    select p.id, p.name from wanted w join public.profiles p on p.id = w.id
    union all select s.id, private.site_label(s) from wanted w join public.sites s on s.id = w.id and s.project_id = ${projectId}::uuid
    union all select t.id, t.title from wanted w join public.tasks t on t.id = w.id and t.project_id = ${projectId}::uuid
    union all select m.id, m.title from wanted w join public.milestones m on m.id = w.id and m.project_id = ${projectId}::uuid
    union all select r.id, r.title from wanted w join public.risks r on r.id = w.id and r.project_id = ${projectId}::uuid
    union all select d.id, d.title from wanted w join public.deviations d on d.id = w.id and d.project_id = ${projectId}::uuid
    union all select c.id, c.title from wanted w join public.capas c on c.id = w.id and c.project_id = ${projectId}::uuid
    union all select d.id, d.title from wanted w join public.documents d on d.id = w.id and d.project_id = ${projectId}::uuid
    union all select q.id, q.title from wanted w join public.document_requirements q on q.id = w.id
      and q.project_id = ${projectId}::uuid
    union all select f.id, f.title from wanted w join public.critical_factors f on f.id = w.id and f.project_id = ${projectId}::uuid
    union all select g.id, coalesce(g.title, g.catalog_key) from wanted w join public.widgets g on g.id = w.id
      and g.project_id = ${projectId}::uuid`;
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}
