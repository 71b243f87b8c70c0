// Breaker, places, tries and deadlines on a clock of the test's own.
import assert from "node:assert/strict";
import { Breaker } from "./breaker.ts";
import { Places } from "./places.ts";
import { type Call, Resilient, type ResilientOptions } from "./resilient.ts";
import {
  type Clock,
  type LanguageModel,
  type ModelAnswer,
  ModelError,
  type ModelRequest,
} from "./types.ts";

class TestClock implements Clock {
  time = 0;
  #timers = new Set<{ at: number; work: () => void }>();
  now = () => this.time;
  get timers() {
    return this.#timers.size;
  }
  after = (ms: number, work: () => void) => {
    const timer = { at: this.time + ms, work };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };
  async pass(ms: number) {
    const until = this.time + ms;
    await settled();
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.time = next.at;
      next.work();
      await settled();
    }
    this.time = until;
  }
}

const settled = async () => {
  for (let i = 0; i < 30; i++) await Promise.resolve();
};

const request: ModelRequest = {
  system: "s",
  messages: [{ role: "user", text: "q" }],
  maxOutputTokens: 100,
};
const answer: ModelAnswer = {
  text: "a",
  toolCalls: [],
  usage: { inputTokens: 1, outputTokens: 1 },
  finishReason: "stop",
  model: "m",
};

type Ask = (signal: AbortSignal) => Promise<ModelAnswer>;

/** A model whose calls do as told, in order; the last one stands for all that follow. */
function world(asks: Ask[], options: Partial<ResilientOptions> = {}) {
  const clock = new TestClock();
  const states: string[] = [];
  let asked = 0;
  const next: Ask = (signal) => asks[Math.min(asked++, asks.length - 1)]!(signal);
  const model: LanguageModel = {
    generate: (_, signal) => next(signal),
    async *stream(_, signal) {
      yield { delta: "a" };
      yield { done: await next(signal) };
    },
    embed: () => Promise.reject(new ModelError("model-invalid", "none")),
  };
  const breaker = new Breaker({ clock, onState: (state) => states.push(state) });
  const places = new Places();
  const resilient = new Resilient({ model, breaker, places, clock, random: () => 1, ...options });
  return { clock, states, breaker, places, resilient, asked: () => asked };
}

const calling = (more: Partial<Call> = {}): Call => ({
  key: "p",
  deadlineMs: 60_000,
  signal: new AbortController().signal,
  ...more,
});
const fails = (code: ConstructorParameters<typeof ModelError>[0], after?: number): Ask => () =>
  Promise.reject(new ModelError(code, code, after));
const works: Ask = () => Promise.resolve(answer);
const hangs: Ask = (signal) =>
  new Promise((_, fail) => signal.addEventListener("abort", () => fail(signal.reason)));
const codeOf = (work: Promise<unknown>) =>
  work.then(() => "ok", (error) => error instanceof ModelError ? error.code : error);

Deno.test("an overloaded model is asked again after pauses that grow, and no more than four times", async () => {
  const { clock, resilient, asked } = world([fails("model-overloaded")]);
  const waits: number[] = [];
  const onStep: Call["onStep"] = (step, ms) => step === "retrying" && waits.push(ms!);
  const end = codeOf(resilient.generate(request, calling({ onStep })));
  await clock.pass(59_000);
  assert.equal(await end, "model-overloaded");
  assert.deepEqual(waits, [500, 1000, 2000]);
  assert.equal(asked(), 4);
  assert.equal(clock.timers, 0);
});

Deno.test("RetryInfo is obeyed; one that is longer than the deadline or our patience ends the call", async () => {
  const { clock, resilient, asked } = world([fails("model-rate-limited", 7000), works]);
  const end = codeOf(resilient.generate(request, calling()));
  await clock.pass(6999);
  assert.equal(asked(), 1);
  await clock.pass(1);
  assert.equal(await end, "ok");
  for (const [delay, deadlineMs] of [[7000, 5000], [30_000, 60_000]] as const) {
    const late = world([fails("model-rate-limited", delay), works]);
    assert.equal(
      await codeOf(late.resilient.generate(request, calling({ deadlineMs }))),
      "model-rate-limited",
    );
    assert.equal(late.asked(), 1);
  }
});

Deno.test("what a second try cannot mend is not tried twice", async () => {
  for (const code of ["model-blocked", "model-invalid", "too-long"] as const) {
    const { resilient, asked } = world([fails(code)]);
    assert.equal(await codeOf(resilient.generate(request, calling())), code);
    assert.equal(asked(), 1);
  }
  const wrongKey = new ModelError("model-unavailable", "wrong key", undefined, true);
  const { resilient, asked } = world([() => Promise.reject(wrongKey)]);
  assert.equal(await codeOf(resilient.generate(request, calling())), "model-unavailable");
  assert.equal(asked(), 1);
});

Deno.test("after the first words of a stream there is no second try", async () => {
  const { resilient, asked } = world([fails("model-overloaded"), works]);
  const heard: unknown[] = [];
  const end = (async () => {
    for await (const event of resilient.stream(request, calling())) heard.push(event);
  })();
  assert.equal(await codeOf(end), "model-overloaded");
  assert.deepEqual(heard, [{ delta: "a" }]);
  assert.equal(asked(), 1);
});

