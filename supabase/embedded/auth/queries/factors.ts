import type { Sql } from "../types.ts";
import { type FactorRow, first } from "./rows.ts";

export interface SecretFactorRow extends FactorRow {
  secret: string | null;
}

/** Locks a person's row, so that what is counted about their factors stays true until commit. */
export async function lockUser(sql: Sql, userId: string): Promise<void> {
  await sql`select 1 from auth.users where id = ${userId}::uuid for update`;
}

/** Forgets factors of a person that were begun before `before` and never proved. */
export async function deleteStaleFactors(sql: Sql, userId: string, before: string): Promise<void> {
  await sql`
    delete from auth.mfa_factors
    where user_id = ${userId}::uuid and status = 'unverified'
      and created_at < ${before}::text::timestamptz`;
}

export async function insertFactor(
  sql: Sql,
  id: string,
  userId: string,
  name: string,
  secret: string,
  now: string,
): Promise<void> {
  await sql`
    insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, secret,
      created_at, updated_at)
    values (${id}::uuid, ${userId}::uuid, ${name}::text, 'totp', 'unverified', ${secret}::text,
      ${now}::text::timestamptz, ${now}::text::timestamptz)`;
}

/** A factor of this person, locked. */
export function lockFactor(
  sql: Sql,
  userId: string,
  id: string,
): Promise<SecretFactorRow | undefined> {
  return first(sql`
    select id, friendly_name, factor_type, status, secret, last_challenged_at, created_at,
      updated_at
    from auth.mfa_factors where id = ${id}::uuid and user_id = ${userId}::uuid for update`);
}

export async function insertChallenge(
  sql: Sql,
  id: string,
  factorId: string,
  address: string,
  now: string,
): Promise<void> {
  // The instant of the last challenge is unique in the table, hence the random microseconds.
  await sql`
    with challenge as (
      insert into auth.mfa_challenges (id, factor_id, created_at, ip_address)
      values (${id}::uuid, ${factorId}::uuid, ${now}::text::timestamptz, ${address}::text::inet)
    ), past as (
      delete from auth.mfa_challenges
      where factor_id = ${factorId}::uuid
        and created_at < ${now}::text::timestamptz - interval '1 day'
    )
    update auth.mfa_factors
    set last_challenged_at = ${now}::text::timestamptz + random() * interval '1 ms'
    where id = ${factorId}::uuid`;
}

export interface ChallengeRow {
  created_at: unknown;
  verified_at: unknown;
  address: string;
  /** The newest step whose code this factor took; a code of it or before was used already. */
  last_step: number | null;
}

export function challengeOf(
  sql: Sql,
  factorId: string,
  id: string,
): Promise<ChallengeRow | undefined> {
  return first(sql`
    select c.created_at, c.verified_at, host(c.ip_address) as address,
      (select max(o.otp_code::int) from auth.mfa_challenges o
        where o.factor_id = c.factor_id and o.verified_at is not null) as last_step
    from auth.mfa_challenges c
    where c.id = ${id}::uuid and c.factor_id = ${factorId}::uuid`);
}

export async function deleteChallenge(sql: Sql, id: string): Promise<void> {
  await sql`delete from auth.mfa_challenges where id = ${id}::uuid`;
}

export interface Proof {
  factorId: string;
  challengeId: string;
  userId: string;
  sessionId: string;
  step: number;
  now: string;
}

/**
 * Takes a right code: the factor counts from now on, the session rises to aal2, the person's
 * sessions below that end, and so do factors that were only begun.
 */
export async function acceptCode(sql: Sql, proof: Proof): Promise<void> {
  await sql`
    with challenge as (
      update auth.mfa_challenges
      set verified_at = ${proof.now}::text::timestamptz, otp_code = ${String(proof.step)}::text
      where id = ${proof.challengeId}::uuid
    ), factor as (
      update auth.mfa_factors
      set status = 'verified', updated_at = ${proof.now}::text::timestamptz
      where id = ${proof.factorId}::uuid
    ), method as (
      insert into auth.mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method)
      values (gen_random_uuid(), ${proof.sessionId}::uuid, ${proof.now}::text::timestamptz,
        ${proof.now}::text::timestamptz, 'totp')
      on conflict (session_id, authentication_method) do update set updated_at = excluded.updated_at
    )
    update auth.sessions
    set aal = 'aal2', factor_id = ${proof.factorId}::uuid,
      updated_at = ${proof.now}::text::timestamptz
    where id = ${proof.sessionId}::uuid`;
  await sql`
    with lower_session as (
      delete from auth.sessions
      where user_id = ${proof.userId}::uuid and id <> ${proof.sessionId}::uuid
        and coalesce(aal, 'aal1') < 'aal2'
    )
    delete from auth.mfa_factors where user_id = ${proof.userId}::uuid and status = 'unverified'`;
}

/** The refresh token of a session that works now. */
export async function activeToken(sql: Sql, sessionId: string): Promise<string | null> {
  const found = await first<{ token: string }>(sql`
    select token from auth.refresh_tokens
    where session_id = ${sessionId}::uuid and revoked = false order by id desc limit 1`);
  return found?.token ?? null;
}

/** Removes a factor; sessions that rose by it fall back. False when it was not there. */
export async function deleteFactor(sql: Sql, userId: string, id: string): Promise<boolean> {
  const gone = await sql`
    with factor as (
      delete from auth.mfa_factors where id = ${id}::uuid and user_id = ${userId}::uuid
      returning id
    ), lowered as (
      update auth.sessions set aal = 'aal1', factor_id = null
      where user_id = ${userId}::uuid and factor_id = (select id from factor)
      returning id
    ), method as (
      delete from auth.mfa_amr_claims
      where authentication_method = 'totp' and session_id in (select id from lowered)
    )
    select id from factor`;
  return gone.length === 1;
}
