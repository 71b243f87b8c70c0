import type { Sql } from "../types.ts";
import { type AmrRow, first, rows, type SessionRow } from "./rows.ts";

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

/**
 * Revokes the old token and adds its child. Tokens of the session that were spent a day ago go:
 * they cannot be let through any more, and a long session would pile them up.
 */
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
    ), spent as (
      delete from auth.refresh_tokens
      where session_id = (select session_id from old) and revoked = true
        and updated_at < ${swap.now}::text::timestamptz - interval '1 day'
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
