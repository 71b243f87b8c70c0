import type { Sql } from "@/lib/db/mod.ts";
import type { Member } from "./model.ts";

/** The members of an organisation, by name. */
export async function listMembers(sql: Sql, organizationId: string): Promise<Member[]> {
  const rows = await sql<(Omit<Member, "joinedAt"> & { joined: Date })[]>`
    select p.id, p.name, p.email, m.role, m.created_at as joined
    from public.org_members m join public.profiles p on p.id = m.user_id
    where m.org_id = ${organizationId}
    order by p.name, p.id`;
  return rows.map(({ joined, ...row }) => ({ ...row, joinedAt: joined.toISOString() }));
}
