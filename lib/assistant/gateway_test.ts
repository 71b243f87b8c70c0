// The app's way to the functions over HTTP: whatever answers there, a value comes back.
import assert from "node:assert/strict";
import { question } from "@/tests/gemini/testing.ts";
import { type AskOptions, gatewayOf, type GenerateInput } from "./gateway.ts";

const input = question() as unknown as GenerateInput;
const sse = { "content-type": "text/event-stream" };
const answer = {
  ...{ text: "It stands [F1].", citations: ["F1"], finishReason: "stop", model: "m" },
  usage: { inputTokens: 3, outputTokens: 4 },
  ...{ promptVersion: "v", promptSha256: "0".repeat(64), responseSha256: "0".repeat(64) },
  ...{ gate: { counts: {} }, latencyMs: 5 },
};
const event = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

/** Asks a server that answers like this. */
async function asked(
  respond: (request: Request) => Response | Promise<Response>,
  more: Partial<AskOptions & { deadlineMs: number }> = {},
) {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, respond);
  try {
    const url = `http://127.0.0.1:${server.addr.port}/functions/v1`;
    const fetched = gatewayOf({
      url,
      secretKey: "sb_secret_x",
      fetch: (request) => fetch(request),
    });
    const { deadlineMs = 5000, ...options } = more;
    const limited = { ...input, limits: { deadlineMs, maxOutputTokens: 100 } };
    return await fetched.generate(limited, { signal: new AbortController().signal, ...options });
  } finally {
    await server.shutdown();
  }
}

/** A body in the pieces given, so that events and characters are cut anywhere. */
function pieces(text: string, size: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  return ReadableStream.from(
    Array.from(
      { length: Math.ceil(bytes.length / size) },
      (_, i) => bytes.slice(i * size, (i + 1) * size),
    ),
  );
}

Deno.test("a stream is read event by event, wherever it is cut; the key goes along", async () => {
  const text = ": open\n\n" + event("step", { step: "asked" }) +
    event("delta", { text: "Zoë " }) + ": beat\r\n\r\n" + event("delta", { text: "says" }) +
    event("done", answer);
  for (const size of [1, 2, 3, 7, 1000]) {
    const [steps, deltas]: [string[], string[]] = [[], []];
    let key: string | null = null;
    const result = await asked((request) => {
      key = request.headers.get("apikey");
      return new Response(pieces(text.replaceAll("\n", size % 2 ? "\n" : "\r\n"), size), {
        headers: sse,
      });
    }, { onStep: (step) => steps.push(step), onDelta: (delta) => deltas.push(delta) });
    assert.ok(result.ok && result.value.text === answer.text);
    assert.deepEqual([steps, deltas.join(""), key], [["asked"], "Zoë says", "sb_secret_x"]);
  }
});

const told = {
  type: "x",
  title: "T",
  status: 503,
  detail: "Overloaded",
  code: "model-overloaded",
  requestId: "r",
};

Deno.test("what goes wrong there has a code, words and the time to wait", async () => {
  const html = (status: number, headers = {}) =>
    new Response("<html>secret words</html>", { status, headers });
  const cases: [string, () => Response, number | null][] = [
    [
      "model-overloaded",
      () => Response.json(told, { status: 503, headers: { "retry-after": "7" } }),
      7,
    ],
    [
      "model-overloaded",
      () => new Response(event("error", { ...told, retryAfterSeconds: 9 }), { headers: sse }),
      9,
    ],
    ["model-unavailable", () => html(502), null],
    ["busy", () => html(429, { "retry-after": "3" }), 3],
    ["unauthorized", () => html(401), null],
    ["model-unavailable", () => new Response(event("delta", { text: "It" }), { headers: sse }), 10],
    ["model-invalid", () => new Response("event: done\ndata: {what\n\n", { headers: sse }), null],
    [
      "model-invalid",
      () => new Response(event("done", { text: "no more" }), { headers: sse }),
      null,
    ],
    ["model-invalid", () => new Response(event("surprise", {}), { headers: sse }), null],
    [
      "model-unavailable",
      () => new Response(`data: ${"x".repeat(5_000_000)}`, { headers: sse }),
      30,
    ],
  ];
  for (const [code, respond, wait] of cases) {
    const result = await asked(respond);
    assert.ok(!result.ok, code);
    assert.deepEqual([result.failure.code, result.failure.retryAfterSeconds], [code, wait]);
    assert.doesNotMatch(result.failure.message, /secret words/);
  }
});

Deno.test("nobody there, nobody in time, taken back: a value each, and nothing is left behind", async () => {
  const nobody = gatewayOf({
    url: "http://127.0.0.1:1",
    secretKey: "k",
    fetch: (request) => fetch(request),
  });
  const signal = new AbortController().signal;
  const gone = await nobody.generate(input, { signal });
  assert.ok(!gone.ok && gone.failure.code === "model-unavailable");
  const none = gatewayOf({
    url: "http://127.0.0.1:1",
    secretKey: null,
    fetch: () => Promise.reject(),
  });
  const off = await none.generate(input, { signal });
  assert.ok(!off.ok && off.failure.code === "ai-off" && !none.configured);
  const leaving = new AbortController();
  const slow = async () => {
    leaving.abort();
    await new Promise((done) => setTimeout(done, 200));
    return new Response(event("done", answer), { headers: sse });
  };
  const left = await asked(slow, { signal: leaving.signal });
  assert.ok(!left.ok && left.failure.code === "cancelled");
  const before = await asked(() => Response.json({}), { signal: AbortSignal.abort() });
  assert.ok(!before.ok && before.failure.code === "cancelled");
  const bad = await nobody.generate({ ...input, projectId: "x" }, { signal });
  assert.ok(!bad.ok && bad.failure.code === "bad-request");
});
