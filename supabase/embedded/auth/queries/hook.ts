import type { Sql } from "../types.ts";
import { first } from "./rows.ts";

/** Longest that a hook may run. */
const TIMEOUT_MS = 2000;

/** Calls the hook with a limit of its own on its time; what it gives back is unchecked. */
export async function callHook(sql: Sql, event: string): Promise<unknown> {
  const before = await first<{ limit: string }>(sql`
    select current_setting('statement_timeout') as limit,
      set_config('statement_timeout', ${String(TIMEOUT_MS)}::text, true)`);
  const called = await first<{ output: unknown }>(
    sql`select public.custom_access_token_hook(${event}::text::jsonb) as output`,
  );
  await sql`select set_config('statement_timeout', ${before?.limit ?? "0"}::text, true)`;
  return called?.output;
}
