/** Calls of the functions that 20261121100100_account.sql makes. */
import type { Sql } from "@/lib/db/mod.ts";
import type { AccountFacts, NotedEvent } from "./model.ts";

export async function noteSession(
  sql: Sql,
  userAgent: string | null,
  address: string | null,
): Promise<void> {
  await sql`select private.note_session(${userAgent}::text, ${address}::text)`;
}

/** Puts an entry into the chain of each of the caller's organisations. */
export async function noteAccount(sql: Sql, what: NotedEvent): Promise<void> {
  await sql`select private.note_account(${what}::text)`;
}

export async function accountFacts(sql: Sql): Promise<AccountFacts> {
  const [row] = await sql<{ facts: AccountFacts }[]>`select private.my_account() as facts`;
  return row!.facts;
}

export async function accountData(sql: Sql, most: number): Promise<Record<string, unknown>> {
  const [row] = await sql<{ data: Record<string, unknown> }[]>`
    select private.my_data(${most}::int) as data`;
  return row!.data;
}

export async function lacksSecondFactor(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ lacks: boolean }[]>`select private.lacks_second_factor() as lacks`;
  return row!.lacks;
}

export async function endSession(sql: Sql, id: string, device: string): Promise<void> {
  await sql`select private.end_session(${id}::uuid, ${device}::text)`;
}

export async function renewCodes(sql: Sql, hashes: string[]): Promise<void> {
  await sql`select private.renew_recovery_codes(${hashes}::text[])`;
}

export async function claimCode(sql: Sql, userId: string, hash: string): Promise<boolean> {
  const [row] = await sql<{ mine: boolean }[]>`
    select private.claim_recovery_code(${userId}::uuid, ${hash}::text) as mine`;
  return row!.mine;
}

export async function spendCode(sql: Sql, hash: string): Promise<void> {
  await sql`select private.spend_recovery_code(${hash}::text)`;
}

export async function leaveOrganizations(sql: Sql): Promise<void> {
  await sql`select private.leave_organizations()`;
}
