/** SQL about invitations. */
import type { Sql } from "@/lib/db/mod.ts";
import type { Invitation, InviteInput, PendingInvitation } from "./model.ts";

interface Page {
  limit: number;
  cursor: string | null;
}

const open = (sql: Sql) =>
  sql`select i.id, i.email, i.role, i.project_id as "projectId", p.name as "projectName",
      i.project_role as "projectRole", i.unblinded, f.name as "invitedBy",
      private.utc(i.created_at) as "createdAt", private.utc(i.sent_at) as "sentAt",
      private.utc(i.expires_at) as "expiresAt", i.expires_at <= now() as expired
    from public.invitations i
    left join public.projects p on p.id = i.project_id
    left join public.profiles f on f.id = i.created_by
    where i.accepted_at is null and i.revoked_at is null`;

/** Invitations that nobody has accepted or revoked, newest first. */
export async function listInvitations(
  sql: Sql,
  org: string,
  { limit, cursor }: Page,
): Promise<{ items: PendingInvitation[]; nextCursor: string | null }> {
  const rows = await sql<PendingInvitation[]>`
    ${open(sql)} and i.org_id = ${org}::uuid
      and (${cursor}::uuid is null or (i.created_at, i.id) < (
        select c.created_at, c.id from public.invitations c where c.id = ${cursor}::uuid))
    order by i.created_at desc, i.id desc limit ${limit + 1}`;
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? items.at(-1)!.id : null };
}

/** The open invitations into a study, newest first, 100 at most. */
export async function listProjectInvitations(sql: Sql, projectId: string) {
  return await sql<PendingInvitation[]>`
    ${open(sql)} and i.project_id = ${projectId}::uuid
    order by i.created_at desc, i.id desc limit 100`;
}

/** Makes an invitation without a token; its id. */
export async function insertInvitation(sql: Sql, org: string, it: InviteInput): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into public.invitations (org_id, project_id, email, role, project_role, unblinded)
    values (${org}::uuid, ${it.projectId ?? null}::uuid, ${it.email}, ${it.role},
      ${it.projectRole ?? null}, ${it.unblinded})
    returning id`;
  return row!.id;
}

/** Ends the old token and asks for a new letter; false when there is no such invitation. */
export async function askAgain(sql: Sql, org: string, id: string): Promise<boolean> {
  const changed = await sql`
    update public.invitations set sends = sends + 1
    where id = ${id}::uuid and org_id = ${org}::uuid`;
  return changed.count > 0;
}

export async function revokeInvitation(sql: Sql, org: string, id: string): Promise<boolean> {
  const changed = await sql`
    update public.invitations set revoked_at = now()
    where id = ${id}::uuid and org_id = ${org}::uuid`;
  return changed.count > 0;
}

/**
 * Keeps the hash of the token of a letter; false when the invitation is not open any more. Like
 * every writer it waits for the organisation's chain before it touches a row.
 */
export async function keepToken(sql: Sql, org: string, id: string, hash: string) {
  await sql`select set_config('clinops.org', ${org}, true)`;
  const kept = await sql`
    update public.invitations set token_hash = ${hash}, sent_at = now()
    where id = ${id}::uuid and accepted_at is null and revoked_at is null`;
  return kept.count > 0;
}

/** Forgets a token whose letter was not made. */
export async function dropToken(sql: Sql, org: string, id: string, hash: string) {
  await sql`select set_config('clinops.org', ${org}, true)`;
  await sql`update public.invitations set token_hash = null, sent_at = null
    where id = ${id}::uuid and token_hash = ${hash}`;
}

const view = (sql: Sql) =>
  sql`i.id, i.email, i.role,
    jsonb_build_object('id', o.id, 'name', o.name) as organization,
    case when p.id is not null then jsonb_build_object(
      'id', p.id, 'name', p.name, 'role', i.project_role, 'unblinded', i.unblinded) end as project,
    f.name as "invitedBy", private.utc(i.expires_at) as "expiresAt",
    case when i.accepted_at is not null then 'accepted' when i.revoked_at is not null then 'revoked'
      when i.expires_at <= now() then 'expired' else 'open' end as state
  from public.invitations i
  join public.orgs o on o.id = i.org_id
  left join public.projects p on p.id = i.project_id
  left join public.profiles f on f.id = i.created_by`;

/** The invitation of a token, for whoever holds it; needs the rights of the system. */
export async function invitationByHash(sql: Sql, hash: string): Promise<Invitation | null> {
  const [row] = await sql<Invitation[]>`select ${view(sql)} where i.token_hash = ${hash}`;
  return row ?? null;
}

/** The same by id, for the letter. */
export async function invitationById(sql: Sql, id: string): Promise<Invitation | null> {
  const [row] = await sql<Invitation[]>`select ${view(sql)} where i.id = ${id}::uuid`;
  return row ?? null;
}

/** Counts a look at a token from an address; seconds to wait. */
export async function takeLook(sql: Sql, bucket: string): Promise<number> {
  const [row] = await sql<{ wait: number }[]>`
    select private.take_rate(${bucket}, 60, 60) as wait`;
  return row?.wait ?? 0;
}

export async function acceptToken(sql: Sql, token: string) {
  const [row] = await sql<{ joined: { organizationId: string; projectId: string | null } }[]>`
    select public.accept_invitation(${token}) as joined`;
  return row!.joined;
}
