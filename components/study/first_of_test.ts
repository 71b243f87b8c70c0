import assert from "node:assert/strict";
import { firstOf } from "./first_of.ts";

const text = (row: string) => row;
const rows = (count: number, length: number) =>
  Array.from({ length: count }, () => "x".repeat(length));

Deno.test("short lists are whole, long ones end near the budget", () => {
  assert.equal(firstOf(rows(8, 20), { text }).length, 8);
  assert.equal(firstOf(rows(30, 100), { text }).length, 2);
  assert.equal(firstOf(rows(4, 100), { text }).length, 4, "two more are no reason to ask");
  assert.deepEqual(firstOf([], { text }), []);
});

Deno.test("what hangs on the last row comes along", () => {
  const list = [...rows(2, 100), "- a", "- b", ...rows(20, 100)];
  const tied = (row: string) => row.startsWith("-");
  assert.equal(firstOf(list, { text, tied }).length, 4);
});
