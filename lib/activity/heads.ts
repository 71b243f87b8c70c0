import { join } from "node:path";
import type { Db } from "@/lib/db/mod.ts";
import { log } from "@/observability/logger.ts";
import { type RecordedHead, recordedHead } from "./model.ts";
import { readHeads } from "./queries.ts";

/**
 * Heads of the chains, kept outside the database: a chain whose end was cut off, or that was
 * rewritten as a whole, is sound in itself and shows only against what was written down before.
 * They go to a file in the data directory and into the log, which usually leaves the machine.
 */
const FILE = "chain-heads.jsonl";
const HOUR_MS = 3600 * 1000;

function parseLine(line: string): RecordedHead | null {
  try {
    return recordedHead.parse(JSON.parse(line));
  } catch {
    return null; // a line that was cut by a crash says nothing
  }
}

/** The newest trusted head of each organisation. */
export async function recordedHeads(dataDir: string): Promise<Map<string, RecordedHead>> {
  const heads = new Map<string, RecordedHead>();
  let text = "";
  try {
    text = await Deno.readTextFile(join(dataDir, FILE));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  for (const line of text.split("\n")) {
    const head = line === "" ? null : parseLine(line);
    if (head && !head.broken) heads.set(head.orgId, head);
  }
  return heads;
}

/**
 * Writes down every head that moved since the last time. A chain that no longer holds what was
 * recorded, or is gone, is reported; a new head of such a chain is marked so that nobody compares
 * with it later.
 * @returns how many heads were written
 */
export async function recordHeads(db: Db, dataDir: string, now: Date): Promise<number> {
  const known = await recordedHeads(dataDir);
  const current = await db.asSystem(
    "hourly chain heads",
    (sql) => readHeads(sql, [...known.values()]),
  );
  const lines: RecordedHead[] = [];
  for (const { org_id: orgId, seq, hash, held } of current) {
    const before = known.get(orgId);
    const broken = before !== undefined && before.seq > 0 && held !== before.hash;
    if (before?.seq === seq && before.hash === hash) continue;
    lines.push({ at: now.toISOString(), orgId, seq, hash, ...(broken ? { broken } : {}) });
    if (broken) log.error("activity.chain_broken", { orgId, seq: before.seq, hash });
    else log.info("activity.chain_head", { orgId, seq, hash });
  }
  const there = new Set(current.map((head) => head.org_id));
  for (const { orgId, seq, hash } of known.values()) {
    if (!there.has(orgId)) log.error("activity.chain_broken", { orgId, seq, hash });
  }
  if (lines.length > 0) {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    await Deno.mkdir(dataDir, { recursive: true });
    await Deno.writeTextFile(join(dataDir, FILE), text, { append: true, mode: 0o600 });
  }
  return lines.length;
}

/**
 * Records heads now, every hour, and once more when the returned function is called. A failure is
 * logged and tried again an hour later; it stops nothing.
 */
export function startHeads(
  options: { db: Db; dataDir: string; now?: () => Date; everyMs?: number },
): () => Promise<void> {
  const { db, dataDir, now = () => new Date(), everyMs = HOUR_MS } = options;
  let running: Promise<void> = Promise.resolve();
  const run = () => {
    running = running.then(async () => {
      try {
        await recordHeads(db, dataDir, now());
      } catch (error) {
        log.error("activity.heads_not_recorded", { job: "chain-heads", error });
      }
    });
    return running;
  };
  run();
  const timer = setInterval(run, everyMs);
  Deno.unrefTimer(timer);
  return () => {
    clearInterval(timer);
    return run();
  };
}
