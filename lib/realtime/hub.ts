/**
 * All event streams of this process. A wake-up (NOTIFY, or a beat that finds a chain grown) makes
 * each session with a stream on that project read once, as its person; between wake-ups no
 * connection is held. A beat, every few seconds, is one statement for the whole process: are the
 * sessions and memberships still good, who is present, did a wake-up get lost.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Claims, Db } from "@/lib/db/mod.ts";
import { notFound, unavailable } from "@/lib/http/problem.ts";
import { log } from "@/observability/logger.ts";
import { countStream, countStreamEnd } from "@/observability/metrics.ts";
import { defaultLimits, type Ended, type Limits, parseAnnouncement, resetFor } from "./model.ts";
import { beat, type BeatAnswer, changesAfter, type Start, startOf } from "./queries.ts";
import { Pulse } from "./pulse.ts";
import { type Reader, Room, type RoomHub } from "./room.ts";
import { Seats, Slots } from "./slots.ts";
import * as sse from "./sse.ts";
import { Stream } from "./stream.ts";

/** Timers and reads must not belong to the request that happens to set them off. */
const outside = AsyncLocalStorage.snapshot();

/** At the end of the process, how long the farewell may take. */
const FAREWELL_MS = 500;

const stopping = () => unavailable("The server is about to stop", 1);

const permission = (projectId: string) => ({
  permission: { resource: "activity", verb: "select" as const, projectId },
});

export interface OpenOptions {
  claims: Claims;
  projectId: string;
  /** Number of the last event that the client knows; null: begin with what happens now. */
  after: number | null;
  unnamed: boolean;
}

export class Hub implements RoomHub {
  readonly limits: Limits;
  readonly #process = crypto.randomUUID();
  readonly #rooms = new Map<string, Room>();
  readonly #streams = new Set<Stream>();
  readonly #heads = new Map<string, number>();
  readonly #seats: Seats;
  readonly #slots: Slots;
  #heard = 0;
  #unsubscribe: (() => void) | null = null;
  readonly #pulse: Pulse;
  #ticker: ReturnType<typeof setInterval> | undefined;
  #failing = false;
  #stopped = false;

