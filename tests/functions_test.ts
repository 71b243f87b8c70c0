// The edge functions where a Supabase client finds them in embedded mode; no key is configured here.
import assert from "node:assert/strict";
import { call, request, signUp } from "./harness.ts";
import { question } from "./gemini/testing.ts";

// One app serves all tests of the run, so its timers outlive each of them.
const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });
const path = "/functions/v1/generate";

test("functions are for the app: a person is told so, a stranger is not known", async () => {
  const person = await signUp();
  const refused = await call(person, "POST", path, question());
  assert.equal(refused.status, 403);
  assert.equal(refused.headers.get("content-type"), "application/problem+json");
  assert.match((await refused.json()).detail, /through the app/);
  const stranger = await call(null, "POST", path, question());
  assert.equal(stranger.status, 401);
  const cookie = await request(path, {
    method: "POST",
    body: JSON.stringify(question()),
    headers: {
      "content-type": "application/json",
      cookie: person.cookie,
      "sec-fetch-site": "same-origin",
    },
  });
  assert.equal(cookie.status, 401);
});

test("other names are not there, other methods are refused, other sites get no answer", async () => {
  const person = await signUp();
  assert.equal((await call(person, "POST", "/functions/v1/other", {})).status, 404);
  const read = await call(person, "GET", path);
  assert.deepEqual([read.status, read.headers.get("allow")], [405, "POST"]);
  const origin = "https://other.example";
  const asks = { origin, "access-control-request-method": "POST" };
  const preflight = await request(path, { method: "OPTIONS", headers: asks });
  const foreign = await call(person, "POST", path, question(), { origin });
  for (const response of [preflight, foreign]) {
    assert.ok(response.status >= 400);
    assert.equal(response.headers.get("access-control-allow-origin"), null);
  }
});

test("ready says that AI is off, and metrics know its breaker", async () => {
  const ready = await (await request("/api/health/ready")).json();
  assert.equal(ready.checks.ai, "off");
  assert.match(await (await request("/api/metrics")).text(), /^ai_breaker_state 0$/m);
});
