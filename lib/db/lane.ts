/** The connections of one login, the queue before them, and how long anybody waits. */
import type { Connection } from "./connection.ts";
import { DbProblem, toProblem } from "./problem.ts";
import { operation } from "./telemetry.ts";
import type { Turns } from "./turns.ts";

interface LaneOptions {
  make: () => Connection;
  turns: Turns;
  /** Longest time that a caller waits for its work before it is told 503. */
  deadlineMs: number;
  /**
   * The connection is kept while late work still runs on it: the embedded Postgres has one, and
   * does not survive its reset.
   */
  lasting: boolean;
  /** A connection that is there already. */
  opened?: Connection;
}

/** Longest time to connect; the driver itself would go on trying with a server that hangs up. */
const connectMs = 5000;

export class Lane {
  readonly #options: LaneOptions;
  readonly #idle: Connection[] = [];
  readonly #all = new Set<Connection>();

  constructor(options: LaneOptions) {
    this.#options = options;
    if (options.opened) this.#put(options.opened);
  }

  /**
   * Runs work on a connection, with nobody else on it.
   * @throws DbProblem 503 when there is no turn, no connection or no answer in time
   */
  async use<T>(
    work: (connection: Connection) => Promise<T>,
    deadlineMs = this.#options.deadlineMs,
  ): Promise<T> {
    const waited = operation("turn");
    const leave = await this.#options.turns.take().finally(waited);
    let connection: Connection;
    try {
      connection = this.#free() ?? await this.#connect();
    } catch (error) {
      leave();
      throw toProblem(error);
    }
    let given = false;
    const giveBack = () => {
      if (given) return;
      given = true;
      if (connection.lost) this.#drop(connection);
      else this.#put(connection);
      leave();
    };
    const running = connection.run(() => work(connection)).finally(giveBack);
    return await inTime(running, deadlineMs, "transaction_timeout", () => {
      if (this.#options.lasting) return;
      connection.discard();
      giveBack();
    });
  }

  async close() {
    await Promise.all([...this.#all].map((connection) => connection.close()));
  }

  #put(connection: Connection) {
    this.#all.add(connection);
    this.#idle.push(connection);
  }

  #drop(connection: Connection) {
    this.#all.delete(connection);
    connection.discard();
  }

  /** The connection that was used last, so that a quiet time ends the others. */
  #free(): Connection | undefined {
    for (let next = this.#idle.pop(); next !== undefined; next = this.#idle.pop()) {
      if (!next.lost) return next;
      this.#drop(next);
    }
    return undefined;
  }

  async #connect(): Promise<Connection> {
    const connection = this.#options.make();
    this.#all.add(connection);
    try {
      await inTime(connection.open(), connectMs, "unreachable", () => {});
      return connection;
    } catch (error) {
      this.#drop(connection);
      throw error;
    }
  }
}

async function inTime<T>(
  running: Promise<T>,
  deadlineMs: number,
  code: string,
  onLate: () => void,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `Database did not answer within ${deadlineMs / 1000} s`;
      reject(new DbProblem(503, message, code));
      onLate();
    }, deadlineMs);
  });
  running.catch(() => {}); // after the deadline nobody listens
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}
