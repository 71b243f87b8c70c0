import type { Claims, Db } from "@/lib/db/mod.ts";
import { notFound } from "@/lib/http/problem.ts";
import { csvHeader, csvLine } from "./csv.ts";
import { recordedHeads } from "./heads.ts";
import type {
  ActivityEvent,
  ActivityFilters,
  ActivityPage,
  ActivityQuery,
  ChainVerdict,
} from "./model.ts";
import {
  type ActivityFrame,
  listEvents,
  organizationOf,
  readFrame,
  verifyChain,
} from "./queries.ts";

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

/** The same with what the page around it shows, in the same wait. @throws DbProblem 404, 403 */
export async function readActivityPage(
  ctx: ActivityContext,
  projectId: string,
  query: ActivityQuery,
): Promise<ActivityPage & ActivityFrame> {
  const { cursor = null, limit, ...filters } = query;
  const page = { below: cursor, limit: limit + 1 };
  const [found, frame] = await ctx.db.asUser(
    ctx.claims,
    (sql) => Promise.all([listEvents(sql, projectId, filters, page), readFrame(sql, projectId)]),
    permission(projectId),
  );
  if (!frame) throw notFound();
  return { ...pageOf(found, limit), ...frame };
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
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const orgId = await organizationOf(sql, projectId);
    if (orgId === null) throw notFound();
    const outside = heads.get(orgId) ?? null;
    const { ok, length, head, brokenAt } = await verifyChain(sql, orgId, outside);
    const outsideHead = outside && { seq: outside.seq, at: outside.at };
    return { ok, length, head, ...(brokenAt === null ? {} : { brokenAt }), outsideHead };
  }, permission(projectId));
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
