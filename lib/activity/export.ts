/** The trail as a file: all entries that fit, up to the head at the time of asking. */
import type { Sql } from "@/lib/db/mod.ts";
import { notFound } from "@/lib/http/problem.ts";
import { csvHeader, csvLine } from "./csv.ts";
import type { ActivityFilters } from "./model.ts";
import * as q from "./queries.ts";
import { permission, type Reader, type Scope } from "./scope.ts";

const BATCH = 500;

/** "LUMA-201, Σ" -> "luma-201": what any file system takes. */
function slug(name: string): string {
  return name.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")
    .slice(0, 40) || "trail";
}

/** Names what is in the file: whose trail, as of when, and the head of the chain that it reaches. */
export function fileName(
  { name, at, seq, hash }: { name: string; at: Date; seq: number; hash: string },
): string {
  const moment = at.toISOString().replace(/[-:]|\.\d+/g, "");
  return `activity-${slug(name)}-${moment}-entry-${seq}-${hash.slice(0, 12)}.csv`;
}

/**
 * The filtered trail as CSV, newest first. Each batch is a transaction of its own, so a slow reader
 * holds no connection. @throws DbProblem 404, 403
 */
export async function exportActivity(
  reader: Reader,
  scope: Scope,
  filters: ActivityFilters,
  now = new Date(),
): Promise<{ file: string; body: ReadableStream<Uint8Array> }> {
  const run = <T>(work: (sql: Sql) => Promise<T>) =>
    reader.db.asUser(reader.claims, work, permission(scope));
  const batch = (sql: Sql, below: number | null) =>
    q.readEntries(sql, scope, filters, { below, limit: BATCH });
  const [chain, frame, first] = await run((sql) =>
    Promise.all([q.readChain(sql, scope), q.readFrame(sql, scope), batch(sql, null)])
  );
  if (!frame || !first) throw notFound();
  // What was written between the statements is younger than the head that the file names.
  let events = first.events.filter(({ seq }) => seq <= chain.seq);
  let more = first.events.length === BATCH;
  let head = csvHeader();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      controller.enqueue(encoder.encode(head + events.map(csvLine).join("")));
      head = "";
      const last = events.at(-1);
      if (!more || !last) return controller.close();
      const next = await run((sql) => batch(sql, last.seq));
      events = next?.events ?? [];
      more = events.length === BATCH;
      if (events.length === 0) controller.close();
    },
  });
  const name = frame.project?.name ?? frame.organization.name;
  return { file: fileName({ name, at: now, seq: chain.seq, hash: chain.hash }), body };
}
