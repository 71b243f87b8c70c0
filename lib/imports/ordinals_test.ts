import assert from "node:assert/strict";
import { ordinalAt, ordinalsOf } from "./ordinals.ts";

/** The record's order of rows, as their numbers put them. */
function order(ordinals: Map<number, number>): number[] {
  return [...ordinals].sort(([, a], [, b]) => a - b).map(([index]) => index);
}

Deno.test("rows that come stand where the record has them", () => {
  const stored = [0, 1, 2, 3].map(ordinalAt);
  // The record: new, old 0, new, new, old 1, old 3 (old 2 went), new.
  const pairs: [number, number][] = [[0, 1], [1, 4], [3, 5]];
  const found = ordinalsOf([6, 0, 3, 2], stored, pairs);
  const all = new Map([...found, ...pairs.map(([s, n]): [number, number] => [n, stored[s]!])]);
  assert.deepEqual(order(all), [0, 1, 2, 3, 4, 5, 6]);
});

Deno.test("a list that was empty is numbered in order", () => {
  assert.deepEqual(order(ordinalsOf([2, 0, 1], [], [])), [0, 1, 2]);
});
