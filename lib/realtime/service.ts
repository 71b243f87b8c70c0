/** The event streams of this process: one hub for each database. */
import type { Claims, Db } from "@/lib/db/mod.ts";
import { Hub } from "./hub.ts";

const hubs = new Map<Db, Hub>();

/** The hub of a database, made at the first call. */
export function hubOf({ base }: Db): Hub {
  let hub = hubs.get(base);
  if (!hub) hubs.set(base, hub = new Hub(base));
  return hub;
}

export interface StreamRequest {
  projectId: string;
  /** Number of the last event that the client knows; null: begin with what happens now. */
  after: number | null;
  /** All changes under the one name "message". */
  unnamed: boolean;
}

/**
 * What happens in a project from `after` on, as the bytes of an event stream.
 * @throws Problem 404, 429, 503; DbProblem 401, 403, 404, 503
 */
export async function openStream(
  ctx: { db: Db; claims: Claims },
  request: StreamRequest,
): Promise<ReadableStream<Uint8Array>> {
  const stream = await hubOf(ctx.db).open({ claims: ctx.claims, ...request });
  return stream.body;
}

/** Ends every stream of the process with a farewell, for its own end; later ones get a 503. */
export async function endStreams(): Promise<void> {
  await Promise.all([...hubs.values()].map((hub) => hub.stop()));
}
