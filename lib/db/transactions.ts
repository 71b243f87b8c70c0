/** Transactions in the name of somebody: the only way from the app to the database. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Span } from "@opentelemetry/api";
import type { Pool } from "./connect.ts";
import { DbProblem, isConflictOfTransactions, toEnterProblem, toProblem } from "./problem.ts";
import { Progress, type Sql, watched } from "./sql.ts";
import { inSpan, operation } from "./telemetry.ts";
import type { Turns } from "./turns.ts";
import { addWait } from "./waits.ts";

const attempts = 3;

/** The transaction that the current code runs in, if any. */
const current = new AsyncLocalStorage<Progress>();

export interface Lane {
  pool: Pool;
  turns: Turns;
  /** Longest life of a transaction before its caller is told 503; null: no end. */
  deadlineMs: number | null;
}

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
  return inSpan(name, async (span) => {
    const turn = operation("turn");
    const leave = await lane.turns.take().finally(turn);
    const running = repeated(lane.pool, enter, work, span).finally(leave);
    return await inTime(running, lane.deadlineMs);
  });
}

async function repeated<T>(
  pool: Pool,
  enter: Enter,
  work: (sql: Sql) => T | Promise<T>,
  span: Span,
): Promise<T> {
  for (let attempt = 1;; attempt++) {
    try {
      return await once(pool, enter, work, span);
    } catch (error) {
      if (attempt === attempts || !isConflictOfTransactions(error)) throw toProblem(error);
      await new Promise((resolve) => setTimeout(resolve, 10 * attempt));
    }
  }
}

async function once<T>(
  pool: Pool,
  enter: Enter,
  work: (sql: Sql) => T | Promise<T>,
  span: Span,
): Promise<T> {
  const progress = new Progress();
  const begun = operation("BEGIN");
  addWait();
  try {
    const outcome = await pool.begin(async (driver) => {
      begun();
      const value = await entered(watched(driver, progress), enter, work, progress);
      progress.open = false;
      addWait(); // the commit
      return { value };
    });
    return (outcome as { value: T }).value;
  } finally {
    progress.open = false;
    span.setAttribute("clinops.db.statements", progress.statements);
  }
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
    throw error;
  }
}

/** The caller's wait ends at the deadline; the turn is given back only when the work ends. */
async function inTime<T>(running: Promise<T>, deadlineMs: number | null): Promise<T> {
  if (deadlineMs === null) return await running;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `Database did not answer within ${deadlineMs / 1000} s`;
      reject(new DbProblem(503, message, "transaction_timeout"));
    }, deadlineMs);
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
    running.catch(() => {}); // after the deadline nobody listens
  }
}
