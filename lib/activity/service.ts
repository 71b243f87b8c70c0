import type { Claims, Db, Sql } from "@/lib/db/mod.ts";
import { notFound } from "@/lib/http/problem.ts";
import { csvHeader, csvLine } from "./csv.ts";
import { recordedHeads } from "./heads.ts";
import type {
  ActivityEvent,
  ActivityFilters,
  ActivityPage,
  ActivityQuery,
  ChainVerdict,
  RecordedHead,
} from "./model.ts";
import { type ActivityFrame, listEvents, readFrame, verifyChain } from "./queries.ts";

export { recordHeads, startHeads } from "./heads.ts";

export interface ActivityContext {
  db: Db;
  claims: Claims;
}

const permission = (projectId: string) => ({
  permission: { resource: "activity", verb: "select" as const, projectId },
});

function pageOf(found: ActivityEvent[], limit: number): ActivityPage {
  const events = found.slice(0, limit);
  return { events, nextCursor: found.length > limit ? String(events.at(-1)!.seq) : null };
}

/** One page of a project's audit trail, newest first. @throws DbProblem 404, 403 */
export async function readActivity(
  ctx: ActivityContext,
  projectId: string,
  query: ActivityQuery,
): Promise<ActivityPage> {
  const { cursor = null, limit, ...filters } = query;
  const page = { below: cursor, limit: limit + 1 };
  const found = await ctx.db.asUser(
    ctx.claims,
    (sql) => listEvents(sql, projectId, filters, page),
    permission(projectId),
  );
  return pageOf(found, limit);
}

/**
 * The same with what the page around it shows and, where `verifyIn` names the data directory, the
 * verdict on the chain, all in the same wait.
 * @throws DbProblem 404, 403
 */
export async function readActivityPage(
  ctx: ActivityContext,
  projectId: string,
  query: ActivityQuery,
  verifyIn: string | null = null,
): Promise<ActivityPage & ActivityFrame & { verdict: ChainVerdict | null }> {
  const { cursor = null, limit, ...filters } = query;
  const page = { below: cursor, limit: limit + 1 };
  const heads = verifyIn === null ? null : await recordedHeads(verifyIn);
  const [found, frame, verdict] = await ctx.db.asUser(
    ctx.claims,
    (sql) =>
      Promise.all([
        listEvents(sql, projectId, filters, page),
        readFrame(sql, projectId),
        heads && verdictOn(sql, projectId, heads),
      ]),
    permission(projectId),
  );
  if (!frame) throw notFound();
  return { ...pageOf(found, limit), ...frame, verdict };
}

async function verdictOn(
  sql: Sql,
  projectId: string,
  heads: Map<string, RecordedHead>,
): Promise<ChainVerdict> {
  const found = await verifyChain(sql, projectId, [...heads.values()]);
  if (found === null) throw notFound();
  const { orgId, ...verdict } = found;
  const outside = heads.get(orgId);
  return { ...verdict, outsideHead: outside ? { seq: outside.seq, at: outside.at } : null };
}

/**
 * Recomputes the chain of the project's organisation and compares it with the head that was
 * recorded outside the database.
 */
export async function verifyActivity(
  ctx: ActivityContext & { dataDir: string },
  projectId: string,
): Promise<ChainVerdict> {
  const heads = await recordedHeads(ctx.dataDir);
  return await ctx.db.asUser(
    ctx.claims,
    (sql) => verdictOn(sql, projectId, heads),
    permission(projectId),
  );
}

const CSV_BATCH = 500;

/**
 * The audit trail of a project as CSV, newest first. Each batch is a transaction of its own, so a
 * slow reader holds no connection.
 */
export async function exportActivity(
  ctx: ActivityContext,
  projectId: string,
  filters: ActivityFilters,
): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  const batch = (below: number | null) =>
    ctx.db.asUser(
      ctx.claims,
      (sql) => listEvents(sql, projectId, filters, { below, limit: CSV_BATCH }),
      permission(projectId),
    );
  let events = await batch(null);
  let head = csvHeader();
  return new ReadableStream({
    async pull(controller) {
      controller.enqueue(encoder.encode(head + events.map(csvLine).join("")));
      head = "";
      const last = events.at(-1);
      if (events.length < CSV_BATCH || !last) return controller.close();
      events = await batch(last.seq);
      if (events.length === 0) controller.close();
    },
  });
}