  constructor(readonly db: Db, limits: Partial<Limits> = {}, readonly now = () => Date.now()) {
    this.limits = { ...defaultLimits, ...limits };
    const { beatMs, pollMs } = this.limits;
    this.#pulse = new Pulse({
      run: () => this.#beat(),
      next: () => this.#streams.size === 0 ? null : this.db.changes.live ? beatMs : pollMs,
      now,
      outside,
    });
    this.#seats = new Seats(this.limits);
    this.#slots = new Slots(this.limits.readers);
  }

  /** Streams that are open or hold something for a client. */
  get size(): number {
    return this.#seats.taken;
  }

  outside<T>(work: () => T): T {
    return outside(work) as T;
  }

  headOf(org: string): number {
    return this.#heads.get(org) ?? 0;
  }

  read(claims: Claims, projectId: string, after: number) {
    return this.#slots.run(() =>
      this.db.asUser(
        claims,
        (sql) => changesAfter(sql, projectId, after, this.limits.batch),
        permission(projectId),
      )
    );
  }

  /**
   * A stream for the person, at the place where it begins.
   * @throws Problem 404, 429, 503; DbProblem 401, 403, 404, 503
   */
  async open(options: OpenOptions): Promise<Stream> {
    const { claims, projectId, after } = options;
    if (this.#stopped) throw stopping();
    const leave = this.#seats.take(claims.sub);
    try {
      const heard = this.#unsubscribe ? this.#heard : null;
      const start = await this.db.asUser(
        claims,
        (sql) => startOf(sql, projectId, after, this.limits.replay),
        permission(projectId),
      );
      if (start === null) throw notFound();
      if (this.#stopped) throw stopping();
      const quiet = heard === this.#heard && this.db.changes.live;
      return this.#join(options, start, quiet, leave);
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Ends every stream at once, and takes no more. Resolves when others know that nobody is here. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const stream of [...this.#streams]) stream.end("shutdown");
    const late = setTimeout(() => {
      for (const stream of [...this.#streams]) stream.cut();
    }, FAREWELL_MS);
    await this.#pulse.stop(); // the last beat says that nobody is here
    await new Promise((resolve) => setTimeout(resolve, this.size > 0 ? FAREWELL_MS + 50 : 0));
    clearTimeout(late);
    clearInterval(this.#ticker);
    this.#unsubscribe?.();
  }

  #join(options: OpenOptions, start: Start, quiet: boolean, leave: () => void): Stream {
    const { claims, projectId, after, unnamed } = options;
    const { present, missed, org, head } = start;
    this.#heads.set(org, Math.max(this.headOf(org), head));
    const room = this.#rooms.get(projectId) ?? new Room(this, projectId, org);
    this.#rooms.set(projectId, room);
    const reader = room.reader(claims);
    const { limits, now } = this;
    const lost = resetFor(after, present, missed > limits.replay);
    const cursor = after === null || lost ? present : after;
    const stream = new Stream({ cursor, expiresAt: claims.exp * 1000, unnamed, limits, now }, {
      onDrained: () => reader.run(),
      onGone: (reason) => {
        leave();
        this.#forget(room, reader, stream, reason);
      },
    });
    if (lost) stream.write([sse.reset(lost, present)]);
    this.#streams.add(stream);
    countStream();
    this.#listen();
    reader.add(stream, quiet && cursor === present);
    this.#pulse.soon();
    this.#ticker ??= outside(() => setInterval(() => this.#tick(), limits.tickMs));
    return stream;
  }

  #forget(room: Room, reader: Reader, stream: Stream, reason: Ended) {
    reader.streams.delete(stream);
    this.#streams.delete(stream);
    countStreamEnd(reason);
    if (reader.streams.size > 0) return;
    room.readers.delete(reader.claims.session_id);
    if (room.readers.size === 0) this.#rooms.delete(room.id);
    this.#pulse.soon();
  }

  #tick() {
    for (const stream of [...this.#streams]) stream.tick(this.now());
  }

  /** Hears from now on. */
  #listen() {
    this.#unsubscribe ??= outside(() =>
      this.db.changes.subscribe((payload) => this.#hear(payload))
    );
  }

  #hear(payload: string | null) {
    this.#heard++;
    if (payload === null) return this.#pulse.soon();
    const said = parseAnnouncement(payload);
    if (said === null) return;
    const { org, project, seq } = said;
    // Of organisations that nobody here listens to nothing is kept.
    if (this.#heads.has(org)) this.#heads.set(org, Math.max(this.headOf(org), seq));
    if (project !== null) this.#rooms.get(project)?.wake();
    else this.#wakeAll(org);
  }

  #wakeAll(org: string) {
    for (const room of this.#rooms.values()) if (room.org === org) room.wake();
  }

  async #beat(): Promise<void> {
    try {
      this.#take(await this.#ask());
    } catch (error) {
      this.#missed(error);
    }
    if (this.#streams.size > 0) return;
    clearInterval(this.#ticker);
    this.#ticker = undefined;
  }

  #missed(error: unknown) {
    if (!this.#failing) log.warn("realtime.beat_failed", { error });
    this.#failing = true;
    for (const room of this.#rooms.values()) room.run();
  }

  #ask(): Promise<BeatAnswer> {
    const rooms = [...this.#rooms.values()];
    const readers = rooms.flatMap((room) => [...room.readers.values()]);
    const sessions = new Map(readers.map(({ claims }) => [claims.session_id, claims.sub]));
    const orgs = new Set(rooms.map((room) => room.org));
    for (const org of this.#heads.keys()) if (!orgs.has(org)) this.#heads.delete(org);
    return this.db.asSystem("event streams", (sql) =>
      beat(sql, {
        process: this.#process,
        present: readers.map(({ room, claims }) => ({ project: room.id, user: claims.sub })),
        sessions: [...sessions].map(([id, user]) => ({ id, user })),
        heads: [...orgs].map((org) => ({ org, seq: this.headOf(org) })),
      }));
  }

  /** Who may not stay goes first, so that nobody else is told anything. */
  #take({ ended, lost, moved, present }: BeatAnswer) {
    this.#failing = false;
    for (const room of this.#rooms.values()) {
      for (const session of ended) room.readers.get(session)?.end("session");
    }
    for (const { project, user } of lost) {
      for (const reader of [...this.#rooms.get(project)?.readers.values() ?? []]) {
        if (reader.claims.sub === user) reader.end("access");
      }
    }
    for (const { org, seq, projects } of moved) {
      if (this.#heads.has(org)) this.#heads.set(org, Math.max(this.headOf(org), seq));
      if (projects === null || projects.includes(null)) this.#wakeAll(org);
      else for (const project of projects) this.#rooms.get(project!)?.wake();
    }
    for (const room of this.#rooms.values()) {
      const who = present[room.id];
      if (who) room.tellPresence(who);
      room.run();
    }
  }
}
