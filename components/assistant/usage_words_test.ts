import assert from "node:assert/strict";
import {
  costWords,
  dollars,
  figureWords,
  outcomeWords,
  purposeOf,
  rowHref,
} from "./usage_words.ts";

const text = (words: string) => words.replaceAll("\u00a0", " ");

Deno.test("a cost that nobody knows is never 0", () => {
  assert.equal(text(costWords({ cost: null, unpriced: 3 })), "not known");
  assert.equal(text(costWords({ cost: 0, unpriced: 3 })), "not known");
  assert.equal(text(costWords({ cost: null, unpriced: 0 })), "US$ 0.00", "nothing was used");
  const some = text(costWords({ cost: 1_230_000, unpriced: 1 }));
  assert.equal(some, "US$ 1.23, and 1 call not known");
  assert.equal(text(costWords({ cost: 1_230_000, unpriced: 0 })), "US$ 1.23");
});

Deno.test("small amounts keep what they have, large ones are grouped", () => {
  assert.equal(text(dollars(700)), "US$ 0.0007");
  assert.equal(text(dollars(1_234_567_890)), "US$ 1,234.57");
});

Deno.test("what the ledger says has words, and an odd one stays as it is", () => {
  assert.match(outcomeWords("gate-failed"), /nothing was sent/);
  assert.equal(outcomeWords("some-new-code"), "some new code");
  assert.equal(outcomeWords("constructor"), "constructor");
  assert.equal(purposeOf({ operation: "chat", tab: null }, {}), "Conversation");
  assert.equal(
    purposeOf({ operation: "generate", tab: "general" }, { general: "General" }),
    "General",
  );
  assert.equal(figureWords({ figures: 31, unverified: 2 }), "2 of 31");
  assert.equal(rowHref("p", "site", "s"), "/projects/p/sites/s");
  assert.equal(rowHref("p", "toString", "s"), null);
});
