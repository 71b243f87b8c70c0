/**
 * One call to a model as this house makes it: a place, a deadline, a budget, tries, and a breaker.
 * What comes out is an answer or a ModelError; every timer is cleared and every place given back.
 */
import { Breaker, type Ending } from "./breaker.ts";
import type { Places } from "./places.ts";
import {
  type Clock,
  type Embeddings,
  type LanguageModel,
  type ModelAnswer,
  ModelError,
  type ModelEvent,
  type ModelRequest,
  sleep,
} from "./types.ts";

export interface ResilientOptions {
  model: LanguageModel;
  breaker: Breaker;
  places: Places;
  clock: Clock;
  /** 0 to 1, as Math.random. */
  random: () => number;
  /** Tries of a call, the first one included. */
  tries?: number;
  /** Shortest wait between two tries, in milliseconds; doubles each time. */
  pauseMs?: number;
  /** Longest wait between two tries, in milliseconds. */
  maxPauseMs?: number;
  /** Most tokens of a call: what goes in (a try at a time) and what may come out. */
  maxTokens?: number;
}

export interface Call {
  /** Calls with one key share places. */
  key: string;
  deadlineMs: number;
  /** Ends when nobody wants the answer any more. */
  signal: AbortSignal;
  onStep?(step: "queued" | "asked" | "retrying", waitMs?: number): void;
}

/** A text of this many UTF-16 units is about one token; English has four. */
const UNITS_PER_TOKEN = 3;

export function tokensOf(request: ModelRequest | string[]): number {
  const text = Array.isArray(request)
    ? request.join("")
    : request.system + JSON.stringify([request.messages, request.tools, request.responseSchema]);
  return Math.ceil(text.length / UNITS_PER_TOKEN);
}

const RETRIED = new Set(["model-unavailable", "model-overloaded", "model-rate-limited"]);
/** A model that is silent for this long is down. */
const PATIENCE_MS = 10_000;
const TRIPS = new Set(["model-unavailable", "model-overloaded", "model-timeout"]);

export class Resilient {
  readonly #options: Required<ResilientOptions>;

  constructor(options: ResilientOptions) {
    this.#options = {
      tries: 4,
      pauseMs: 500,
      maxPauseMs: 20_000,
      maxTokens: 400_000,
      ...options,
    };
  }

  get breaker(): Breaker {
    return this.#options.breaker;
  }

  async generate(request: ModelRequest, call: Call): Promise<ModelAnswer> {
    const events = this.#run(
      call,
      { input: tokensOf(request), output: request.maxOutputTokens },
      async function* (model, signal) {
        yield await model.generate(request, signal);
      },
    );
    return await last(events);
  }

  stream(request: ModelRequest, call: Call): AsyncGenerator<ModelEvent> {
    const tokens = { input: tokensOf(request), output: request.maxOutputTokens };
    return this.#run(call, tokens, (model, signal) => model.stream(request, signal));
  }

  async embed(texts: string[], call: Call): Promise<Embeddings> {
    const events = this.#run(
      call,
      { input: tokensOf(texts), output: 0 },
      async function* (model, signal) {
        yield await model.embed(texts, signal);
      },
    );
    return await last(events);
  }

  async *#run<T>(
    call: Call,
    tokens: { input: number; output: number },
    ask: (model: LanguageModel, signal: AbortSignal) => AsyncIterable<T>,
  ): AsyncGenerator<T> {
    const { places, clock } = this.#options;
    const time = timed(clock, call);
    let leave = () => {};
    try {
      leave = await places.take(call.key, time.signal, () => call.onStep?.("queued"));
      yield* this.#tries(call, tokens, ask, time);
    } catch (error) {
      throw time.signal.aborted ? time.signal.reason : error;
    } finally {
      leave();
      time.end();
    }
  }

  async *#tries<T>(
    call: Call,
    tokens: { input: number; output: number },
    ask: (model: LanguageModel, signal: AbortSignal) => AsyncIterable<T>,
    time: Timed,
  ): AsyncGenerator<T> {
    // Nobody knows what a failed try has cost, so each counts in full.
    let left = this.#options.maxTokens - tokens.output - tokens.input;
    if (left < 0) throw overBudget();
    for (let attempt = 1;; attempt++, left -= tokens.input) {
      let heard = false;
      try {
        for await (const event of this.#once(call, ask, time)) {
          heard = true;
          yield event;
        }
        return;
      } catch (error) {
        const over = heard || left < tokens.input;
        const wait = over ? null : this.#pause(error, attempt, time.left());
        if (wait === null) throw error;
        call.onStep?.("retrying", wait);
        await sleep(this.#options.clock, wait, time.signal);
      }
    }
  }

  /** One try; the breaker learns how it ended, also when its reader just stops reading. */
  async *#once<T>(
    call: Call,
    ask: (model: LanguageModel, signal: AbortSignal) => AsyncIterable<T>,
    time: Timed,
  ): AsyncGenerator<T> {
    const tell = this.#options.breaker.enter();
    const { clock } = this.#options;
    const from = clock.now();
    let ending: Ending = "unknown";
    try {
      call.onStep?.("asked");
      yield* ask(this.#options.model, time.signal);
      ending = "good";
    } catch (error) {
      const code = error instanceof ModelError ? error.code : "failed";
      // A caller in a hurry says nothing of the model.
      const hasty = code === "model-timeout" && clock.now() - from < PATIENCE_MS;
      if (code !== "cancelled" && !hasty) ending = TRIPS.has(code) ? "bad" : "good";
      throw error;
    } finally {
      tell(ending);
    }
  }

  /** Milliseconds until the next try; null: there is none. */
  #pause(error: unknown, attempt: number, left: number): number | null {
    const { tries, pauseMs, maxPauseMs, random, breaker } = this.#options;
    if (!(error instanceof ModelError) || !RETRIED.has(error.code) || error.lasting) return null;
    if (attempt >= tries || breaker.state === "open") return null;
    // Half of it by chance, so that those who failed together do not come again together.
    const longest = Math.min(maxPauseMs, pauseMs * 2 ** (attempt - 1));
    const wait = Math.max(error.retryAfterMs ?? 0, longest * (0.5 + random() / 2));
    return wait <= maxPauseMs && wait < left ? wait : null;
  }
}

interface Timed {
  signal: AbortSignal;
  /** Milliseconds. */
  left(): number;
  end(): void;
}

/** A signal that ends with the call's own, or at its deadline; its reason is a ModelError. */
function timed(clock: Clock, { deadlineMs, signal }: Call): Timed {
  const own = new AbortController();
  const until = clock.now() + deadlineMs;
  const cancel = () => own.abort(new ModelError("cancelled", "The question was taken back"));
  const late = () =>
    own.abort(new ModelError("model-timeout", "The model did not answer in the time it had"));
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel, { once: true });
  const clear = clock.after(deadlineMs, late);
  return {
    signal: own.signal,
    left: () => until - clock.now(),
    end() {
      clear();
      signal.removeEventListener("abort", cancel);
      own.abort(new ModelError("cancelled", "The call has ended"));
    },
  };
}

async function last<T>(events: AsyncIterable<T>): Promise<T> {
  let found: T | undefined;
  for await (const event of events) found = event;
  if (found === undefined) throw new ModelError("model-invalid", "The model said nothing");
  return found;
}

const overBudget = () =>
  new ModelError("budget-exceeded", "The question and its answer need more tokens than a call has");
