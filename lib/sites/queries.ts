/** The SQL of sites: reading only; rows are written by lib/rows. */
import type { Sql } from "@/lib/db/mod.ts";
import type { Member, Requirement, SiteState } from "./model.ts";

export type Doc = Record<string, unknown>;

export interface SiteFilter {
  q: string | null;
  country: string | null;
  status: string | null;
  state: SiteState | null;
  limit: number;
  after: { ordinal: number; id: string } | null;
}

export interface ListDoc {
  countries: { country: string; sites: number }[];
  states: Partial<Record<SiteState, number>>;
  openGates: number;
  total: number;
  sites: Doc[];
}

/** LIKE pattern for "contains", with the user's own wildcards taken literally. */
const contains = (text: string) => `%${text.replace(/[\\%_]/g, "\\$&")}%`;

/** A row of private.site_states() as the API spells it. */
const standing = (sql: Sql) =>
  sql`jsonb_build_object('state', t.state, 'sinceOn', t.since_on, 'nextStep', t.next_step,
    'gateOpen', t.gate_open, 'missing', t.missing, 'missingKeys', t.missing_keys,
    'enrolsWithOpenGate', t.enrols_with_open_gate, 'enrolled', t.enrolled,
    'enrolledAsOf', t.enrolled_as_of)`;

/** What a row of sites s with its standing t has besides its columns. */
const derived = (sql: Sql) =>
  sql`jsonb_build_object('standing', ${standing(sql)},
    'source', private.source_json(s.import_run_id, s.source_pointer, s.field_sources))`;

/** A page of sites, by their order in the study, and how many of all stand where. */
export async function listSites(sql: Sql, id: string, filter: SiteFilter): Promise<ListDoc> {
  const { q, country, status, state, after, limit } = filter;
  const pattern = q === null ? null : contains(q);
  const [row] = await sql<{ doc: ListDoc }[]>`
    with stated as materialized (select * from private.site_states(${id}::uuid)),
    found as materialized (
      select s.id, s.ordinal, s.country, t.state, t.enrols_with_open_gate,
        (${country}::text is null or s.country = ${country})
          and (${status}::text is null or s.status = ${status})
          and (${state}::text is null or t.state = ${state})
          and (${pattern}::text is null or concat_ws(' ', s.number, s.facility, s.city, s.state,
            s.zip, s.country) ilike ${pattern}) as fits
      from public.sites s join stated t on t.site_id = s.id where s.project_id = ${id}::uuid
    ), page as (
      select f.id, f.ordinal from found f
      where f.fits and (${after?.ordinal ?? null}::int is null
        or (f.ordinal, f.id) > (${after?.ordinal ?? null}::int, ${after?.id ?? null}::uuid))
      order by f.ordinal, f.id limit ${limit + 1}
    )
    select jsonb_build_object(
      'countries', (select coalesce(jsonb_agg(jsonb_build_object(
          'country', coalesce(c.country, ''), 'sites', c.n) order by c.n desc, c.country), '[]')
        from (select f.country, count(*) as n from found f group by f.country) c),
      'states', (select coalesce(jsonb_object_agg(c.state, c.n), '{}')
        from (select f.state, count(*) as n from found f group by f.state) c),
      'openGates', (select count(*) from found f where f.enrols_with_open_gate),
      'total', (select count(*) from found f where f.fits),
      'sites', (select coalesce(jsonb_agg(to_jsonb(s) || ${derived(sql)}
          order by g.ordinal, g.id), '[]')
        from page g join public.sites s on s.id = g.id join stated t on t.site_id = g.id)
    ) as doc`;
  return row!.doc;
}

/** One site with where it stands; null when the caller does not see it. */
export async function readSite(sql: Sql, projectId: string, id: string): Promise<Doc | null> {
  const [row] = await sql<{ doc: Doc }[]>`
    select to_jsonb(s) || ${derived(sql)} as doc
    from public.sites s join private.site_states(${projectId}::uuid, ${id}::uuid) t on t.site_id = s.id
    where s.id = ${id}::uuid and s.project_id = ${projectId}::uuid`;
  return row?.doc ?? null;
}

/** What the gate of a site asks for, in its order. */
export async function readGate(sql: Sql, projectId: string, id: string): Promise<Requirement[]> {
  return await sql<Requirement[]>`
    select g.requirement as key, g.label, g.held, g.held_on::text as "heldOn",
      g.staff_id as "staffId", g.document_id as "documentId", g.state, nullif(g.evidence, '') as evidence
    from private.gate_requirements(${projectId}::uuid, ${id}::uuid) g order by g.ordinal`;
}

/** The staff of a site with what was delegated and trained, investigators first. */
export async function readStaff(sql: Sql, projectId: string, id: string): Promise<Member[]> {
  const rows = await sql<{ doc: Member }[]>`
    select jsonb_build_object('id', m.id, 'name', m.name, 'role', m.role, 'email', m.email,
      'phone', m.phone, 'startedOn', m.started_on, 'endedOn', m.ended_on,
      'version', m.row_version,
      'delegations', (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'duty', d.duty,
          'delegatedOn', d.delegated_on, 'endedOn', d.ended_on, 'version', d.row_version)
          order by d.delegated_on, d.id), '[]')
        from public.delegations d where d.staff_id = m.id),
      'trainings', (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'topic', t.topic,
          'completedOn', t.completed_on, 'expiresOn', t.expires_on, 'evidence', t.evidence,
          'version', t.row_version) order by t.completed_on, t.id), '[]')
        from public.trainings t where t.staff_id = m.id)) as doc
    from public.site_staff m
    where m.site_id = ${id}::uuid and m.project_id = ${projectId}::uuid
    order by m.ended_on is not null, m.role <> 'principal_investigator',
      m.role <> 'sub_investigator', m.name, m.id limit 200`;
  return rows.map((row) => row.doc);
}
