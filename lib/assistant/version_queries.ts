/** SQL of kept versions. Row-level security decides what each statement sees. */
import type { Sql } from "@/lib/db/mod.ts";
import type { Version, VersionHead, WrittenSection } from "./model.ts";
import type { Place } from "./service.ts";

const head = (sql: Sql) =>
  sql`t.id, t.version, t.provider, private.utc(t.as_of) as "asOf", private.utc(t.created_at) as at,
    jsonb_build_object('id', t.created_by, 'name', (select p.name from public.profiles p where p.id = t.created_by)) as by,
    t.note, (select r.version from public.tab_versions r where r.id = t.restored_from) as "restoredFrom"`;

const whole = (sql: Sql) =>
  sql`${
    head(sql)
  }, t.tab_type as "tabType", t.site_id as "siteId", t.sections, t.content, t.sources, t.gaps,
    t.data_sha256 as "dataSha256", t.restricted,
    (select coalesce(jsonb_agg(jsonb_build_object('sectionKey', a.section_key, 'at', private.utc(a.created_at),
        'by', (select p.name from public.profiles p where p.id = a.created_by)) order by a.created_at), '[]')
      from public.tab_acceptances a where a.version_id = t.id and a.project_id = t.project_id) as accepted`;

const here = (sql: Sql, { projectId, tabType, siteId }: Place) =>
  sql`t.project_id = ${projectId}::uuid and t.tab_type::text = ${tabType}::text
    and t.site_id is not distinct from ${siteId}::uuid`;

/** The newest first, a hundred at most. */
export async function listVersions(sql: Sql, place: Place): Promise<VersionHead[]> {
  return await sql<VersionHead[]>`
    select ${head(sql)} from public.tab_versions t where ${here(sql, place)}
    order by t.version desc limit 100`;
}

/** One version of a document; null is the newest. */
export async function readVersionAt(
  sql: Sql,
  place: Place,
  version: number | null,
): Promise<Version | undefined> {
  const [row] = await sql<Version[]>`
    select ${whole(sql)} from public.tab_versions t
    where ${here(sql, place)} and (${version}::int is null or t.version = ${version}::int)
    order by t.version desc limit 1`;
  return row;
}

export async function readVersionById(
  sql: Sql,
  projectId: string,
  id: string,
): Promise<Version | undefined> {
  const [row] = await sql<Version[]>`
    select ${whole(sql)} from public.tab_versions t
    where t.project_id = ${projectId}::uuid and t.id = ${id}::uuid`;
  return row;
}

export interface Standing {
  orgId: string;
  /** The organisation wants no model. */
  off: boolean;
  tokensPerDay: number;
  /** Tokens since midnight, UTC. */
  usedToday: number;
  mayWrite: boolean;
  mayAccept: boolean;
  /** Of the audit trail's chain; null: not for the caller. */
  head: { seq: number; hash: string } | null;
}

/** What the caller and the organisation may have written; undefined: the study is not seen. */
export async function readStanding(sql: Sql, projectId: string): Promise<Standing | undefined> {
  const [row] = await sql<Standing[]>`
    select p.org_id as "orgId", o.ai_off as off, o.ai_tokens_per_day as "tokensPerDay",
      private.ai_tokens_today(p.id) as "usedToday",
      (p.id = any ((select private.my_projects_for('tab', 'insert'))::uuid[])
        or p.org_id = any ((select private.my_orgs_for('tab', 'insert'))::uuid[])) as "mayWrite",
      (p.id = any ((select private.my_projects_for('tab_acceptance', 'insert'))::uuid[])
        or p.org_id = any ((select private.my_orgs_for('tab_acceptance', 'insert'))::uuid[])) as "mayAccept",
      case when p.id = any ((select private.my_projects_for('activity', 'select'))::uuid[])
        or p.org_id = any ((select private.my_orgs_for('activity', 'select'))::uuid[])
        then (select jsonb_build_object('seq', c -> 'seq', 'hash', c -> 'hash')
          from public.chain_state(p.org_id) c) end as head
    from public.projects p join public.orgs o on o.id = p.org_id where p.id = ${projectId}::uuid`;
  return row;
}

export interface NewVersion {
  provider: string;
  sections: readonly WrittenSection[];
  content: string;
  sources: unknown;
  gaps: unknown;
  dataSha256: string;
  asOf: string;
  resources: readonly string[];
  restricted: boolean;
  restoredFrom: string | null;
  note: string | null;
}

/**
 * Keeps a version; it is restricted when the writer sees restricted rows of the study, or when what
 * it was made of is. The caller reads it back: its number is given by the database.
 */
export async function insertVersion(sql: Sql, place: Place, made: NewVersion): Promise<string> {
  const json = (value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`;
  const id = crypto.randomUUID();
  await sql`
    insert into public.tab_versions (id, org_id, project_id, tab_type, site_id, provider, sections, content, sources,
      gaps, data_sha256, as_of, resources, restricted, restored_from, note)
    select ${id}::uuid, p.org_id, p.id, ${place.tabType}::text::public.tab_type, ${place.siteId}::uuid, ${made.provider},
      ${json(made.sections)}, ${made.content}, ${json(made.sources)}, ${
    json(made.gaps)
  }, ${made.dataSha256},
      ${made.asOf}::timestamptz, ${sql.array([...made.resources], 1009)}::text[],
      ${made.restricted}::boolean or private.sees_restricted(p.id), ${made.restoredFrom}::uuid, ${made.note}
    from public.projects p where p.id = ${place.projectId}::uuid`;
  return id;
}

export async function insertAcceptance(
  sql: Sql,
  projectId: string,
  versionId: string,
  sectionKey: string,
): Promise<void> {
  await sql`
    insert into public.tab_acceptances (org_id, project_id, version_id, section_key, restricted)
    select t.org_id, t.project_id, t.id, ${sectionKey}, t.restricted
    from public.tab_versions t where t.id = ${versionId}::uuid and t.project_id = ${projectId}::uuid`;
}

/** The rights that a version's figures take. */
export async function readResources(sql: Sql, id: string): Promise<string[]> {
  const [row] = await sql<{ resources: string[] }[]>`
    select t.resources from public.tab_versions t where t.id = ${id}::uuid`;
  return row?.resources ?? [];
}

export async function readName(sql: Sql, userId: string): Promise<string | null> {
  const [row] = await sql<{ name: string }[]>`
    select p.name from public.profiles p where p.id = ${userId}::uuid`;
  return row?.name ?? null;
}
