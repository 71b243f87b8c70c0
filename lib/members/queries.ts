/** SQL about who belongs to an organisation. Row-level security decides what it sees. */
import type { Brand } from "@/lib/brand/model.ts";
import type { Sql } from "@/lib/db/mod.ts";
import type { Member, OrgRole, Rights } from "./model.ts";

/** The members of an organisation, by name. */
export async function listMembers(sql: Sql, organizationId: string): Promise<Member[]> {
  return await sql<Member[]>`
    select p.id, p.name, coalesce(p.email, '') as email, m.role,
      private.utc(m.created_at) as "joinedAt", m.row_version as version
    from public.org_members m join public.profiles p on p.id = m.user_id
    where m.org_id = ${organizationId}
    order by lower(p.name), p.id`;
}

/** Sets a role while the membership is at `version` (null: whatever it is at); false otherwise. */
export async function setRole(
  sql: Sql,
  it: { org: string; user: string; role: OrgRole; version: number | null },
): Promise<boolean> {
  const changed = await sql`
    update public.org_members set role = ${it.role}
    where org_id = ${it.org}::uuid and user_id = ${it.user}::uuid
      and (${it.version}::int is null or row_version = ${it.version}::int)`;
  return changed.count > 0;
}

export async function removeMember(
  sql: Sql,
  it: { org: string; user: string; version: number | null },
): Promise<boolean> {
  const gone = await sql`
    delete from public.org_members
    where org_id = ${it.org}::uuid and user_id = ${it.user}::uuid
      and (${it.version}::int is null or row_version = ${it.version}::int)`;
  return gone.count > 0;
}

/** The version of a membership that the caller sees; undefined when there is none. */
export async function memberVersion(sql: Sql, org: string, user: string) {
  const [row] = await sql<{ version: number }[]>`
    select row_version as version from public.org_members
    where org_id = ${org}::uuid and user_id = ${user}::uuid`;
  return row?.version;
}

/** What the roles of a scope may do: {role: {resource: [verb]}}. */
export async function rightsOf(sql: Sql, scope: "organization" | "project"): Promise<Rights> {
  const [row] = await sql<{ rights: Rights }[]>`
    select coalesce(jsonb_object_agg(r.role, r.can), '{}') as rights from (
      select g.role, jsonb_object_agg(g.resource, g.verbs) as can from (
        select p.role, p.resource, jsonb_agg(p.verb order by p.verb) as verbs
        from public.role_permissions p where p.scope = ${scope}
        group by p.role, p.resource) g
      group by g.role) r`;
  return row?.rights ?? {};
}

/** An organisation as its pages need it: who the caller is in it, and what that role may do. */
export interface OrgHead {
  id: string;
  name: string;
  version: number;
  brand: Brand | null;
  role: OrgRole;
  can: Record<string, string[]>;
}

/** Null when the caller does not belong to it. */
export async function readOrgHead(sql: Sql, id: string): Promise<OrgHead | null> {
  const [row] = await sql<OrgHead[]>`
    select o.id, o.name, o.row_version as version, private.brand_of(o.id) as brand, m.role,
      coalesce((select jsonb_object_agg(g.resource, g.verbs) from (
        select r.resource, jsonb_agg(r.verb) as verbs from public.role_permissions r
        where r.scope = 'organization' and r.role = m.role group by r.resource) g), '{}') as can
    from public.orgs o join public.org_members m on m.org_id = o.id and m.user_id = auth.uid()
    where o.id = ${id}::uuid`;
  return row ?? null;
}
