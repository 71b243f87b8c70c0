/** The SQL of documents; rows are written by lib/rows, but for many confirmed at once. */
import type { Sql } from "@/lib/db/mod.ts";
import type { Effect } from "./model.ts";

/** The organisation of a document that the caller sees; null without one. */
export async function orgOf(sql: Sql, projectId: string, id: string): Promise<string | null> {
  const [row] = await sql<{ org_id: string }[]>`
    select d.org_id from public.documents d
    where d.id = ${id}::uuid and d.project_id = ${projectId}::uuid`;
  return row?.org_id ?? null;
}

export interface Content {
  org: string;
  sha256: string | null;
  bytes: number | null;
  mediaType: string | null;
  fileName: string | null;
  heldIn: string | null;
}

export async function contentOf(
  sql: Sql,
  where: { projectId: string; documentId: string; id: string },
): Promise<Content | null> {
  const [row] = await sql<Content[]>`
    select v.org_id as org, v.sha256, v.bytes::int as bytes, v.media_type as "mediaType",
      v.file_name as "fileName", v.held_in as "heldIn"
    from public.document_versions v
    where v.id = ${where.id}::uuid and v.document_id = ${where.documentId}::uuid
      and v.project_id = ${where.projectId}::uuid`;
  return row ?? null;
}

export async function isVersionOf(
  sql: Sql,
  where: { projectId: string; documentId: string; id: string },
): Promise<boolean> {
  return await contentOf(sql, where) !== null;
}

/** What each suggested requirement would ask for. */
export async function readEffects(sql: Sql, projectId: string): Promise<Effect[]> {
  return await sql<Effect[]>`
    select e.requirement_id as id, e.places::int, e.lacking::int, e.active_sites::int as "activeSites"
    from private.requirement_effects(${projectId}::uuid) e`;
}

/** How many of these still wait for a decision, and are of these versions; nobody else decides now. */
export async function lockSuggested(
  sql: Sql,
  projectId: string,
  wanted: { id: string; version: number }[],
): Promise<number> {
  const rows = await sql`
    select r.id from public.document_requirements r
    join jsonb_to_recordset(${JSON.stringify(wanted)}::text::jsonb) as w(id uuid, version bigint)
      on w.id = r.id and w.version = r.row_version
    where r.project_id = ${projectId}::uuid and r.state = 'unconfirmed' order by r.id for update of r`;
  return rows.length;
}

export async function confirm(sql: Sql, projectId: string, ids: string[]): Promise<number> {
  const rows = await sql`
    update public.document_requirements set state = 'confirmed'
    where id = any (${ids}::uuid[]) and project_id = ${projectId}::uuid returning id`;
  return rows.length;
}
