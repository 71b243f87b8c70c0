/** SQL about the people of a study. Row-level security decides what it sees. */
import type { Sql } from "@/lib/db/mod.ts";
import type { AddInput, ProjectMember, ProjectRole } from "@/lib/members/model.ts";

/** The people of a study, by name. */
export async function listProjectMembers(sql: Sql, projectId: string): Promise<ProjectMember[]> {
  return await sql<ProjectMember[]>`
    select p.id, p.name, coalesce(p.email, '') as email, m.role, m.unblinded,
      private.utc(m.created_at) as "joinedAt", m.row_version as version
    from public.project_members m join public.profiles p on p.id = m.user_id
    where m.project_id = ${projectId}::uuid
    order by lower(p.name), p.id`;
}

/** People of the organisation of a study who are not on it. */
export async function listOthers(sql: Sql, projectId: string) {
  return await sql<{ id: string; name: string; email: string }[]>`
    select f.id, f.name, coalesce(f.email, '') as email
    from public.projects p
    join public.org_members m on m.org_id = p.org_id
    join public.profiles f on f.id = m.user_id
    where p.id = ${projectId}::uuid and not exists (
      select from public.project_members o where o.project_id = p.id and o.user_id = m.user_id)
    order by lower(f.name), f.id`;
}

/** Puts somebody of the organisation on a study; false when they are on it already. */
export async function addProjectMember(sql: Sql, projectId: string, it: AddInput) {
  const made = await sql`
    insert into public.project_members (org_id, project_id, user_id, role, unblinded)
    select p.org_id, p.id, ${it.userId}::uuid, ${it.role}, ${it.unblinded}
    from public.projects p where p.id = ${projectId}::uuid
    on conflict (project_id, user_id) do nothing`;
  return made.count > 0;
}

export async function setProjectRole(
  sql: Sql,
  it: {
    project: string;
    user: string;
    role: ProjectRole | null;
    unblinded: boolean | null;
    version: number | null;
  },
): Promise<boolean> {
  const changed = await sql`
    update public.project_members set role = coalesce(${it.role}::text, role),
      unblinded = coalesce(${it.unblinded}::boolean, unblinded)
    where project_id = ${it.project}::uuid and user_id = ${it.user}::uuid
      and (${it.version}::int is null or row_version = ${it.version}::int)`;
  return changed.count > 0;
}

export async function removeProjectMember(
  sql: Sql,
  it: { project: string; user: string; version: number | null },
): Promise<boolean> {
  const gone = await sql`
    delete from public.project_members
    where project_id = ${it.project}::uuid and user_id = ${it.user}::uuid
      and (${it.version}::int is null or row_version = ${it.version}::int)`;
  return gone.count > 0;
}

/** The version of a place on a study; undefined when there is none. */
export async function projectMemberVersion(sql: Sql, project: string, user: string) {
  const [row] = await sql<{ version: number }[]>`
    select row_version as version from public.project_members
    where project_id = ${project}::uuid and user_id = ${user}::uuid`;
  return row?.version;
}

/** What the caller may do with the people of a study. */
export async function rightsOnPeople(sql: Sql, projectId: string) {
  const [row] = await sql<{ add: boolean; change: boolean; remove: boolean; invite: boolean }[]>`
    with can as (select public.my_permissions(${projectId}::uuid) -> 'can' as it)
    select coalesce(it -> 'project_member' ? 'insert', false) as add,
      coalesce(it -> 'project_member' ? 'update', false) as change,
      coalesce(it -> 'project_member' ? 'delete', false) as remove,
      coalesce(it -> 'invitation' ? 'insert', false) as invite
    from can`;
  return row ?? { add: false, change: false, remove: false, invite: false };
}
