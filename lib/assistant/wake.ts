/** Tells the runners of this process that there is something to look at; see runner.ts. */
import { AsyncLocalStorage } from "node:async_hooks";

/** What a runner does must not belong to the request that happens to wake it. */
const outside = AsyncLocalStorage.snapshot();

const sleepers = new Set<() => void>();

/** Calls `wake` whenever somebody asked for a document or cancelled one, until it is undone. */
export function onWake(wake: () => void): () => void {
  sleepers.add(wake);
  return () => sleepers.delete(wake);
}

export function wakeRunners(): void {
  for (const wake of sleepers) outside(wake);
}
