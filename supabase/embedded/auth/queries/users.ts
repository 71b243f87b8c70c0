import type { Sql } from "../types.ts";
import { first, rows, type UserRow } from "./rows.ts";

/** People by id, in no particular order. */
export function usersById(sql: Sql, ids: string[]): Promise<UserRow[]> {
  return rows(sql`
    select u.id, u.aud, u.role, u.email, u.phone, u.encrypted_password, u.email_change,
      u.raw_app_meta_data, u.raw_user_meta_data, u.is_anonymous, u.email_confirmed_at,
      u.phone_confirmed_at, u.confirmed_at, u.invited_at, u.confirmation_sent_at,
      u.recovery_sent_at, u.email_change_sent_at, u.reauthentication_sent_at, u.last_sign_in_at,
      u.banned_until, u.created_at, u.updated_at, u.deleted_at,
      (select coalesce(jsonb_agg(to_jsonb(i) order by i.created_at, i.id), '[]'::jsonb)
        from auth.identities i where i.user_id = u.id) as identities,
      (select coalesce(jsonb_agg(to_jsonb(f) - 'secret' order by f.created_at, f.id), '[]'::jsonb)
        from auth.mfa_factors f where f.user_id = u.id) as factors
    from auth.users u
    where u.id = any(${`{${ids.join(",")}}`}::text::uuid[])`);
}

export async function userById(sql: Sql, id: string): Promise<UserRow | undefined> {
  return (await usersById(sql, [id]))[0];
}

/** Who signs in with this address, with no more than a password check needs. */
export function accountByEmail(sql: Sql, email: string): Promise<
  | Pick<
    UserRow,
    "id" | "encrypted_password" | "email_confirmed_at" | "banned_until" | "confirmation_sent_at"
  >
  | undefined
> {
  return first(sql`
    select id, encrypted_password, email_confirmed_at, banned_until, confirmation_sent_at
    from auth.users
    where email = ${email}::text and is_sso_user = false and deleted_at is null`);
}

export interface NewUser {
  id: string;
  email: string | null;
  passwordHash: string;
  role: string;
  aud: string;
  confirmedAt: string | null;
  appData: Record<string, unknown>;
  userData: Record<string, unknown>;
  identityData: Record<string, unknown>;
  anonymous: boolean;
  now: string;
}

/** Adds a person and, where there is an address, the identity for it. False when the address or id is taken. */
export async function insertUser(sql: Sql, user: NewUser): Promise<boolean> {
  const added = await sql`
    with account as (
      insert into auth.users (instance_id, id, aud, role, email, encrypted_password,
        email_confirmed_at, confirmation_token, recovery_token, email_change_token_new,
        email_change, raw_app_meta_data, raw_user_meta_data, is_anonymous, is_sso_user,
        created_at, updated_at)
      values ('00000000-0000-0000-0000-000000000000', ${user.id}::uuid, ${user.aud}::text,
        ${user.role}::text, ${user.email}::text, ${user.passwordHash}::text,
        ${user.confirmedAt}::text::timestamptz, '', '', '', '',
        ${JSON.stringify(user.appData)}::text::jsonb,
        ${JSON.stringify(user.userData)}::text::jsonb, ${user.anonymous}::boolean, false,
        ${user.now}::text::timestamptz, ${user.now}::text::timestamptz)
      on conflict do nothing
      returning id, email
    ), identity as (
      insert into auth.identities (id, provider_id, user_id, identity_data, provider,
        last_sign_in_at, created_at, updated_at)
      select gen_random_uuid(), account.id::text, account.id,
        ${JSON.stringify(user.identityData)}::text::jsonb, 'email',
        ${user.now}::text::timestamptz, ${user.now}::text::timestamptz,
        ${user.now}::text::timestamptz
      from account where account.email is not null
    )
    select id from account`;
  return added.length === 1;
}

