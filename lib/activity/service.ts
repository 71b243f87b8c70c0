import type { Sql } from "@/lib/db/mod.ts";
import { notFound } from "@/lib/http/problem.ts";
import { recordedHeads } from "./heads.ts";
import type {
  ActivityEvent,
  ActivityPage,
  ActivityQuery,
  ActivityView,
  ChainState,
  ChainVerdict,
  RecordedHead,
} from "./model.ts";
import * as q from "./queries.ts";
import { permission, type Reader, type Scope } from "./scope.ts";

export { exportActivity } from "./export.ts";
export { recordHeads, startHeads } from "./heads.ts";
export type { Reader, Scope } from "./scope.ts";

function pageOf(found: ActivityEvent[], limit: number): ActivityPage {
  const events = found.slice(0, limit);
  return { events, nextCursor: found.length > limit ? String(events.at(-1)!.seq) : null };
}

/** One page of an audit trail, newest first. @throws DbProblem 404, 403 */
export async function readActivity(
  reader: Reader,
  scope: Scope,
  query: ActivityQuery,
): Promise<ActivityPage> {
  const { cursor = null, limit, ...filters } = query;
  const found = await reader.db.asUser(
    reader.claims,
    (sql) => q.readEntries(sql, scope, filters, { below: cursor, limit: limit + 1 }),
    permission(scope),
  );
  if (!found) throw notFound();
  return pageOf(found.events, limit);
}

/** The same with all that the page around it shows, in the same wait. @throws DbProblem 404, 403 */
export async function readActivityPage(
  reader: Reader,
  scope: Scope,
  query: ActivityQuery,
): Promise<ActivityView> {
  const { cursor = null, limit, ...filters } = query;
  const page = { below: cursor, limit: limit + 1, context: true };
  const [found, frame, choices, chain] = await reader.db.asUser(
    reader.claims,
    (sql) =>
      Promise.all([
        q.readEntries(sql, scope, filters, page),
        q.readFrame(sql, scope),
        q.readChoices(sql, scope),
        q.readChain(sql, scope),
      ]),
    permission(scope),
  );
  if (!found || !frame) throw notFound();
  const { events, zone, labels = {}, there = [] } = found;
  return { ...pageOf(events, limit), ...frame, zone, labels, there, choices, chain };
}

/** Entries of a step: some 200 ms, after which others have their turn. */
const STEP = 20_000;
const PATIENCE_MS = 2000;

/**
 * Checks the chain step by step, each in a transaction of its own, for about two seconds: longer
 * chains are gone on with by another call. `anew` begins with the first entry. The outcome stays.
 */
export async function checkActivity(
  reader: Reader & { dataDir: string },
  scope: Scope,
  anew: boolean,
  options: { step?: number; patienceMs?: number } = {},
): Promise<ChainState> {
  const { step = STEP, patienceMs = PATIENCE_MS } = options;
  const run = <T>(work: (sql: Sql) => Promise<T>) =>
    reader.db.asUser(reader.claims, work, permission(scope));
  const heads = await recordedHeads(reader.dataDir);
  let state = await run((sql) => q.readChain(sql, scope));
  const { organizationId } = state;
  const outside = heads.get(organizationId);
  const end = performance.now() + patienceMs;
  do {
    state = await run((sql) => q.checkChain(sql, organizationId, { anew, outside, size: step }));
    anew = false;
  } while (state.check?.state === "running" && performance.now() < end);
  return state;
}

async function verdictOn(
  sql: Sql,
  scope: Scope,
  heads: Map<string, RecordedHead>,
): Promise<ChainVerdict> {
  const found = await q.verifyChain(sql, scope, [...heads.values()]);
  if (found === null) throw notFound();
  const { orgId, ...verdict } = found;
  const outside = heads.get(orgId);
  return { ...verdict, outsideHead: outside ? { seq: outside.seq, at: outside.at } : null };
}

/**
 * Recomputes the whole chain of the organisation at once and compares it with the head that was
 * recorded outside the database.
 */
export async function verifyActivity(
  reader: Reader & { dataDir: string },
  scope: Scope,
): Promise<ChainVerdict> {
  const heads = await recordedHeads(reader.dataDir);
  return await reader.db.asUser(
    reader.claims,
    (sql) => verdictOn(sql, scope, heads),
    permission(scope),
  );
}
