// The functions while the model fails in every way its server can: a clear answer, never a 500,
// nothing left open, no rejection that nobody handles.
import assert from "node:assert/strict";
import { functions } from "@/supabase/functions/_shared/functions.ts";
import type { Mode } from "./server.ts";
import {
  eventsOf,
  projectId,
  question,
  secretKey,
  stream,
  withGateway,
  type World,
} from "./testing.ts";

/** What each failure is told as, when it stays: at once, and in a stream. */
const cases: [Mode, status: number, code: string][] = [
  [{ status: 503 }, 503, "model-overloaded"],
  [{ status: 500 }, 503, "model-overloaded"],
  [{ status: 429 }, 503, "model-rate-limited"],
  [{ status: 429, retryDelay: "57s" }, 503, "model-rate-limited"],
  [{ status: 400 }, 502, "model-invalid"],
  [{ status: 400, reason: "API_KEY_INVALID" }, 503, "model-unavailable"],
  [{ status: 404 }, 503, "model-unavailable"],
  ["hang", 504, "model-timeout"],
  ["hang in mid-stream", 504, "model-timeout"],
  ["cut", 503, "model-unavailable"],
  ["cut before the first word", 503, "model-unavailable"],
  ["no end", 502, "model-invalid"],
  ["garbage", 502, "model-invalid"],
  ["wrong schema", 502, "model-invalid"],
  ["blocked prompt", 422, "model-blocked"],
  ["blocked answer", 422, "model-blocked"],
  ["oversized", 502, "model-invalid"],
];
const nameOf = (mode: Mode) => typeof mode === "string" ? mode : JSON.stringify(mode);
const short = question({ limits: { maxOutputTokens: 256, deadlineMs: 800 } });
const fourTimes = (mode: Mode): Mode[] => [mode, mode, mode, mode];

/** Nothing is open upstream, no place is taken. */
async function calm({ gemini, gateway, ask }: World) {
  for (let i = 0; i < 50 && gemini.open > 0; i++) await new Promise((done) => setTimeout(done, 10));
  assert.equal(gemini.open, 0);
  gemini.script = [];
  assert.equal(gateway.model!.breaker.state, "closed");
  assert.equal((await ask("generate", question())).status, 200);
}

for (const [mode, status, code] of cases) {
  Deno.test(`${nameOf(mode)}: ${code}, at once`, async () => {
    await withGateway(async (world) => {
      const { ask, gemini, calls } = world;
      gemini.script = fourTimes(mode);
      const response = await ask("generate", short);
      const body = await response.json();
      assert.deepEqual([response.status, body.code], [status, code]);
      assert.equal(response.headers.get("content-type"), "application/problem+json");
      if (status === 503) assert.ok(Number(response.headers.get("retry-after")) > 0);
      if (typeof mode === "object" && mode.retryDelay) assert.equal(body.retryAfterSeconds, 57);
      assert.equal(calls.at(-1)!.outcome, code);
      await calm(world);
    }, { breaker: { threshold: 50 } });
  });

  Deno.test(`${nameOf(mode)}: ${code}, in a stream`, async () => {
    await withGateway(async (world) => {
      const { ask, gemini } = world;
      gemini.script = fourTimes(mode);
      const events = await eventsOf(await ask("generate", short, stream));
      const last = events.at(-1)!;
      // A stream that ends without an end was cut off.
      const told = mode === "no end" ? "model-unavailable" : code;
      assert.deepEqual([last.event, last.data.code], ["error", told]);
      assert.ok(events.every(({ event }) => event !== "done"));
      await calm(world);
    }, { breaker: { threshold: 50 } });
  });
}

for (const init of [{}, stream]) {
  const how = "headers" in init ? "in a stream" : "at once";
  Deno.test(`what passes is passed over: 503, 429 with RetryInfo, a cut, then an answer ${how}`, async () => {
    await withGateway(async ({ ask, gemini, calls }) => {
      gemini.script = [
        { status: 503 },
        { status: 429, retryDelay: "0.05s" },
        "cut before the first word",
      ];
      const response = await ask("generate", question(), init);
      assert.equal(response.status, 200);
      assert.match(await response.text(), /This rests on/);
      assert.equal(gemini.seen.length, 4);
      assert.equal(calls[0]!.retries, 3);
    });
  });
}

Deno.test("a stream that was cut after its first words keeps them, and is not begun again", async () => {
  await withGateway(async ({ ask, gemini }) => {
    gemini.script = ["cut"];
    const events = await eventsOf(await ask("generate", question(), stream));
    assert.deepEqual(events.map(({ event }) => event), ["step", "delta", "error"]);
    assert.equal(events[1]!.data.text, "It begins ");
    assert.equal(gemini.seen.length, 1);
  });
});

