/** SQL of the assistant's pages. Row-level security decides what each statement sees. */
import type { Sql } from "@/lib/db/mod.ts";

/** The caller's role in the study; null: they see it by their organisation. */
export async function readRole(sql: Sql, projectId: string): Promise<string | null> {
  const [row] = await sql<{ role: string | null }[]>`
    select public.my_permissions(${projectId}::uuid) ->> 'role' as role`;
  return row?.role ?? null;
}

export interface SiteRow {
  id: string;
  label: string;
  detail: string;
  total: number;
}

/** Sites whose name, number or place holds the text, and how many there are. */
export async function findSites(
  sql: Sql,
  projectId: string,
  { q, limit }: { q: string; limit: number },
): Promise<SiteRow[]> {
  const like = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  return await sql<SiteRow[]>`
    select s.id, private.site_label(s) as label, concat_ws(', ', s.city, s.country) as detail,
      count(*) over ()::int as total
    from public.sites s
    where s.project_id = ${projectId}::uuid
      and (${q} = '' or concat_ws(' ', s.number, s.facility, s.city, s.country) ilike ${like})
    order by s.number nulls last, s.facility, s.id limit ${limit}`;
}
