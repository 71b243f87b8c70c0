/** Wake-ups from Postgres: what other processes, or this one, told by NOTIFY. */
import postgres from "postgres";
import { parseTarget } from "./connect.ts";

/** Gets a payload, or null: some may have been missed, so whatever it is about may have changed. */
export type Hear = (payload: string | null) => void;

/** A channel of Postgres. A wake-up may be late or missing; it is a hint to look, never the news. */
export interface Changes {
  /** Whether payloads come by themselves at this moment; else whoever waits has to ask. */
  readonly live: boolean;
  /** Calls `hear` until the returned function is called. */
  subscribe(hear: Hear): () => void;
  close(): Promise<void>;
}

/** Where every change of the audit trail is announced, as `org:project:seq` (private.record). */
export const activityChannel = "clinops_activity";

/** A channel that is told by hand; deaf until the first word. */
export class Relay implements Changes {
  readonly #hearers = new Set<Hear>();
  live = false;

  subscribe(hear: Hear): () => void {
    this.#hearers.add(hear);
    return () => this.#hearers.delete(hear);
  }

  tell(payload: string | null) {
    for (const hear of this.#hearers) hear(payload);
  }

  close(): Promise<void> {
    this.live = false;
    this.#hearers.clear();
    return Promise.resolve();
  }
}

/** How long to wait before connecting again, and between looks at a quiet connection. */
const retryMs = 500;
const longestRetryMs = 10_000;
const pingMs = 15_000;
const answerMs = 5000;

/**
 * Listens on a channel by one connection of its own, from the first subscription on. A lost
 * connection is made again, and then `null` is heard. Behind a transaction pooler there is no
 * LISTEN: such a channel stays deaf.
 */
export function listen(url: string, channel: string = activityChannel): Changes {
  const relay = new Relay();
  if (parseTarget(url).pooled) return relay;
  const line = new Line(url, channel, relay);
  return {
    get live() {
      return relay.live;
    },
    subscribe(hear) {
      line.start();
      return relay.subscribe(hear);
    },
    async close() {
      await line.close();
      await relay.close();
    },
  };
}

class Line {
  #driver: postgres.Sql | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #started = false;
  #closed = false;
  #wait = retryMs;

  constructor(readonly url: string, readonly channel: string, readonly relay: Relay) {}

  start() {
    if (this.#started) return;
    this.#started = true;
    this.#connect();
  }

  async close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#driver?.end({ timeout: 1 }).catch(() => {});
  }

  /** Each connection is a driver of its own: one that connects again by itself does not listen. */
  async #connect() {
    const driver = open(this.url, {
      onnotify: (_channel, payload) => this.relay.tell(payload),
      onclose: () => this.#lost(driver),
    });
    this.#driver = driver;
    try {
      await answered(driver.unsafe(`listen ${this.channel}`));
    } catch {
      return this.#lost(driver);
    }
    if (this.#closed || this.#driver !== driver) return;
    this.#wait = retryMs;
    this.relay.live = true;
    this.relay.tell(null);
    this.#later(pingMs, () => this.#ping(driver));
  }

  /** A connection that died without a word (a firewall, a sleeping host) shows only when used. */
  async #ping(driver: postgres.Sql) {
    try {
      await answered(driver.unsafe("select 1"));
    } catch {
      return this.#lost(driver);
    }
    if (this.#driver === driver) this.#later(pingMs, () => this.#ping(driver));
  }

  #lost(driver: postgres.Sql) {
    if (this.#driver !== driver || this.#closed) return;
    this.#driver = null;
    this.relay.live = false;
    driver.end({ timeout: 0 }).catch(() => {});
    this.#later(this.#wait, () => this.#connect());
    this.#wait = Math.min(this.#wait * 2, longestRetryMs);
  }

  #later(ms: number, work: () => void) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(work, ms);
    Deno.unrefTimer(this.#timer);
  }
}

interface Hooks {
  onnotify: (channel: string, payload: string) => void;
  onclose: () => void;
}

function open(url: string, hooks: Hooks): postgres.Sql {
  const { pooled: _, ...target } = parseTarget(url);
  const options = {
    ...target,
    ...hooks,
    max: 1,
    connect_timeout: 4,
    idle_timeout: undefined,
    max_lifetime: null,
    fetch_types: false,
    connection: { application_name: "clinops-listen" },
    onnotice: () => {},
  };
  return postgres(options);
}

async function answered<T>(asked: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("Database did not answer in time")), answerMs);
  });
  asked.catch(() => {});
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
