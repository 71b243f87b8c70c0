/** Transactions in the name of somebody: the only way from the app to the database. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Span } from "@opentelemetry/api";
import type { Pool } from "./connect.ts";
import {
  DbProblem,
  isConflictOfTransactions,
  isConnectionLost,
  toEnterProblem,
  toProblem,
} from "./problem.ts";
import { Progress, type Sql, watched } from "./sql.ts";
import { inSpan, operation } from "./telemetry.ts";
import type { Turns } from "./turns.ts";
import { addWait } from "./waits.ts";

const attempts = 3;

/** The transaction that the current code runs in, if any. */
const current = new AsyncLocalStorage<Progress>();

/** A pool, the queue before it, and how long its transactions may take. */
export class Lane {
  #pool: Pool;

  constructor(
    readonly open: () => Pool,
    readonly turns: Turns,
    /** Longest life of a transaction before its caller is told 503. */
    readonly deadlineMs: number,
    opened?: Pool,
  ) {
    this.#pool = opened ?? open();
  }

  get pool(): Pool {
    return this.#pool;
  }

  /**
   * After a connection was lost inside a transaction the driver keeps that transaction's rollback
   * and sends it ahead of the next start-up message, which the server cannot read. So the pool is
   * replaced; what still runs on the old one may end.
   */
  replace(lost: Pool) {
    if (lost !== this.#pool) return;
    this.#pool = this.open();
    lost.end({ timeout: 60 }).catch(() => {});
  }

  async close() {
    await this.#pool.end({ timeout: 2 });
  }
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
    const running = repeated(lane, enter, work, span).finally(leave);
    return await inTime(running, lane.deadlineMs);
  });
}

async function repeated<T>(
  lane: Lane,
  enter: Enter,
  work: (sql: Sql) => T | Promise<T>,
  span: Span,
): Promise<T> {
  for (let attempt = 1;; attempt++) {
    try {
      return await once(lane, enter, work, span);
    } catch (error) {
      if (attempt === attempts || !isConflictOfTransactions(error)) throw toProblem(error);
      await new Promise((resolve) => setTimeout(resolve, 10 * attempt));
    }
  }
}

async function once<T>(
  lane: Lane,
  enter: Enter,
  work: (sql: Sql) => T | Promise<T>,
  span: Span,
): Promise<T> {
  const { pool } = lane;
  const progress = new Progress();
  const beginning = operation("BEGIN");
  let begun = false;
  addWait();
  try {
    const outcome = await pool.begin(async (driver) => {
      begun = true;
      beginning();
      const value = await entered(watched(driver, progress), enter, work, progress);
      progress.open = false;
      addWait(); // the commit
      return { value };
    });
    return (outcome as { value: T }).value;
  } catch (error) {
    if (begun && isConnectionLost(error)) lane.replace(pool);
    throw error;
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
