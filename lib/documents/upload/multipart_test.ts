// A posted form: what is too long is said at its field.
import assert from "node:assert/strict";
import { Problem } from "@/lib/http/problem.ts";
import { readParts } from "./multipart.ts";

const posted = (texts: Record<string, string>) => {
  const body = new FormData();
  for (const [name, text] of Object.entries(texts)) body.set(name, text);
  return new Request("http://x/", { method: "POST", body });
};
const noFile = () => Promise.reject(new Error("there is no file"));

Deno.test("a text that is too long is a 413 at its field", async () => {
  const texts = await readParts(posted({ label: "1.0", note: "x".repeat(64 * 1024) }), noFile);
  assert.equal(texts.get("note")?.length, 64 * 1024, "the most that fits");
  const refused = readParts(posted({ label: "1.0", "no/te": "x".repeat(64 * 1024 + 1) }), noFile);
  await assert.rejects(refused, (problem: Problem) => {
    assert.equal(problem.status, 413);
    assert.equal(problem.errors?.[0]?.path, "/no~1te");
    assert.match(problem.detail, /"no\/te": more than 65536 bytes/);
    return true;
  });
});
