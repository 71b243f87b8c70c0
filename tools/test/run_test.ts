import assert from "node:assert/strict";
import { countsOf } from "./run.ts";

const cases: [string, string, boolean, [number, number, number]][] = [
  ["all passed", "ok | 9 passed (3 steps) | 0 failed (18ms)\n", true, [9, 0, 0]],
  ["in colour", "\x1b[32mok\x1b[0m | 9 passed | 0 failed | 2 ignored \x1b[38m(1s)\x1b[0m\n", true, [
    9,
    0,
    2,
  ]],
  ["some failed", "FAILED | 3 passed | 2 failed (1s)\n\nerror: Test failed\n", false, [3, 2, 0]],
  ["ended before it could count", "error: Type checking failed.\n", false, [0, 1, 0]],
  ["a test that prints such a line", "ok | 1 passed\nok | 4 passed | 0 failed (2ms)\n", true, [
    4,
    0,
    0,
  ]],
];

for (const [name, output, success, [passed, failed, skipped]] of cases) {
  Deno.test(`counts: ${name}`, () => {
    assert.deepEqual(countsOf(output, success), { passed, failed, skipped });
  });
}
