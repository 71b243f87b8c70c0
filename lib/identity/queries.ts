import type { Sql } from "@/lib/db/mod.ts";
import type { Membership } from "./model.ts";

/** The caller's organisations with the role in each, by name. */
export async function listMemberships(sql: Sql, userId: string): Promise<Membership[]> {
  return await sql<Membership[]>`
    select o.id, o.name, m.role
    from public.org_members m join public.orgs o on o.id = m.org_id
    where m.user_id = ${userId}
    order by o.name, o.id`;
}

/** Makes an organisation whose owner is the caller; its id. */
export async function createOrganization(sql: Sql, name: string): Promise<string> {
  const [row] = await sql<{ id: string }[]>`select public.create_organization(${name}) as id`;
  return row!.id;
}

/** Holds back other transactions of the same kind for this person until this one ends. */
export async function waitForOthers(sql: Sql, userId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`sign-up ${userId}`}, 0))`;
}
