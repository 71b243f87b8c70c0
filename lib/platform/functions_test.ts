import assert from "node:assert/strict";
import { parseConfig } from "@/lib/config/mod.ts";
import { fakeDb } from "@/lib/http/testing.ts";
import { Problem } from "@/lib/http/problem.ts";
import { Identity } from "@/lib/identity/mod.ts";
import { fakeBackend, ISSUER, signer, SUB } from "@/lib/identity/testing.ts";
import { readiness } from "@/lib/operations/checks.ts";
import { metricsText } from "@/observability/metrics.ts";
import { startGemini } from "@/tests/gemini/server.ts";
import { question } from "@/tests/gemini/testing.ts";
import { embeddedFunctions } from "./functions.ts";

const path = "http://127.0.0.1:8000/functions/v1";

async function world(env: Record<string, string>) {
  const own = await signer();
  const backend = fakeBackend(() => Promise.resolve([own.published]), () => Response.json({}));
  const config = parseConfig({
    GOOGLE_GENERATIVE_AI_API_KEY: "key-of-tests",
    AI_FUNCTIONS_FOR_PEOPLE: "on",
    ...env,
  });
  const handle = embeddedFunctions(config, backend);
  const claims = { iss: ISSUER, aud: "authenticated", role: "authenticated", sub: SUB };
  const token = await own.sign({ ...claims, exp: Date.now() / 1000 + 600 });
  const ask = (name: string, authorization = `Bearer ${token}`) =>
    handle(
      new Request(`${path}/${name}`, {
        method: "POST",
        body: JSON.stringify(question()),
        headers: { "content-type": "application/json", authorization },
      }),
    );
  const check = async () =>
    (await readiness(fakeDb(), new Identity(backend, { publicOrigin: null }), config)).checks.ai;
  return { ask, check };
}

async function metric(line: string): Promise<number> {
  const { body } = await metricsText();
  return Number(body.split("\n").find((one) => one.startsWith(line))?.split(" ").at(-1) ?? "0");
}

Deno.test("a person's token is taken; the model's work, its breaker and its tokens are measured", async () => {
  const gemini = startGemini();
  try {
    const { ask, check } = await world({ GEMINI_BASE_URL: gemini.url, GEMINI_MODEL: "some-model" });
    const before = await metric('ai_tokens_total{direction="input"}');
    const response = await ask("generate");
    assert.equal(response.status, 200);
    const { usage, model } = await response.json();
    assert.equal(model, "some-model");
    assert.equal(await metric('ai_tokens_total{direction="input"}'), before + usage.inputTokens);
    const counted = 'ai_client_operation_duration_seconds_count{operation="generate",outcome="ok"}';
    assert.ok(await metric(counted) >= 1);
    assert.equal(await check(), "ok");
    gemini.script = Array(20).fill({ status: 404 });
    for (let i = 0; i < 5; i++) assert.equal((await ask("generate")).status, 503);
    assert.equal(await metric("ai_breaker_state"), 2);
    const asked = gemini.seen.length;
    assert.equal(await check(), "down");
    assert.equal(gemini.seen.length, asked);
  } finally {
    await gemini.close();
  }
});

Deno.test("unless the operator allows it, people are refused and told why; nothing is asked", async () => {
  const gemini = startGemini();
  try {
    const { ask } = await world({ GEMINI_BASE_URL: gemini.url, AI_FUNCTIONS_FOR_PEOPLE: "" });
    const refused = await ask("generate");
    assert.equal(refused.status, 403);
    assert.equal(refused.headers.get("content-type"), "application/problem+json");
    assert.match((await refused.json()).detail, /the ledger/);
    assert.equal(gemini.seen.length, 0);
  } finally {
    await gemini.close();
  }
});

Deno.test("another function is a 404, another caller a 401, a person in a hurry waits", async () => {
  const { ask } = await world({ LIMIT_AI_PER_USER: "2", GEMINI_BASE_URL: "http://127.0.0.1:1" });
  for (const name of ["", "other", "generate/x", "constructor", "GENERATE"]) {
    await assert.rejects(ask(name), (error) => error instanceof Problem && error.status === 404);
  }
  assert.equal((await ask("generate", "Bearer x")).status, 401);
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await ask("analyze")).status);
  assert.deepEqual(statuses, [422, 422, 429]);
});
