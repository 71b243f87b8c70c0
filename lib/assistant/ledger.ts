/**
 * The ledger of what a model was asked: every call, also those that failed, were taken back, or were
 * answered by the cache. Written as the system, so that nobody writes it otherwise, and whether or
 * not the asker is still there.
 */
import { config } from "@/lib/config/mod.ts";
import type { Db } from "@/lib/db/mod.ts";
import { type CallRow, insertCall, tokensOf } from "./call_queries.ts";
import type { Standing } from "./version_queries.ts";

export type Call = Omit<CallRow, "id" | "costMicros">;

/**
 * Millionths of a US dollar. @param prices US dollars for a million tokens; null: nobody said
 */
export function costMicros(
  { inputTokens, outputTokens }: { inputTokens: number; outputTokens: number },
  { priceInput, priceOutput }: { priceInput: number | null; priceOutput: number | null },
): number | null {
  if (priceInput === null || priceOutput === null) return null;
  return Math.round(inputTokens * priceInput + outputTokens * priceOutput);
}

/** Writes a call down; its id. */
export async function recordCall(db: Db, call: Call): Promise<string> {
  const id = crypto.randomUUID();
  const row = { ...call, id, costMicros: costMicros(call, config().ai) };
  await db.asSystem("a model was asked", (sql) => insertCall(sql, row));
  return id;
}

/** Tokens that calls took, in and out; read as the system, as not every role reads the ledger. */
export const tokensOfCalls = (db: Db, ids: readonly string[]): Promise<number> =>
  ids.length === 0
    ? Promise.resolve(0)
    : db.asSystem("tokens of a question", (sql) => tokensOf(sql, ids));

/** Seconds until the tokens of a new day count, UTC. */
export function secondsToMidnight(now = new Date()): number {
  const next = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1);
  return Math.max(1, Math.ceil((next - now.getTime()) / 1000));
}

/** Why no model is asked now, in words; null: it may be. */
export function budgetFault({ tokensPerDay, usedToday }: Standing): string | null {
  if (usedToday < tokensPerDay) return null;
  const [used, all] = [usedToday, tokensPerDay].map((n) => n.toLocaleString("en-US"));
  return `The organisation has used ${used} of its ${all} tokens for today; ` +
    "the day ends at 00:00 UTC";
}
