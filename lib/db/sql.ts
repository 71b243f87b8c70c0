/** The `sql` of one transaction: the driver's, watched, and useless once the transaction ended. */
import type postgres from "postgres";
import type { Connection } from "./connection.ts";
import { isConnectionLost } from "./problem.ts";
import { operation } from "./telemetry.ts";
import { addStatement, addWait } from "./waits.ts";

/** What a transaction may use: queries by template, helpers, and savepoints. */
export type Sql = postgres.TransactionSql<{ calendarDate: string; wholeNumber: number }>;

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

  answered(error?: unknown) {
    this.#inFlight--;
    if (isConnectionLost(error)) this.end();
  }
}

/** Wraps the driver's transaction so that each statement is counted, timed, and sent in time. */
export function watched(sql: Sql, progress: Progress): Sql {
  return new Proxy(sql, {
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
      if (key === "savepoint") return savepoint(target, progress);
      return Reflect.get(target, key);
    },
  });
}

function savepoint(sql: Sql, progress: Progress) {
  return async <T>(...args: [string, Work<T>] | [Work<T>]) => {
    const [name, work] = args.length === 2 ? args : [undefined, args[0]];
    const inside = (inner: Sql) => {
      progress.answered();
      return progress.connection.whileThere(async () => await work(watched(inner, progress)));
    };
    progress.sent();
    return await (name === undefined ? sql.savepoint(inside) : sql.savepoint(name, inside));
  };
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
      (error) => (progress.answered(error), done(error)),
    );
    return sending;
  };
  return query;
}

const verbs = new Set(["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "CALL", "SET"]);

function verbOf(statement: string): string {
  const word = /^\s*([a-z]+)/i.exec(statement)?.[1]?.toUpperCase() ?? "";
  return verbs.has(word) ? word : "OTHER";
}
