import assert from "node:assert/strict";
import { whyUnknown } from "./status.ts";

Deno.test("a rate without counts says so, and which count is missing where one is there", () => {
  const rate = { noun: "screened", minimum: 10 };
  const none = whyUnknown({ ...rate, of: null, by: null });
  const half = whyUnknown({ ...rate, of: 4, by: null });
  assert.ok(none && half && none !== half);
  assert.match(half, /screened/);
  assert.match(whyUnknown({ ...rate, of: 4, by: 9 })!, /10/);
  assert.equal(whyUnknown({ ...rate, of: 4, by: 10 }), null);
});
