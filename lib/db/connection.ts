/** One connection to Postgres, from its first query to its end; a lost one is never used again. */
import type { Pool } from "./connect.ts";
import { DbProblem, isConnectionLost } from "./problem.ts";

/**
 * Each connection is a driver (3.4.9) of its own. A driver whose connection was cut in the middle
 * of a transaction still sends that transaction's end: to a socket that is gone, which throws where
 * nobody can catch it, or ahead of its next start-up message, which the server cannot read.
 */
export class Connection {
  readonly pool: Pool;
  #lost = false;
  #tell: ((problem: DbProblem) => void) | null = null;

  /** @param open makes a driver of one connection that calls `onclose` when it ends */
  constructor(open: (onclose: () => void) => Pool) {
    this.pool = open(() => this.#lose());
  }

  get lost(): boolean {
    return this.#lost;
  }

  /** Connects now. @throws the driver's error */
  async open(): Promise<void> {
    await this.pool.unsafe("select 1");
  }

  /**
   * Runs work for its one user, and fails when the connection is lost: the driver may miss a loss
   * between the answer to `begin` and what follows it.
   * @throws DbProblem 503
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const outcome = Promise.withResolvers<T>();
    this.#tell = outcome.reject;
    work().then(outcome.resolve, outcome.reject);
    return await outcome.promise.finally(() => this.#tell = null);
  }

  /**
   * What a transaction runs. Never settles once the connection is lost: the caller was told by
   * then, and the driver would now only write a commit or a rollback to nowhere.
   */
  async whileThere<T>(run: () => Promise<T>): Promise<T> {
    const [outcome] = await Promise.allSettled([run()]);
    const failed = outcome.status === "rejected";
    if (failed && isConnectionLost(outcome.reason)) this.discard();
    if (this.#lost) return await new Promise<never>(() => {});
    if (failed) throw outcome.reason;
    return outcome.value;
  }

  /** Ends it at once; what still runs on it fails. */
  discard() {
    this.#lose();
    this.pool.end({ timeout: 0 }).catch(() => {});
  }

  #lose() {
    this.#lost = true;
    this.#tell?.(new DbProblem(503, "Database is not reachable", "unreachable"));
  }

  /** Ends it when what runs on it has ended, or after two seconds. */
  async close() {
    await this.pool.end({ timeout: 2 });
  }
}
