/**
 * What a request learns of the database beside its answers: round trips, counted because they decide
 * how fast a page is, and trails that are broken, which every page says.
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** An audit trail whose last check found it broken. */
export interface BrokenTrail {
  organizationId: string;
  organization: string;
  /** Number of the first wrong entry; null: the head that was kept elsewhere is not in it. */
  entry: number | null;
  /** UTC timestamp. */
  checkedAt: string;
}

interface Count {
  waits: number;
  statements: number;
  broken: BrokenTrail[];
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
  const count: Count = { waits: 0, statements: 0, broken: [] };
  const value = await scope.run(count, work);
  return { value, waits: count.waits, statements: count.statements };
}

/**
 * Broken trails that the caller may read, as of the newest transaction in the current scope of
 * countWaits(); none outside, and none before a transaction.
 */
export function brokenTrails(): BrokenTrail[] {
  return scope.getStore()?.broken ?? [];
}

export function noteBroken(trails: BrokenTrail[] | null) {
  const count = scope.getStore();
  if (count !== undefined) count.broken = trails ?? [];
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