Deno.test("a slow model is heard word by word", async () => {
  await withGateway(async ({ ask, gemini }) => {
    gemini.script = ["slow"];
    const events = await eventsOf(await ask("generate", question(), stream));
    assert.equal(events.at(-1)!.event, "done");
    assert.equal(events.filter(({ event }) => event === "delta").length, 21);
  });
});

Deno.test("an open breaker answers without asking; the model's server has peace", async () => {
  await withGateway(async ({ ask, gemini, states }) => {
    gemini.script = Array(20).fill({ status: 503 });
    for (let i = 0; i < 2; i++) await (await ask("generate", question())).text();
    const asked = gemini.seen.length;
    const response = await ask("generate", question());
    assert.equal(response.status, 503);
    assert.ok(Number(response.headers.get("retry-after")) <= 30);
    assert.equal((await response.json()).code, "model-unavailable");
    assert.equal(gemini.seen.length, asked);
    assert.deepEqual(states, ["open"]);
  });
});

Deno.test("the model's server is gone: unavailable, and back when it is back", async () => {
  await withGateway(async ({ ask }) => {
    const response = await ask("embed", { projectId, texts: ["a"] });
    assert.equal(response.status, 503);
    assert.equal((await response.json()).code, "model-unavailable");
  }, { baseUrl: "http://127.0.0.1:1" });
});

Deno.test("two questions of a project at a time; another project does not wait for them", async () => {
  await withGateway(async ({ ask, gemini }) => {
    gemini.script = Array(6).fill("slow");
    const other = question({ projectId: "5a0d39a5-0f5c-4d8f-8f0e-1f2ad8d5a111" });
    const answers = await Promise.all(
      [...Array.from({ length: 5 }, () => question()), other].map((body) =>
        ask("generate", body, stream).then(eventsOf)
      ),
    );
    assert.equal(gemini.most, 3);
    assert.ok(answers.every((events) => events.at(-1)!.event === "done"));
    const waited = answers.map((events) => events.some(({ data }) => data.step === "queued"));
    assert.deepEqual([waited.slice(0, 5).filter(Boolean).length, waited[5]], [3, false]);
  });
});

Deno.test("too many that wait are told so at once", async () => {
  await withGateway(async ({ ask, gemini }) => {
    gemini.script = ["slow", "slow", "slow"];
    const responses = await Promise.all(
      Array.from({ length: 4 }, () => ask("generate", question(), stream).then(eventsOf)),
    );
    const codes = responses.map((events) => events.at(-1)!.data.code ?? "ok");
    assert.deepEqual(codes.sort(), ["busy", "ok", "ok", "ok"]);
  }, { places: { queue: 1 } });
});

Deno.test("a caller that leaves while it waits ends the question at the model", async () => {
  await withGateway(async ({ ask, gemini, calls }) => {
    gemini.script = ["hang"];
    const leaving = new AbortController();
    const asked = ask("generate", question(), { signal: leaving.signal });
    while (gemini.open === 0) await new Promise((done) => setTimeout(done, 5));
    leaving.abort();
    assert.equal((await (await asked).json()).code, "cancelled");
    for (let i = 0; i < 100 && gemini.open > 0; i++) {
      await new Promise((done) => setTimeout(done, 10));
    }
    assert.deepEqual([gemini.open, gemini.left], [0, 1]);
    assert.equal(calls.at(-1)!.outcome, "cancelled");
  });
});

Deno.test("a browser that leaves in mid-stream ends the question at the model", async () => {
  await withGateway(async ({ gateway, gemini, calls }) => {
    const { generate } = functions(gateway);
    const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, generate);
    gemini.script = ["slow"];
    const leaving = new AbortController();
    const response = await fetch(`http://127.0.0.1:${server.addr.port}/`, {
      method: "POST",
      body: JSON.stringify(question()),
      headers: { "content-type": "application/json", apikey: secretKey, ...stream.headers },
      signal: leaving.signal,
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ""; !text.includes("word");) text += (await reader.read()).value;
    leaving.abort();
    await reader.read().catch(() => {});
    for (let i = 0; i < 100 && calls.length === 0; i++) {
      await new Promise((done) => setTimeout(done, 10));
    }
    assert.equal(calls[0]?.outcome, "cancelled");
    for (let i = 0; i < 100 && gemini.open > 0; i++) {
      await new Promise((done) => setTimeout(done, 10));
    }
    assert.deepEqual([gemini.open, gemini.left], [0, 1]);
    await server.shutdown();
  });
});
