/** Who listens to one project in this process: a reader for each session, which reads as it. */
import { type Claims, DbProblem } from "@/lib/db/mod.ts";
import { log } from "@/observability/logger.ts";
import { countEvents } from "@/observability/metrics.ts";
import type { Change, EndReason, Limits, Presence } from "./model.ts";
import * as sse from "./sse.ts";
import type { Stream } from "./stream.ts";

/** Wake-ups that come within this time are one, in milliseconds. */
const TOGETHER_MS = 15;

export interface RoomHub {
  limits: Limits;
  /** The number that the chain of an organisation is known to have reached. */
  headOf(org: string): number;
  /** The next entries of the project that the person sees. */
  read(claims: Claims, projectId: string, after: number): Promise<Change[]>;
  /** Runs `work` apart from the request that happens to set it off. */
  outside<T>(work: () => T): T;
}

export class Room {
  /** By session. */
  readonly readers = new Map<string, Reader>();
  #waking = false;

  constructor(readonly hub: RoomHub, readonly id: string, readonly org: string) {}

  /** The reader of a session; the newest of its tokens counts. */
  reader(claims: Claims): Reader {
    const known = this.readers.get(claims.session_id);
    if (known) {
      known.claims = claims;
      return known;
    }
    const reader = new Reader(this, claims);
    this.readers.set(claims.session_id, reader);
    return reader;
  }

  /** Something may have changed. */
  wake() {
    if (this.#waking) return;
    this.#waking = true;
    this.hub.outside(() =>
      setTimeout(() => {
        this.#waking = false;
        for (const reader of this.readers.values()) reader.wake();
      }, TOGETHER_MS)
    );
  }

  /** Reads what is still to be read: the database was away, perhaps. */
  run() {
    for (const reader of this.readers.values()) reader.run();
  }

  tellPresence(presence: Presence) {
    const who = JSON.stringify(presence);
    const block = sse.presence(presence);
    for (const { streams } of this.readers.values()) {
      for (const stream of streams) stream.tellPresence(who, block);
    }
  }
}

/** The streams of one session on one project: one read serves them all. */
export class Reader {
  readonly streams = new Set<Stream>();
  /** Grows with each wake-up; a stream that has seen less is behind. */
  #version = 1;
  #running = false;

  constructor(readonly room: Room, public claims: Claims) {}

  /** Takes a stream in; `upToDate` when nothing can have changed since its cursor was read. */
  add(stream: Stream, upToDate: boolean) {
    stream.seen = upToDate ? this.#version : 0;
    this.streams.add(stream);
    this.run();
  }

  wake() {
    this.#version++;
    this.run();
  }

  end(reason: EndReason) {
    for (const stream of [...this.streams]) stream.end(reason);
  }

  /** Reads for every stream that is behind and has room, until none is. */
  run() {
    if (this.#running || this.#takers().length === 0) return;
    this.#running = true;
    this.room.hub.outside(() => this.#run());
  }

  #takers(): Stream[] {
    return [...this.streams].filter((stream) => stream.ready && stream.seen < this.#version);
  }

  async #run() {
    try {
      for (let takers = this.#takers(); takers.length > 0; takers = this.#takers()) {
        await this.#step(takers);
      }
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#running = false;
    }
  }

  async #step(takers: Stream[]) {
    const { hub, id, org } = this.room;
    // Known before the read, so the read sees all up to here: hidden entries are not read again.
    const [version, head] = [this.#version, hub.headOf(org)];
    const after = Math.min(...takers.map((stream) => stream.cursor));
    const found = await hub.read(this.claims, id, after);
    const whole = found.length < hub.limits.batch;
    for (const stream of takers) {
      if (!deliver(stream, found, hub.limits.bufferBytes) || !whole) continue;
      stream.cursor = Math.max(stream.cursor, head);
      stream.seen = version;
    }
  }

  /** A database that is busy or away is asked again at the next beat. */
  #failed(error: unknown) {
    if (error instanceof DbProblem && error.status === 503) return;
    const status = error instanceof DbProblem ? error.status : 500;
    if (status === 401) return this.end("session");
    if (status === 403 || status === 404) return this.end("access");
    log.error("realtime.read_failed", { error });
    this.end("failed");
  }
}

/** Writes what the stream does not know yet, as far as it fits; whether all of it did. */
function deliver(stream: Stream, found: Change[], bytes: number): boolean {
  const blocks: Uint8Array[] = [];
  let size = 0;
  let whole = true;
  for (const change of found) {
    if (change.seq <= stream.cursor) continue;
    const block = sse.change(change, stream.unnamed);
    size += block.length;
    if (blocks.length > 0 && size > bytes) {
      whole = false;
      break;
    }
    blocks.push(block);
    stream.cursor = change.seq;
  }
  stream.write(blocks);
  countEvents(blocks.length);
  return whole;
}