/** Stores a new password; false when the old one is no longer `oldHash`. */
export async function updatePassword(
  sql: Sql,
  userId: string,
  oldHash: string | null,
  hash: string,
  now: string,
): Promise<boolean> {
  const changed = await sql`
    update auth.users
    set encrypted_password = ${hash}::text, updated_at = ${now}::text::timestamptz,
      recovery_token = ''
    where id = ${userId}::uuid
      and coalesce(encrypted_password, '') = coalesce(${oldHash}::text, '')
    returning id`;
  return changed.length === 1;
}

/**
 * Takes the password away from an account whose address nobody has confirmed: whoever confirms it
 * may not be who chose that password.
 */
export async function dropPassword(sql: Sql, userId: string): Promise<void> {
  await sql`
    update auth.users set encrypted_password = ''
    where id = ${userId}::uuid and email_confirmed_at is null`;
}

/** Merges into the two metadata bags; a null removes its key. */
export async function mergeMetadata(
  sql: Sql,
  userId: string,
  userData: Record<string, unknown>,
  appData: Record<string, unknown>,
  now: string,
): Promise<void> {
  await sql`
    update auth.users
    set raw_user_meta_data = (coalesce(raw_user_meta_data, '{}') || u.patch)
        - array(select key from jsonb_each(u.patch) where value = 'null'::jsonb),
      raw_app_meta_data = (coalesce(raw_app_meta_data, '{}') || a.patch)
        - array(select key from jsonb_each(a.patch) where value = 'null'::jsonb),
      updated_at = ${now}::text::timestamptz
    from (select ${JSON.stringify(userData)}::text::jsonb as patch) u,
      (select ${JSON.stringify(appData)}::text::jsonb as patch) a
    where id = ${userId}::uuid`;
}

/** Gives a person another address, confirmed or not. False when somebody else has it. */
export async function updateEmail(
  sql: Sql,
  userId: string,
  email: string,
  confirmed: boolean,
  now: string,
): Promise<boolean> {
  const changed = await sql`
    with taken as (
      select 1 from auth.users
      where email = ${email}::text and is_sso_user = false and id <> ${userId}::uuid
    ), account as (
      update auth.users
      set email = ${email}::text, is_anonymous = false, email_change = '',
        email_change_token_new = '', email_change_confirm_status = 0, updated_at = ${now}::text::timestamptz,
        email_confirmed_at = case when ${confirmed}::boolean
          then ${now}::text::timestamptz else email_confirmed_at end,
        raw_app_meta_data = coalesce(raw_app_meta_data, '{}')
          || '{"provider":"email","providers":["email"]}'::jsonb,
        raw_user_meta_data = coalesce(raw_user_meta_data, '{}')
          || jsonb_build_object('email', ${email}::text, 'email_verified', ${confirmed}::boolean)
      where id = ${userId}::uuid and not exists (select 1 from taken)
      returning id
    ), identity as (
      insert into auth.identities (id, provider_id, user_id, identity_data, provider,
        last_sign_in_at, created_at, updated_at)
      select gen_random_uuid(), account.id::text, account.id,
        jsonb_build_object('sub', account.id, 'email', ${email}::text,
          'email_verified', ${confirmed}::boolean, 'phone_verified', false),
        'email', ${now}::text::timestamptz, ${now}::text::timestamptz, ${now}::text::timestamptz
      from account
      on conflict (provider_id, provider) do update
      set identity_data = auth.identities.identity_data || excluded.identity_data,
        updated_at = excluded.updated_at
    )
    select id from account`;
  return changed.length === 1;
}

export async function confirmEmail(sql: Sql, userId: string, now: string): Promise<void> {
  await sql`
    update auth.users
    set email_confirmed_at = coalesce(email_confirmed_at, ${now}::text::timestamptz),
      confirmation_token = '', updated_at = ${now}::text::timestamptz,
      raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || '{"email_verified":true}'::jsonb
    where id = ${userId}::uuid`;
}
