import assert from "node:assert/strict";
import { firstOf } from "./first_of.ts";

const text = (row: string) => row;
const rows = (count: number, length: number) =>
  Array.from({ length: count }, () => "x".repeat(length));

Deno.test("short lists are whole, long ones end near the budget", () => {
  assert.equal(firstOf(rows(30, 20), { text }).length, 30);
  assert.equal(firstOf(rows(30, 100), { text }).length, 6);
  assert.equal(firstOf(rows(8, 100), { text }).length, 8, "two more are no reason to ask");
  assert.deepEqual(firstOf([], { text }), []);
});

Deno.test("what hangs on the last row comes along", () => {
  const list = [...rows(6, 100), "- a", "- b", ...rows(20, 100)];
  const tied = (row: string) => row.startsWith("-");
  assert.equal(firstOf(list, { text, tied }).length, 8);
});
