import type { Row, Sql } from "./types.ts";

// Every statement of the embedded Auth, parameters only. Instants go in as ISO texts and JSON as
// text, because the two drivers turn objects into parameters in different ways.

/** A person as stored, with identities and second factors. */
export interface UserRow {
  id: string;
  aud: string | null;
  role: string | null;
  email: string | null;
  phone: string | null;
  encrypted_password: string | null;
  email_change: string | null;
  raw_app_meta_data: Record<string, unknown> | null;
  raw_user_meta_data: Record<string, unknown> | null;
  is_anonymous: boolean;
  email_confirmed_at: unknown;
  phone_confirmed_at: unknown;
  confirmed_at: unknown;
  invited_at: unknown;
  confirmation_sent_at: unknown;
  recovery_sent_at: unknown;
  email_change_sent_at: unknown;
  reauthentication_sent_at: unknown;
  last_sign_in_at: unknown;
  banned_until: unknown;
  created_at: unknown;
  updated_at: unknown;
  deleted_at: unknown;
  identities: IdentityRow[];
  factors: FactorRow[];
}

export interface IdentityRow {
  id: string;
  provider_id: string;
  user_id: string;
  identity_data: Record<string, unknown>;
  provider: string;
  email: string | null;
  last_sign_in_at: unknown;
  created_at: unknown;
  updated_at: unknown;
}

export interface FactorRow {
  id: string;
  friendly_name: string | null;
  factor_type: string;
  status: string;
  last_challenged_at: unknown;
  created_at: unknown;
  updated_at: unknown;
}

export interface SessionRow {
  id: string;
  user_id: string;
  aal: "aal1" | "aal2" | "aal3" | null;
  factor_id: string | null;
  not_after: unknown;
  refreshed_at: unknown;
  created_at: unknown;
}

export interface AmrRow {
  authentication_method: string;
  updated_at: unknown;
}

async function rows<T>(result: PromiseLike<readonly Row[]>): Promise<T[]> {
  return [...await result] as unknown as T[];
}

async function first<T>(result: PromiseLike<readonly Row[]>): Promise<T | undefined> {
  return (await rows<T>(result))[0];
}

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

export interface NewSession {
  id: string;
  userId: string;
  token: string;
  method: string;
  notAfter: string | null;
  userAgent: string | null;
  address: string | null;
  now: string;
  /** Only when the password hash is still this one; null asks for none. */
  passwordHash: string | null;
}

/** Opens a session with its first refresh token. False when the password changed meanwhile. */
export async function insertSession(sql: Sql, session: NewSession): Promise<boolean> {
  const added = await sql`
    with account as (
      update auth.users
      set last_sign_in_at = ${session.now}::text::timestamptz,
        updated_at = ${session.now}::text::timestamptz
      where id = ${session.userId}::uuid and deleted_at is null
        and (${session.passwordHash}::text is null
          or encrypted_password = ${session.passwordHash}::text)
      returning id
    ), opened as (
      insert into auth.sessions (id, user_id, created_at, updated_at, aal, not_after, user_agent, ip)
      select ${session.id}::uuid, account.id, ${session.now}::text::timestamptz,
        ${session.now}::text::timestamptz, 'aal1'::auth.aal_level, ${session.notAfter}::text::timestamptz,
        ${session.userAgent}::text, ${session.address}::text::inet
      from account
      returning id, user_id
    ), method as (
      insert into auth.mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method)
      select gen_random_uuid(), opened.id, ${session.now}::text::timestamptz,
        ${session.now}::text::timestamptz, ${session.method}::text
      from opened
    ), token as (
      insert into auth.refresh_tokens (token, user_id, session_id, revoked, created_at, updated_at)
      select ${session.token}::text, opened.user_id::text, opened.id, false,
        ${session.now}::text::timestamptz, ${session.now}::text::timestamptz
      from opened
    ), identity as (
      update auth.identities
      set last_sign_in_at = ${session.now}::text::timestamptz,
        updated_at = ${session.now}::text::timestamptz
      where provider = 'email' and user_id = (select id from account)
    )
    select id from opened`;
  return added.length === 1;
}

