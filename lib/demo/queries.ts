/** SQL of the demo. */
import type { Sql } from "@/lib/db/mod.ts";

/** Makes a person a member of the organisation and the coordinator of its projects, once. */
export async function addCoordinator(
  sql: Sql,
  { orgId, userId }: { orgId: string; userId: string },
): Promise<void> {
  await sql`
    insert into public.org_members (org_id, user_id, role)
    values (${orgId}::uuid, ${userId}::uuid, 'member') on conflict (org_id, user_id) do nothing`;
  await sql`
    insert into public.project_members (org_id, project_id, user_id, role)
    select p.org_id, p.id, ${userId}::uuid, 'coordinator' from public.projects p
    where p.org_id = ${orgId}::uuid on conflict (project_id, user_id) do nothing`;
}
