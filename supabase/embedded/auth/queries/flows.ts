import type { Sql } from "../types.ts";
import { first } from "./rows.ts";

/** What a code of the PKCE flow was asked for; also says in the session how its person came in. */
export type FlowMethod =
  | "email/signup"
  | "recovery"
  | "magiclink"
  | "email_change";

export interface NewFlow {
  id: string;
  userId: string;
  method: FlowMethod;
  /** Traded for a session, together with what the challenge was made from. */
  authCode: string;
  challenge: string;
  challengeMethod: "s256" | "plain";
  now: string;
}

/** Begins a flow in place of the one before, for nobody none; flows of a day ago go. */
export async function insertFlow(sql: Sql, flow: NewFlow): Promise<void> {
  await sql`
    with past as (
      delete from auth.flow_state
      where created_at < ${flow.now}::text::timestamptz - interval '1 day'
        or (user_id = ${flow.userId}::uuid and authentication_method = ${flow.method}::text)
    )
    insert into auth.flow_state (id, user_id, auth_code, code_challenge_method, code_challenge,
      provider_type, authentication_method, created_at, updated_at)
    select ${flow.id}::uuid, id, ${flow.authCode}::text,
      ${flow.challengeMethod}::text::auth.code_challenge_method, ${flow.challenge}::text, 'email',
      ${flow.method}::text, ${flow.now}::text::timestamptz, ${flow.now}::text::timestamptz
    from auth.users where id = ${flow.userId}::uuid`;
}

/** The code of the flow that a person began for this, which works from now on; null for none. */
export async function openFlow(
  sql: Sql,
  userId: string,
  method: FlowMethod,
  now: string,
): Promise<string | null> {
  const opened = await first<{ auth_code: string }>(sql`
    update auth.flow_state
    set auth_code_issued_at = ${now}::text::timestamptz, updated_at = ${now}::text::timestamptz
    where user_id = ${userId}::uuid and authentication_method = ${method}::text
    returning auth_code`);
  return opened?.auth_code ?? null;
}

export interface FlowRow {
  id: string;
  user_id: string | null;
  code_challenge: string | null;
  code_challenge_method: string | null;
  authentication_method: string;
  auth_code_issued_at: unknown;
}

/** The flow of a code that works, locked: the code is good for one session. */
export function flowByCode(sql: Sql, authCode: string): Promise<FlowRow | undefined> {
  return first(sql`
    select id, user_id, code_challenge, code_challenge_method::text, authentication_method,
      auth_code_issued_at
    from auth.flow_state
    where auth_code = ${authCode}::text and auth_code_issued_at is not null
    for update`);
}

export async function deleteFlow(sql: Sql, id: string): Promise<void> {
  await sql`delete from auth.flow_state where id = ${id}::uuid`;
}
