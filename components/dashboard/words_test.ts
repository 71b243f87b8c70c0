import assert from "node:assert/strict";
import type { Widget } from "@/lib/dashboard/model.ts";
import { rowsBehind } from "./words.ts";

const figure = (sourceCount: number, ids: string[]) =>
  ({ sourceCount, sourceRefs: ids.map((id) => ({ kind: "task", id })) }) as Widget;

Deno.test("rows behind several figures are counted once, and never more of them than there are", () => {
  assert.deepEqual(rowsBehind([]), { count: 0, atLeast: false });
  assert.deepEqual(rowsBehind([figure(434, ["a"])]), { count: 434, atLeast: false });
  const twice = [figure(2, ["a", "b"]), figure(2, ["b", "c"])];
  assert.deepEqual(rowsBehind(twice), { count: 3, atLeast: false });
  // Both name the first of their rows: the same, for all that is known.
  const many = [figure(434, ["a", "b"]), figure(434, ["a", "b"])];
  assert.deepEqual(rowsBehind(many), { count: 434, atLeast: true });
});
