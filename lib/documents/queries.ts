/** The SQL of documents: reading only; rows are written by lib/rows. */
import type { Sql } from "@/lib/db/mod.ts";

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
