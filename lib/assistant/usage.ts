/** What the assistant used, for who may read the ledger: of a study, or of an organisation. */
import type { Sql } from "@/lib/db/mod.ts";
import { type Result, success } from "@/lib/http/reply.ts";
import { organizationIn } from "@/lib/organizations/service.ts";
import { headIn } from "@/lib/projects/service.ts";
import { callsCsv, csvHead, csvName } from "./usage_csv.ts";
import {
  type AiCall,
  type CallsPage,
  toUsage,
  type Usage,
  type UsageFilter,
} from "./usage_model.ts";
import * as queries from "./usage_queries.ts";
import { type Ctx, NOT_FOUND } from "./service.ts";
import { TABS } from "./tabs.ts";

export type Scope = queries.Scope;

/** Runs `work` for who may read that ledger. @throws DbProblem 401, 403, 404 */
function within<T>(ctx: Ctx, scope: Scope, work: (sql: Sql) => Promise<T>): Promise<T> {
  const permission = { resource: "ai_call", verb: "select" as const, ...scope };
  return ctx.db.asUser(ctx.claims, work, { reason: ctx.reason, permission });
}

export async function readUsage(
  ctx: Ctx,
  scope: Scope,
  filter: UsageFilter,
): Promise<Result<Usage>> {
  const doc = await within(ctx, scope, (sql) => queries.readUsage(sql, scope, filter));
  return doc ? success(toUsage(doc)) : NOT_FOUND;
}

type PageOf = UsageFilter & { cursor?: string | undefined; limit: number };

async function callsIn(sql: Sql, scope: Scope, asked: PageOf): Promise<CallsPage> {
  const rows = await queries.readCalls(sql, scope, { ...asked, limit: asked.limit + 1 });
  const items = rows.slice(0, asked.limit);
  const nextCursor = rows.length > items.length ? items.at(-1)!.cursor : null;
  return { items: items.map(({ cursor: _, ...call }): AiCall => call), nextCursor };
}

export const readCalls = (ctx: Ctx, scope: Scope, asked: PageOf): Promise<CallsPage> =>
  within(ctx, scope, (sql) => callsIn(sql, scope, asked));

/** Titles of documents by their type, for readers of the ledger. */
export const tabTitles = (): Record<string, string> =>
  Object.fromEntries(TABS.map(({ type, title }) => [type, title]));

type PageAsk = PageOf & { open: string | null };

/** What the page shows: sums, calls, and the call that is open with its facts. Two waits. */
export async function readUsagePage(ctx: Ctx, scope: Scope, asked: PageAsk) {
  const read = await within(ctx, scope, (sql) => usagePageIn(sql, scope, asked));
  const { head, organization, usage } = read;
  return usage && (head || organization) ? success({ ...read, usage }) : NOT_FOUND;
}

/** The same in the transaction at hand; `usage` is null for who may not read the ledger. */
export async function usagePageIn(sql: Sql, scope: Scope, { open, ...asked }: PageAsk) {
  const [head, home, doc, calls, opened] = await Promise.all([
    "projectId" in scope ? headIn(sql, scope.projectId) : null,
    "organizationId" in scope ? organizationIn(sql, scope.organizationId) : null,
    queries.readUsage(sql, scope, asked),
    callsIn(sql, scope, asked),
    open === null ? null : queries.readCall(sql, scope, open),
  ]);
  const [usage, titles] = [doc && toUsage(doc), tabTitles()];
  const { organization = null, tokensToday = null } = home ?? {};
  return { head, organization, tokensToday, usage, calls, opened, titles };
}

const BATCH = 500;

/** The calls as CSV, newest first; each batch is a transaction of its own. */
export async function exportCalls(
  ctx: Ctx,
  scope: Scope,
  filter: UsageFilter,
  now = new Date(),
): Promise<{ file: string; body: ReadableStream<Uint8Array> }> {
  const batch = (cursor?: string) => readCalls(ctx, scope, { ...filter, cursor, limit: BATCH });
  let next: CallsPage | null = await batch();
  let head = csvHead();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next === null) return controller.close();
      const { items, nextCursor } = next;
      next = null;
      controller.enqueue(encoder.encode(head + callsCsv(items)));
      head = "";
      if (nextCursor === null) return controller.close();
      next = await batch(nextCursor);
    },
  });
  return { file: csvName(now), body };
}
