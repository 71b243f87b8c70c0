/** One client's stream: what waits for it to be read, bounded, and how it ends. */
import type { Ended, EndReason, Limits, ResetReason } from "./model.ts";
import * as sse from "./sse.ts";

interface Hooks {
  /** The client has read what there was. */
  onDrained(): void;
  /** Nothing is held for the client any more. */
  onGone(reason: Ended): void;
}

export interface StreamOptions {
  /** Number of the last event that the client knows. */
  cursor: number;
  /** When the access token ends, in milliseconds since 1970. */
  expiresAt: number;
  unnamed: boolean;
  limits: Limits;
  now: () => number;
}

export class Stream {
  cursor: number;
  readonly unnamed: boolean;
  readonly body: ReadableStream<Uint8Array>;
  /** Version of the room up to which this stream was read; see Reader. */
  seen = 0;
  readonly #options: StreamOptions;
  readonly #hooks: Hooks;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #waiting: PromiseWithResolvers<void> | null = null;
  #queue: Uint8Array[] = [];
  /** Sent as soon as the queue is read; only the newest counts. */
  #presence: Uint8Array | null = null;
  #shown = "";
  #ending: Ended | null = null;
  #gone = false;
  /** When the queue began to wait, or the farewell did. */
  #since = 0;
  #written: number;

  constructor(options: StreamOptions, hooks: Hooks) {
    this.cursor = options.cursor;
    this.unnamed = options.unnamed;
    this.#options = options;
    this.#hooks = hooks;
    this.#written = options.now();
    this.body = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () => {
        this.#waiting = Promise.withResolvers<void>();
        const { promise } = this.#waiting;
        this.#flush();
        return promise;
      },
      cancel: () => this.#leave("closed"),
    }, { highWaterMark: 0 });
    this.write([sse.hello(options.cursor, options.limits.retryMs)]);
  }

  /** Whether more may be written: the client has read everything so far. */
  get ready(): boolean {
    return this.#queue.length === 0 && this.#ending === null;
  }

  get ended(): boolean {
    return this.#ending !== null;
  }

  write(blocks: Uint8Array[]) {
    if (this.#ending !== null || blocks.length === 0) return;
    if (this.#queue.length === 0) this.#since = this.#options.now();
    this.#queue.push(...blocks);
    this.#flush();
  }

  /** Tells who is there when it differs from what the client was told last. */
  tellPresence(who: string, block: Uint8Array) {
    if (who === this.#shown || this.#ending !== null) return;
    this.#shown = who;
    if (this.ready) this.write([block]);
    else this.#presence = block;
  }

  end(reason: EndReason) {
    this.#end(reason, sse.end(reason));
  }

  /** Heartbeat, the token's end, and the patience with a client that does not read. */
  tick(now: number) {
    const { expiresAt, limits } = this.#options;
    const { stallMs, drainMs, heartbeatMs } = limits;
    if (this.#ending !== null) {
      if (now - this.#since >= drainMs) this.cut();
    } else if (now >= expiresAt) this.end("expired");
    else if (this.#queue.length > 0 && now - this.#since >= stallMs) this.#reset("slow");
    else if (this.ready && now - this.#written >= heartbeatMs) this.write([sse.heartbeat]);
  }

  #reset(reason: ResetReason & Ended) {
    this.#end(reason, sse.reset(reason, null));
  }

  /** What was not read is dropped: the client comes again from where it stands. */
  #end(reason: Ended, farewell: Uint8Array) {
    if (this.#ending !== null) return;
    this.#ending = reason;
    this.#since = this.#options.now();
    this.#queue = [farewell];
    this.#presence = null;
    this.#flush();
  }

  #flush() {
    if (this.#waiting === null || this.#queue.length === 0 || this.#gone) return;
    this.#controller.enqueue(joined(this.#queue));
    this.#queue = [];
    this.#written = this.#options.now();
    const waiting = this.#waiting;
    this.#waiting = null;
    if (this.#ending !== null) {
      this.#controller.close();
      this.#leave(this.#ending);
    }
    waiting.resolve();
    if (this.#ending !== null) return;
    if (this.#presence !== null) {
      const block = this.#presence;
      this.#presence = null;
      this.write([block]);
    }
    this.#hooks.onDrained();
  }

  /** The farewell was not read either: the connection goes. */
  cut() {
    if (this.#gone) return;
    this.#controller.error(new Error("Client does not read"));
    this.#leave(this.#ending ?? "slow");
  }

  #leave(reason: Ended) {
    if (this.#gone) return;
    this.#gone = true;
    this.#ending ??= reason;
    this.#queue = [];
    this.#presence = null;
    this.#waiting?.resolve();
    this.#hooks.onGone(reason);
  }
}

function joined(blocks: Uint8Array[]): Uint8Array {
  if (blocks.length === 1) return blocks[0]!;
  const whole = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    whole.set(block, at);
    at += block.length;
  }
  return whole;
}
