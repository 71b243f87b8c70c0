// What the functions do not take, and that nothing of it goes out.
import assert from "node:assert/strict";
import { maxBody } from "@/supabase/functions/_shared/http/body.ts";
import { refusalOf } from "@/supabase/functions/_shared/http/problem.ts";
import { GateError } from "@/supabase/functions/_shared/privacy/gate.ts";
import { problem } from "@/supabase/functions/_shared/contract.ts";
import { question, withGateway } from "./testing.ts";

Deno.test("bad fields are named by JSON pointers", async () => {
  const fact = { id: "F1", label: "a", value: 1 };
  const cases: [Record<string, unknown>, string][] = [
    [{ projectId: "1" }, "/projectId"],
    [{ persona: "inspector" }, "/persona"],
    [{ tabType: "../x" }, "/tabType"],
    [{ facts: [{ ...fact, id: "12" }] }, "/facts/0/id"],
    [{ facts: [fact, fact] }, "/facts"],
    [{ facts: [{ ...fact, value: true }] }, "/facts/0/value"],
    [{ section: { key: "a" } }, "/section/title"],
    [{ limits: { deadlineMs: 1 } }, "/limits/deadlineMs"],
    [{ dictionary: [{ kind: "pet", text: "Rex" }] }, "/dictionary/0/kind"],
    [{ apiKey: "x" }, ""],
  ];
  await withGateway(async ({ ask, gemini }) => {
    for (const [more, path] of cases) {
      const response = await ask("generate", question(more));
      const body = problem.parse(await response.json());
      assert.deepEqual([response.status, body.code], [422, "bad-request"]);
      assert.deepEqual(body.errors!.map((error) => error.path), [path]);
    }
    assert.equal(gemini.seen.length, 0);
  });
});

Deno.test("a body that is no JSON, no UTF-8, of another type or too large is refused", async () => {
  const json = { "content-type": "application/json" };
  const large = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(256 * 1024).fill(32)),
  });
  const cases: [RequestInit, number, string][] = [
    [{ body: "{" }, 400, "bad-request"],
    [{ body: "" }, 400, "bad-request"],
    [{ body: "[1]" }, 422, "bad-request"],
    [{ body: new Uint8Array([34, 0xff, 34]) }, 400, "bad-request"],
    [{ body: "{}", headers: { "content-type": "text/plain" } }, 415, "bad-request"],
    [{ body: " ".repeat(maxBody + 1) }, 413, "too-long"],
    [{ body: large }, 413, "too-long"],
    [{ method: "GET", body: null }, 405, "bad-request"],
    [{ body: "{}", headers: { ...json, apikey: "sb_secret_other" } }, 401, "unauthorized"],
  ];
  await withGateway(async ({ ask, gemini }) => {
    for (const [init, status, code] of cases) {
      const response = await ask("generate", {}, init);
      assert.deepEqual([response.status, (await response.json()).code], [status, code]);
    }
    assert.equal(gemini.seen.length, 0);
  });
});

Deno.test("what the gate cannot vouch for does not go out", async () => {
  await withGateway(async ({ ask, gemini }) => {
    const untrusted = Array.from({ length: 6 }, (_, i) => ({
      id: `u${i}`,
      label: "A document",
      text: "word ".repeat(39_000),
    }));
    const response = await ask("generate", question({ untrusted }));
    assert.deepEqual([response.status, (await response.json()).code], [413, "too-long"]);
    assert.equal(gemini.seen.length, 0);
  });
  for (const reason of ["too deep", "out of time", "not text", "failed"] as const) {
    assert.equal(refusalOf(new GateError(reason)).code, "gate-failed");
  }
});

Deno.test("a mistake of ours says nothing of what was asked", () => {
  const refusal = refusalOf(new Error("Cannot read jane.roe@example.org"));
  assert.equal(refusal.code, "failed");
  assert.doesNotMatch(refusal.message, /jane/);
});
