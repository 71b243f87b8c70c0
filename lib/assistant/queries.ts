/** All SQL of the assistant. Row-level security decides what each statement sees. */
import type { Sql } from "@/lib/db/mod.ts";

export interface HeadRow {
  project: string;
  protocolVersion: string | null;
  site: { id: string; label: string } | null;
  restricted: boolean;
  resources: string[];
}

/** What stands above a document, and the rights that its figures take, of those that the caller sees; undefined: not seen. */
export async function readHead(
  sql: Sql,
  projectId: string,
  { siteId, keys, actions }: { siteId: string | null; keys: string[]; actions: boolean },
): Promise<HeadRow | undefined> {
  const [row] = await sql<HeadRow[]>`
    select p.name as project, private.sees_restricted(p.id) as restricted,
      (select t.version from private.version_states(private.project_days(array[p.id]), array(
          select d.id from public.documents d where d.project_id = p.id and d.kind = 'protocol'
            and d.site_id is null and d.country is null)) t
        where t.phase = 'held' and t.place = 1 and t.state <> 'expired'
        order by t.acts_on desc, t.created_at desc limit 1) as "protocolVersion",
      (select jsonb_build_object('id', s.id, 'label', private.site_label(s)) from public.sites s
        where s.project_id = p.id and s.id = ${siteId}::uuid) as site,
      array(select distinct r from private.widget_catalog() c, unnest(c.resources) r
        where c.key = any (${sql.array(keys, 1009)}::text[])
          and cardinality(private.widget_lacks(p.id, p.org_id, c.resources)) = 0
        union select 'action' where ${actions}::boolean) as resources
    from public.projects p where p.id = ${projectId}::uuid`;
  return row;
}
