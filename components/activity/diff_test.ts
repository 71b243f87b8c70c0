import assert from "node:assert/strict";
import { elided, leaves, listDiff, type Part, wordDiff } from "./diff.ts";

const text = (parts: Part[], without: Part["kind"]) =>
  parts.filter(({ kind }) => kind !== without).map((part) => part.text).join("");

Deno.test("a text is compared word by word", () => {
  assert.deepEqual(wordDiff("age 18 to 65 years", "age 21 to 65 years"), [
    { kind: "same", text: "age " },
    { kind: "out", text: "18" },
    { kind: "in", text: "21" },
    { kind: "same", text: " to 65 years" },
  ]);
  assert.deepEqual(wordDiff("same", "same"), [{ kind: "same", text: "same" }]);
});

Deno.test("both texts can be read from the parts, whatever they are", () => {
  const texts = ["", " ", "a", "a b", "b a", "a\n\nb  c", " a ", "a a a b a a", "x ".repeat(900)];
  for (const from of texts) {
    for (const to of texts) {
      const parts = wordDiff(from, to);
      assert.equal(text(parts, "in"), from);
      assert.equal(text(parts, "out"), to);
    }
  }
});

Deno.test("long stretches without a change are cut, changes never", () => {
  const long = "word ".repeat(400);
  const parts = elided(wordDiff(`${long}old ${long}`, `${long}new ${long}`));
  assert.ok(parts.map((part) => part.text).join("").length < 400);
  assert.deepEqual(parts.filter(({ kind }) => kind !== "same").map((part) => part.text.trim()), [
    "old",
    "new",
  ]);
});

Deno.test("lists by item, objects by field", () => {
  assert.deepEqual(listDiff(["a", "b", "b"], ["b", "c"]), {
    same: ["b"],
    out: ["a", "b"],
    in: ["c"],
  });
  assert.deepEqual(
    leaves([{ id: "1", type: "x" }], [{ id: "1", type: "y" }, { id: "2" }]),
    [
      { path: "0 · type", from: "x", to: "y" },
      { path: "1 · id", from: undefined, to: "2" },
    ],
  );
  assert.deepEqual(leaves({ a: 1 }, { a: 1 }), []);
  assert.deepEqual(leaves(null, { __proto__: null, constructor: 1 }), [
    { path: "constructor", from: undefined, to: 1 },
  ]);
});
