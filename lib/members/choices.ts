/** Who can own something of a study: those who see it. */
import type { Sql } from "@/lib/db/mod.ts";

export interface PersonChoice {
  id: string;
  name: string;
}

export async function peopleIn(sql: Sql, projectId: string): Promise<PersonChoice[]> {
  const rows = await sql<PersonChoice[]>`
    select f.id, f.name from public.profiles f where f.id in (
      select m.user_id from public.project_members m where m.project_id = ${projectId}::uuid
      union all
      select o.user_id from public.org_members o join public.projects p on p.org_id = o.org_id
      where p.id = ${projectId}::uuid and o.role in ('owner', 'admin'))
    order by lower(f.name), f.id`;
  return [...rows];
}