Deno.test("a deadline ends the call, its place and its timers; leaving does so too", async () => {
  const { clock, resilient, places } = world([hangs]);
  const late = codeOf(resilient.generate(request, calling({ deadlineMs: 3000 })));
  await clock.pass(3000);
  assert.equal(await late, "model-timeout");
  const leaving = new AbortController();
  const left = codeOf(resilient.generate(request, calling({ signal: leaving.signal })));
  await settled();
  assert.equal(places.busy, 1);
  leaving.abort();
  assert.equal(await left, "cancelled");
  const before = codeOf(resilient.generate(request, calling({ signal: AbortSignal.abort() })));
  assert.equal(await before, "cancelled");
  assert.equal(places.busy, 0);
  assert.equal(clock.timers, 0);
});

Deno.test("a reader who stops reading gives the place back and is not held against the model", async () => {
  const { resilient, places, breaker, clock } = world([hangs]);
  for await (const _ of resilient.stream(request, calling())) break;
  assert.equal(places.busy, 0);
  assert.equal(breaker.state, "closed");
  assert.equal(clock.timers, 0);
});

Deno.test("the breaker opens after five failures, lets one try after a rest, and that one decides", async () => {
  const { clock, states, breaker, resilient, asked } = world(
    [...Array(5).fill(fails("model-overloaded")), fails("model-overloaded"), works],
    { tries: 1 },
  );
  for (let i = 0; i < 5; i++) await codeOf(resilient.generate(request, calling()));
  assert.equal(breaker.state, "open");
  const refused = await resilient.generate(request, calling()).catch((error) => error);
  assert.equal(refused.code, "model-unavailable");
  assert.equal(refused.retryAfterMs, 30_000);
  assert.equal(asked(), 5);
  await clock.pass(30_000);
  assert.equal(await codeOf(resilient.generate(request, calling())), "model-overloaded");
  assert.equal(breaker.state, "open");
  await clock.pass(30_000);
  const together = ["a", "b", "c"].map((key) =>
    codeOf(resilient.generate(request, calling({ key })))
  );
  assert.deepEqual(await Promise.all(together), ["ok", "model-unavailable", "model-unavailable"]);
  assert.deepEqual(states, ["open", "half-open", "open", "half-open", "closed"]);
});

Deno.test("a probe whose caller leaves makes room for the next", async () => {
  const { clock, breaker, resilient } = world(
    [...Array(5).fill(fails("model-overloaded")), hangs, works],
    { tries: 1 },
  );
  for (let i = 0; i < 5; i++) await codeOf(resilient.generate(request, calling()));
  await clock.pass(30_000);
  const leaving = new AbortController();
  const probe = codeOf(resilient.generate(request, calling({ signal: leaving.signal })));
  await settled();
  leaving.abort();
  assert.equal(await probe, "cancelled");
  assert.equal(breaker.state, "half-open");
  assert.equal(await codeOf(resilient.generate(request, calling())), "ok");
  assert.equal(breaker.state, "closed");
});

Deno.test("silence of ten seconds trips the breaker; a caller in a hurry does not", async () => {
  const { clock, breaker, resilient } = world([hangs], { tries: 1 });
  const ask = async (deadlineMs: number) => {
    const end = codeOf(resilient.generate(request, calling({ deadlineMs })));
    await clock.pass(deadlineMs);
    assert.equal(await end, "model-timeout");
  };
  for (let i = 0; i < 8; i++) await ask(100);
  assert.equal(breaker.state, "closed");
  for (let i = 0; i < 5; i++) await ask(10_000);
  assert.equal(breaker.state, "open");
});

Deno.test("a refusal of the model is no failure of it: the breaker stays closed", async () => {
  const { breaker, resilient } = world([fails("model-blocked")]);
  for (let i = 0; i < 9; i++) await codeOf(resilient.generate(request, calling()));
  assert.equal(breaker.state, "closed");
});

Deno.test("a call that is larger than its budget does not go out; and there is no try beyond it", async () => {
  const small = world([works], { maxTokens: 110 });
  assert.equal(await codeOf(small.resilient.generate(request, calling())), "budget-exceeded");
  assert.equal(small.asked(), 0);
  const once = world([fails("model-overloaded")], { maxTokens: 120, pauseMs: 1 });
  const end = codeOf(once.resilient.generate(request, calling()));
  await once.clock.pass(1000);
  assert.equal(await end, "model-overloaded");
  assert.equal(once.asked(), 1);
});

Deno.test("two of a project at a time; the others wait in order, and may leave the queue", async () => {
  const places = new Places({ each: 2, all: 3, queue: 2, queueAll: 3 });
  const signal = new AbortController().signal;
  const order: string[] = [];
  const take = (key: string, name: string, by = signal) =>
    places.take(key, by).then((leave) => {
      order.push(name);
      return leave;
    });
  const [first, second] = await Promise.all([take("p", "1"), take("p", "2")]);
  const leaving = new AbortController();
  const third = take("p", "3", leaving.signal);
  const fourth = take("p", "4");
  assert.equal(await codeOf(take("p", "5")), "busy");
  const other = await take("q", "q1");
  leaving.abort(new ModelError("cancelled", "left"));
  assert.equal(await codeOf(third), "cancelled");
  first();
  first();
  const last = await fourth;
  assert.deepEqual(order, ["1", "2", "q1", "4"]);
  for (const leave of [second, other, last]) leave();
  assert.deepEqual([places.busy, places.waiting], [0, 0]);
});
