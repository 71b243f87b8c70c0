import type { Sql } from "../types.ts";
import { first } from "./rows.ts";

export async function setRole(sql: Sql, userId: string, role: string): Promise<void> {
  await sql`update auth.users set role = ${role}::text where id = ${userId}::uuid`;
}

/** Bans until an instant; null lifts the ban. */
export async function setBan(sql: Sql, userId: string, until: string | null): Promise<void> {
  await sql`
    update auth.users set banned_until = ${until}::text::timestamptz where id = ${userId}::uuid`;
}

/** One page of people, newest first, and how many there are. */
export async function userPage(
  sql: Sql,
  limit: number,
  offset: number,
  filter: string,
): Promise<{ ids: string[]; total: number }> {
  const found = await first<{ total: number; ids: string[] }>(sql`
    select
      (select count(*)::int from auth.users
        where deleted_at is null and strpos(coalesce(email, ''), ${filter}::text) > 0) as total,
      (select coalesce(jsonb_agg(p.id order by p.created_at desc, p.id), '[]'::jsonb) from (
        select id, created_at from auth.users
        where deleted_at is null and strpos(coalesce(email, ''), ${filter}::text) > 0
        order by created_at desc, id limit ${limit}::int offset ${offset}::int
      ) p) as ids`);
  return { ids: found?.ids ?? [], total: found?.total ?? 0 };
}

export async function deleteUser(sql: Sql, userId: string): Promise<void> {
  await forgetName(sql, userId);
  await sql`delete from auth.users where id = ${userId}::uuid`;
}

/** Keeps the row for what refers to it, without anything that says who it was. */
export async function softDeleteUser(
  sql: Sql,
  userId: string,
  emailHash: string,
  now: string,
): Promise<void> {
  await forgetName(sql, userId);
  await sql`
    with identity as (delete from auth.identities where user_id = ${userId}::uuid),
      factor as (delete from auth.mfa_factors where user_id = ${userId}::uuid),
      session as (delete from auth.sessions where user_id = ${userId}::uuid)
    update auth.users
    set email = ${emailHash}::text, encrypted_password = '', raw_user_meta_data = '{}',
      raw_app_meta_data = '{}', confirmation_token = '', recovery_token = '',
      email_change_token_new = '', email_change = '', deleted_at = ${now}::text::timestamptz,
      updated_at = ${now}::text::timestamptz
    where id = ${userId}::uuid and deleted_at is null`;
}

/** What happened stays written down; who it was, by address, does not. */
async function forgetName(sql: Sql, userId: string): Promise<void> {
  await sql`
    update auth.audit_log_entries
    set payload = ((payload::jsonb || case when payload ->> 'actor_id' = ${userId}::text
        then '{"actor_username":""}'::jsonb else '{}' end) #- '{traits,user_email}')::json
    where payload ->> 'actor_id' = ${userId}::text
      or payload -> 'traits' ->> 'user_id' = ${userId}::text`;
}
