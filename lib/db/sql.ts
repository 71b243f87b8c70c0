/** The `sql` of one transaction: the driver's, watched, and useless once the transaction ended. */
import postgres from "postgres";
import type { Pool } from "./connect.ts";
import type { Connection } from "./connection.ts";
import { operation } from "./telemetry.ts";
import { addStatement, addWait } from "./waits.ts";

/** What a transaction may use: queries by template, helpers, and savepoints. */
export type Sql = postgres.ISql<{ calendarDate: string; wholeNumber: number }> & {
  /** Runs work that may fail without the transaction failing with it. */
  savepoint<T>(work: Work<T>): Promise<T>;
};

type Work<T> = (sql: Sql) => T | Promise<T>;

/** The parts of the driver's lazy query that decide when it is sent. */
interface LazyQuery {
  executed: boolean;
  strings: readonly string[];
  handle(): Promise<void>;
  reject(error: Error): void;
}

/** One transaction's life as its statements see it. */
export class Progress {
  statements = 0;
  /** The first failure of a statement: after it the transaction cannot be committed. */
  failure: unknown = null;
  #ended = false;
  #inFlight = 0;

  constructor(readonly connection: Connection) {}

  /** Whether statements may be sent. */
  get open(): boolean {
    return !this.#ended && !this.connection.lost;
  }

  end() {
    this.#ended = true;
  }

  /** A statement goes out: alone it is a wait, behind another one it shares that one's. */
  sent() {
    if (this.#inFlight === 0) addWait();
    this.#inFlight++;
    this.statements++;
    addStatement();
  }

  answered() {
    this.#inFlight--;
  }

  failed(error: unknown) {
    this.answered();
    this.failure ??= error;
    if (!(error instanceof postgres.PostgresError)) this.connection.fail(error);
  }

  /** Of statements sent together the one that failed is to blame, not the 25P02 of those behind it. */
  cause(error: unknown): unknown {
    const behind = error instanceof postgres.PostgresError && error.code === "25P02";
    return behind ? this.failure ?? error : error;
  }
}

/** Wraps the driver so that each statement is counted, timed, and sent in time. */
export function watched(pool: Pool, progress: Progress): Sql {
  const sql = new Proxy(pool, {
    apply(target, self, args) {
      const made: unknown = Reflect.apply(target, self, args);
      return isLazyQuery(made) ? watch(made, progress) : made;
    },
    get(target, key) {
      if (key === "unsafe" || key === "file") {
        return (...args: unknown[]) => {
          const made: unknown = Reflect.apply(target[key], target, args);
          return isLazyQuery(made) ? watch(made, progress) : made;
        };
      }
      if (key === "savepoint") return <T>(work: Work<T>) => savepoint(sql, progress, work);
      return Reflect.get(target, key);
    },
  }) as Pool & Pick<Sql, "savepoint">;
  return sql;
}

async function savepoint<T>(sql: Sql, progress: Progress, work: Work<T>): Promise<T> {
  const before = progress.failure;
  await sql.unsafe("savepoint inner_work");
  try {
    const value = await work(sql);
    if (progress.failure !== before) throw progress.failure;
    await sql.unsafe("release savepoint inner_work");
    return value;
  } catch (error) {
    const cause = progress.cause(error);
    await sql.unsafe("rollback to savepoint inner_work; release savepoint inner_work");
    progress.failure = before;
    throw cause;
  }
}

function isLazyQuery(value: unknown): value is LazyQuery & Promise<unknown> {
  return value instanceof Promise && "handle" in value && "executed" in value;
}

/** A query is sent when it is first awaited or executed; a fragment of another one never is. */
function watch<Q extends LazyQuery & Promise<unknown>>(query: Q, progress: Progress): Q {
  const send = query.handle;
  query.handle = () => {
    if (query.executed) return Promise.resolve();
    if (!progress.open) {
      query.executed = true;
      query.reject(new Error("Cannot use this sql: its transaction has ended"));
      return Promise.resolve();
    }
    progress.sent();
    const done = operation(verbOf(query.strings[0] ?? ""));
    const sending = send.call(query);
    Promise.prototype.then.call(
      query,
      () => (progress.answered(), done()),
      (error) => (progress.failed(error), done(error)),
    );
    return sending;
  };
  return query;
}

const verbs = new Set([
  "BEGIN",
  "COMMIT",
  "ROLLBACK",
  "SELECT",
  "INSERT",
  "UPDATE",
  "DELETE",
  "WITH",
  "CALL",
  "SET",
]);

function verbOf(statement: string): string {
  const word = /^\s*([a-z]+)/i.exec(statement)?.[1]?.toUpperCase() ?? "";
  return verbs.has(word) ? word : "OTHER";
}
