import type { Sql } from "../types.ts";
import { first } from "./rows.ts";

/** What a code that was mailed is good for; a person has at most one of each. */
export type CodeType =
  | "confirmation_token"
  | "recovery_token"
  | "email_change_token_new"
  | "email_change_token_current"
  | "reauthentication_token";

export interface NewCode {
  id: string;
  userId: string;
  type: CodeType;
  hash: string;
  /** The address that the code goes to. */
  address: string;
  now: string;
}

/**
 * Stores a code in place of the one before, and when it was made. For nobody it does nothing, but
 * does not do it faster.
 */
export async function putCode(sql: Sql, code: NewCode): Promise<void> {
  await sql`
    with token as (
      insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to,
        created_at, updated_at)
      select ${code.id}::uuid, id, ${code.type}::text::auth.one_time_token_type,
        ${code.hash}::text, ${code.address}::text,
        ${code.now}::text::timestamptz at time zone 'utc',
        ${code.now}::text::timestamptz at time zone 'utc'
      from auth.users where id = ${code.userId}::uuid
      on conflict (user_id, token_type) do update
      set token_hash = excluded.token_hash, relates_to = excluded.relates_to,
        created_at = excluded.created_at, updated_at = excluded.updated_at
    )
    update auth.users
    set confirmation_sent_at = case ${code.type}::text when 'confirmation_token'
        then ${code.now}::text::timestamptz else confirmation_sent_at end,
      recovery_sent_at = case ${code.type}::text when 'recovery_token'
        then ${code.now}::text::timestamptz else recovery_sent_at end,
      email_change_sent_at = case when ${code.type}::text like 'email_change%'
        then ${code.now}::text::timestamptz else email_change_sent_at end,
      reauthentication_sent_at = case ${code.type}::text when 'reauthentication_token'
        then ${code.now}::text::timestamptz else reauthentication_sent_at end
    where id = ${code.userId}::uuid`;
}

export interface TakenCode {
  user_id: string;
  token_type: CodeType;
  created_at: unknown;
}

/** Takes a code out, so that it works once. `hashes` and `types` are the ones that will do. */
export function takeCode(
  sql: Sql,
  hashes: string[],
  types: CodeType[],
): Promise<TakenCode | undefined> {
  return first(sql`
    delete from auth.one_time_tokens
    where token_hash = any(${`{${
    hashes.join(",")
  }}`}::text::text[]) and token_type::text = any(${`{${types.join(",")}}`}::text::text[])
    returning user_id, token_type, created_at at time zone 'utc' as created_at`);
}

/** Forgets what else was mailed to a person, when an address or a password changed. */
export async function dropCodes(sql: Sql, userId: string): Promise<void> {
  await sql`delete from auth.one_time_tokens where user_id = ${userId}::uuid`;
}

export async function setInvited(sql: Sql, userId: string, now: string): Promise<void> {
  await sql`
    update auth.users set invited_at = ${now}::text::timestamptz where id = ${userId}::uuid`;
}

/** Notes the address that a person wants, until it is confirmed. */
export async function setEmailChange(sql: Sql, userId: string, email: string): Promise<void> {
  await sql`
    update auth.users
    set email_change = ${email}::text, email_change_confirm_status = case
      when email_change = ${email}::text then email_change_confirm_status else 0 end
    where id = ${userId}::uuid`;
}

/** What `email_change_confirm_status` says when one side has confirmed. */
const SIDES = { new: 1, current: 2 };

/** Notes that one side of a change of address confirmed it; whether the other one did before. */
export async function proveEmailChange(
  sql: Sql,
  userId: string,
  side: keyof typeof SIDES,
): Promise<boolean> {
  const other = SIDES[side === "new" ? "current" : "new"];
  const proved = await first<{ whole: boolean }>(sql`
    with before as (
      select email_change_confirm_status = ${other}::int as whole
      from auth.users where id = ${userId}::uuid for update
    )
    update auth.users
    set email_change_confirm_status = case when (select whole from before)
      then email_change_confirm_status else ${SIDES[side]}::smallint end
    where id = ${userId}::uuid
    returning (select whole from before) as whole`);
  return proved?.whole ?? false;
}
