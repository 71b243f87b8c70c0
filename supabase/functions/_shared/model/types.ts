/** What a language model is to this house; an adapter (gemini.ts) is the only place that knows whose. */
import type { ErrorCode, Usage } from "../contract.ts";

export interface ToolDeclaration {
  name: string;
  description: string;
  /** JSON Schema of an object; none: it takes nothing. */
  parameters?: Record<string, unknown> | undefined;
}

export interface ToolCall {
  name: string;
  args: Record<string, unknown>;
  /** The provider's seal on the call; goes back with it, unread. */
  signature?: string;
}

export type Message =
  | { role: "user"; text: string }
  | { role: "model"; text: string; toolCalls?: ToolCall[] }
  | { role: "tool"; results: { name: string; result: Record<string, unknown> }[] };

export interface ModelRequest {
  system: string;
  messages: Message[];
  maxOutputTokens: number;
  tools?: ToolDeclaration[];
  /** The answer is JSON of this schema (the provider's subset of JSON Schema). */
  responseSchema?: Record<string, unknown>;
}

export interface ModelAnswer {
  text: string;
  toolCalls: ToolCall[];
  usage: Usage;
  finishReason: "stop" | "length";
  model: string;
}

export type ModelEvent = { delta: string } | { done: ModelAnswer };

export interface Embeddings {
  vectors: number[][];
  usage: Usage;
  model: string;
}

/** All reject with ModelError, and with nothing else. An aborted signal ends the call upstream. */
export interface LanguageModel {
  generate(request: ModelRequest, signal: AbortSignal): Promise<ModelAnswer>;
  /** Deltas, then one `done` with the whole. */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
  embed(texts: string[], signal: AbortSignal): Promise<Embeddings>;
}

/** Has no cause: causes quote what was sent. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  constructor(
    readonly code: ErrorCode,
    /** For people; never quotes the prompt or the provider. */
    detail: string,
    /** When the provider, or the breaker, says to come again. */
    readonly retryAfterMs?: number,
    /** The same question will get the same answer: a key or a name is wrong. */
    readonly lasting = false,
  ) {
    super(detail);
  }
}

/** Time by parameter. */
export interface Clock {
  /** Milliseconds that only grow. */
  now(): number;
  /** Calls back after `ms`; the answer takes it back. */
  after(ms: number, work: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

/** Waits, unless the signal ends it first. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    if (signal.aborted) return fail(signal.reason);
    const leave = () => {
      clear();
      fail(signal.reason);
    };
    const clear = clock.after(ms, () => {
      signal.removeEventListener("abort", leave);
      done();
    });
    signal.addEventListener("abort", leave, { once: true });
  });
}