export function sessionById(sql: Sql, id: string): Promise<SessionRow | undefined> {
  return first(sql`
    select id, user_id, aal, factor_id, not_after, refreshed_at at time zone 'utc' as refreshed_at,
      created_at
    from auth.sessions where id = ${id}::uuid`);
}

/** How the person proved who they are in this session, newest first. */
export function amrOf(sql: Sql, sessionId: string): Promise<AmrRow[]> {
  return rows(sql`
    select authentication_method, updated_at from auth.mfa_amr_claims
    where session_id = ${sessionId}::uuid order by updated_at desc, authentication_method`);
}

/** The session that a refresh token belongs to, locked: two refreshes of it come one after the other. */
export function lockSessionOfToken(sql: Sql, token: string): Promise<SessionRow | undefined> {
  return first(sql`
    select id, user_id, aal, factor_id, not_after, refreshed_at at time zone 'utc' as refreshed_at,
      created_at
    from auth.sessions
    where id = (select session_id from auth.refresh_tokens where token = ${token}::text)
    for update`);
}

export interface TokenRow {
  parent: string | null;
  revoked: boolean;
  updated_at: unknown;
  active_token: string | null;
  active_parent: string | null;
}

/** A refresh token and the newest one of its session that still works. */
export function refreshToken(sql: Sql, token: string): Promise<TokenRow | undefined> {
  return first(sql`
    select r.parent, r.revoked, r.updated_at, a.token as active_token, a.parent as active_parent
    from auth.refresh_tokens r
    left join lateral (
      select token, parent from auth.refresh_tokens
      where session_id = r.session_id and revoked = false order by id desc limit 1
    ) a on true
    where r.token = ${token}::text`);
}

export interface Swap {
  old: string;
  fresh: string;
  userAgent: string | null;
  address: string | null;
  now: string;
}

/** Revokes the old token and adds its child. */
export async function swapToken(sql: Sql, swap: Swap): Promise<void> {
  await sql`
    with old as (
      update auth.refresh_tokens set revoked = true, updated_at = ${swap.now}::text::timestamptz
      where token = ${swap.old}::text
      returning token, user_id, session_id
    ), fresh as (
      insert into auth.refresh_tokens (token, user_id, session_id, parent, revoked, created_at,
        updated_at)
      select ${swap.fresh}::text, old.user_id, old.session_id, old.token, false,
        ${swap.now}::text::timestamptz, ${swap.now}::text::timestamptz
      from old
    )
    update auth.sessions
    set refreshed_at = ${swap.now}::text::timestamptz at time zone 'utc',
      updated_at = ${swap.now}::text::timestamptz,
      user_agent = coalesce(${swap.userAgent}::text, user_agent),
      ip = coalesce(${swap.address}::text::inet, ip)
    where id = (select session_id from old)`;
}

/** Ends every refresh token of a session. */
export async function revokeFamily(sql: Sql, sessionId: string, now: string): Promise<void> {
  await sql`
    update auth.refresh_tokens set revoked = true, updated_at = ${now}::text::timestamptz
    where session_id = ${sessionId}::uuid and revoked = false`;
}

export type Scope = "global" | "local" | "others";

/** Ends all, this, or all other sessions of a person. */
export async function deleteSessions(
  sql: Sql,
  userId: string,
  sessionId: string | null,
  scope: Scope,
): Promise<void> {
  await sql`
    delete from auth.sessions
    where user_id = ${userId}::uuid and case ${scope}::text
      when 'global' then true
      when 'local' then id = ${sessionId}::uuid
      else id is distinct from ${sessionId}::uuid end`;
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
        email_change_token_new = '', updated_at = ${now}::text::timestamptz,
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
  await sql`delete from auth.users where id = ${userId}::uuid`;
}

/** Keeps the row for what refers to it, without anything that says who it was. */
export async function softDeleteUser(
  sql: Sql,
  userId: string,
  emailHash: string,
  now: string,
): Promise<void> {
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
