import assert from "node:assert/strict";
import { compareTexts } from "./diff.ts";
import type { Piece } from "./prose_model.ts";

const textOf = (pieces: Piece[] | null) => pieces?.map(({ text }) => text).join("") ?? null;
const sidesOf = (rows: ReturnType<typeof compareTexts>) => [
  rows.flatMap(({ before }) => textOf(before) ?? []).join("\n"),
  rows.flatMap(({ after }) => textOf(after) ?? []).join("\n"),
];

Deno.test("a changed line shows what stayed, went and came; new lines and gone ones stand alone", () => {
  const rows = compareTexts(
    "One\n\nSix sites are late.\nTwo",
    "One\nTwo sites are late.\n\nNew\nTwo",
  );
  assert.deepEqual(rows.map(({ kind }) => kind), ["same", "changed", "ins", "same"]);
  assert.deepEqual(rows[1]!.before?.filter(({ kind }) => kind === "del"), [
    { kind: "del", text: "Six" },
  ]);
  assert.deepEqual(rows[1]!.after?.filter(({ kind }) => kind === "ins"), [
    { kind: "ins", text: "Two" },
  ]);
  assert.equal(rows[2]!.before, null);
  assert.deepEqual(compareTexts("", ""), []);
  assert.deepEqual(compareTexts("", "a").map(({ kind }) => kind), ["ins"]);
});

Deno.test("each side is its text again, whatever the texts are", () => {
  let seed = 3;
  const next = () => (seed = (seed * 48271) % 2147483647);
  const words = ["a", "b ", "12 %", "<b>", "\u202e", "é", " ", "."];
  const line = () =>
    Array.from({ length: next() % 9 }, () => words[next() % words.length]).join("");
  const plain = (lines: string[]) =>
    lines.map((one) => one.replaceAll("\u202e", "").trimEnd()).filter(Boolean).join("\n");
  for (let i = 0; i < 300; i++) {
    const [before, after] = [next() % 12, next() % 12].map((n) => Array.from({ length: n }, line));
    assert.deepEqual(
      sidesOf(compareTexts(before!.join("\n"), after!.join("\n"))),
      [plain(before!), plain(after!)],
    );
  }
});

Deno.test("long texts that have nothing in common are compared in bounded time", () => {
  const many = (of: string) => Array.from({ length: 8_000 }, (_, i) => `${of} ${i}`).join("\n");
  assert.equal(compareTexts(many("a"), many("b")).length, 8_000);
  const words = (of: string) => Array.from({ length: 20_000 }, (_, i) => of + i).join(" ");
  assert.equal(compareTexts(words("a"), words("b")).length, 1);
});
