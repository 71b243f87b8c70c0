import assert from "node:assert/strict";
import { changesBy } from "./live_words.ts";

Deno.test("changes are counted, with who made them", () => {
  assert.equal(changesBy(1, new Set(["Ada Rennick"])), "1 change by Ada Rennick");
  assert.equal(changesBy(3, new Set(["you"])), "3 changes by you");
  assert.equal(changesBy(5, new Set(["Ada Rennick", "you"])), "5 changes by Ada Rennick and you");
  assert.equal(
    changesBy(9, new Set(["Ada Rennick", "you", "the system"])),
    "9 changes by 3 people",
  );
});
