/** Transactions in the name of somebody: the only way from the app to the database. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Span } from "@opentelemetry/api";
import type { Connection } from "./connection.ts";
import type { Lane } from "./lane.ts";
import {
  isConflictOfTransactions,
  isConnectionLost,
  toEnterProblem,
  toProblem,
} from "./problem.ts";
import { Progress, type Sql, watched } from "./sql.ts";
import { inSpan, operation } from "./telemetry.ts";
import { addWait } from "./waits.ts";

const attempts = 3;

/** The transaction that the current code runs in, if any. */
const current = new AsyncLocalStorage<Progress>();

/** Sends the statement that sets role and claims; a pending query that is already on its way. */
export type Enter = (sql: Sql) => Promise<unknown>;

/**
 * Runs `work` in one transaction of the lane, after `enter`. Serialisation failures and deadlocks
 * run it again, so it must do nothing but use `sql`.
 * @throws DbProblem when the database refuses or cannot be reached in time
 */
export function transact<T>(
  name: string,
  lane: Lane,
  enter: Enter,
  work: (sql: Sql) => T | Promise<T>,
): Promise<T> {
  if (current.getStore()?.open) {
    throw new Error(`Cannot start ${name} inside a transaction: use the sql that it was given`);
  }
  return inSpan(name, (span) => lane.use((connection) => repeated(connection, enter, work, span)));
}

async function repeated<T>(
  connection: Connection,
  enter: Enter,
  work: (sql: Sql) => T | Promise<T>,
  span: Span,
): Promise<T> {
  for (let attempt = 1;; attempt++) {
    try {
      return await once(connection, enter, work, span);
    } catch (error) {
      if (attempt === attempts || !isConflictOfTransactions(error)) throw toProblem(error);
      await new Promise((resolve) => setTimeout(resolve, 10 * attempt));
    }
  }
}

/** `begin` is not waited for: it goes out with the enter statement and the first of the work. */
async function once<T>(
  connection: Connection,
  enter: Enter,
  work: (sql: Sql) => T | Promise<T>,
  span: Span,
): Promise<T> {
  const progress = new Progress(connection);
  control(connection, "BEGIN").catch((error) => connection.fail(error));
  try {
    const value = await entered(watched(connection.pool, progress), enter, work, progress);
    if (progress.failure !== null) throw progress.failure;
    progress.end();
    addWait();
    const { command } = await control(connection, "COMMIT");
    if (command !== "COMMIT") {
      throw new Error("Cannot commit: a statement that nobody awaited failed");
    }
    return value;
  } catch (error) {
    progress.end();
    await rollBack(connection, error);
    throw error;
  } finally {
    span.setAttribute("clinops.db.statements", progress.statements);
  }
}

/** A connection on which a transaction cannot be ended is of no more use. */
async function rollBack(connection: Connection, error: unknown): Promise<void> {
  try {
    if (connection.lost || isConnectionLost(error)) throw error;
    await control(connection, "ROLLBACK");
  } catch {
    connection.discard();
  }
}

function control(connection: Connection, verb: "BEGIN" | "COMMIT" | "ROLLBACK") {
  const done = operation(verb);
  const sent = connection.pool.unsafe(verb).execute();
  sent.then(() => done(), done);
  return sent;
}

/**
 * The enter statement is on the wire before `work` may send anything: the driver's queries are
 * lazy, and one that is only awaited later would leave the first statements to the login role.
 * When it is refused the transaction is aborted, so nothing after it can happen; its reason is the
 * one to report, not the 25P02 of the statements behind it.
 */
async function entered<T>(
  sql: Sql,
  enter: Enter,
  work: (sql: Sql) => T | Promise<T>,
  progress: Progress,
): Promise<T> {
  const entering = enter(sql).catch((error) => {
    throw isConflictOfTransactions(error) ? error : toEnterProblem(error);
  });
  entering.catch(() => {});
  try {
    const value = await current.run(progress, () => work(sql));
    await entering;
    return value;
  } catch (error) {
    await entering;
    throw progress.cause(error);
  }
}
