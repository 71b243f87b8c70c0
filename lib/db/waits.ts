/** Round trips to Postgres, counted for each request: they decide how fast a page is. */
import { AsyncLocalStorage } from "node:async_hooks";

interface Count {
  waits: number;
  statements: number;
}

const scope = new AsyncLocalStorage<Count>();

/**
 * Runs `work` and counts its waits (round trips that were awaited; pipelined statements share one)
 * and its statements. A statement that a connection meets for the first time costs one more wait
 * on the wire, for its description, which is not counted.
 */
export async function countWaits<T>(
  work: () => T | Promise<T>,
): Promise<{ value: T; waits: number; statements: number }> {
  const count: Count = { waits: 0, statements: 0 };
  const value = await scope.run(count, work);
  return { value, ...count };
}

/** Waits so far in the current scope of countWaits(); 0 outside. */
export function waits(): number {
  return scope.getStore()?.waits ?? 0;
}

export function addWait() {
  const count = scope.getStore();
  if (count !== undefined) count.waits++;
}

export function addStatement() {
  const count = scope.getStore();
  if (count !== undefined) count.statements++;
}
