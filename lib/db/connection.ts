/** One connection to Postgres, from its first query to its end; a lost one is never used again. */
import { connect, type ConnectOptions, type Pool } from "./connect.ts";
import { DbProblem, toProblem } from "./problem.ts";

/**
 * Each connection is a driver (3.4.9) of its own, and its transactions are ours. After a loss the
 * driver's `begin` writes the transaction's end to a socket that is gone, which throws where nobody
 * can catch it, or ahead of its next start-up message, which the server cannot read.
 */
export class Connection {
  readonly pool: Pool;
  #lost = false;
  #tell: ((error: unknown) => void) | null = null;

  constructor(url: string, options: Pick<ConnectOptions, "limited" | "lasting">) {
    const onclose = () => this.#lose();
    this.pool = connect(url, { ...options, max: 1, once: true, onclose });
  }

  get lost(): boolean {
    return this.#lost;
  }

  /** Connects now. @throws the driver's error */
  async open(): Promise<void> {
    await this.pool.unsafe("select 1");
  }

  /**
   * Runs work for its one user, and fails when the connection is lost: what waits behind a lost
   * statement is never settled by the driver.
   * @throws DbProblem 503
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const outcome = Promise.withResolvers<T>();
    this.#tell = outcome.reject;
    work().then(outcome.resolve, outcome.reject);
    return await outcome.promise.finally(() => this.#tell = null);
  }

  /**
   * A statement that the driver could not even write, such as one with an undefined value. It
   * blames whatever statement is on its way, and then waits for the answer to the unwritten one.
   */
  fail(error: unknown) {
    this.#tell?.(toProblem(error));
    this.discard();
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
