/** What all functions share: who calls, one question at a time, and how its end is told. */
import type { z } from "npm:zod@4.6.7";
import type { Usage } from "./contract.ts";
import type { Authenticator, Caller } from "./http/auth.ts";
import { read } from "./http/body.ts";
import { Refusal, refusalOf, respond } from "./http/problem.ts";
import type { Call, Resilient } from "./model/resilient.ts";
import type { Clock } from "./model/types.ts";
import type { FunctionName, Observer } from "./observer.ts";
import type { Counts } from "./privacy/gate.ts";

export interface Gateway {
  auth: Authenticator;
  /** null: no key was given, so AI is off. */
  model: Resilient | null;
  clock: Clock;
  observer: Observer;
  /** Draws the mark of a prompt's fences. */
  mark?: () => string;
  /** Seconds that a caller has to wait for its turn; 0: none. */
  admit?: (caller: Caller) => number;
}

/** One question, from its arrival to its end. */
export class Question {
  readonly from: number;
  readonly leaving = new AbortController();
  usage: Usage = { inputTokens: 0, outputTokens: 0 };
  counts: Counts = {};
  projectId: string | null = null;
  #retries = 0;
  #told = false;

  constructor(
    readonly gateway: Gateway,
    readonly name: FunctionName,
    readonly requestId: string,
    readonly model: Resilient,
    readonly caller: Caller,
  ) {
    this.from = gateway.clock.now();
  }

  get latencyMs(): number {
    return Math.round(this.gateway.clock.now() - this.from);
  }

  /** How the model is called for it. */
  call(
    body: { projectId: string; limits: { deadlineMs: number } },
    onStep: NonNullable<Call["onStep"]> = () => {},
  ): Call {
    this.projectId = body.projectId;
    // The app answers for the project it names; a person may only keep themselves waiting.
    const key = this.caller.kind === "app" ? body.projectId : `${this.caller.id} ${body.projectId}`;
    return {
      key,
      deadlineMs: body.limits.deadlineMs,
      signal: this.leaving.signal,
      onStep: (step, waitMs) => {
        if (step === "retrying") this.#retries++;
        onStep(step, waitMs);
      },
    };
  }

  /** Tells the observer, once. */
  ended(error?: unknown): Refusal | null {
    const refusal = error === undefined ? null : refusalOf(error);
    if (!this.#told) {
      this.#told = true;
      this.gateway.observer.call({
        function: this.name,
        outcome: refusal?.code ?? "ok",
        seconds: (this.gateway.clock.now() - this.from) / 1000,
        ...this.usage,
        replaced: Object.values(this.counts).reduce((sum, one) => sum + one, 0),
        retries: this.#retries,
        requestId: this.requestId,
        projectId: this.projectId,
      });
    }
    return refusal;
  }
}

export type Handler = (request: Request) => Promise<Response>;

/** Answers POST of JSON by `schema`; whatever `answer` throws becomes a problem. */
export function endpoint<T extends z.ZodType>(
  gateway: Gateway,
  name: FunctionName,
  schema: T,
  answer: (question: Question, body: z.output<T>, request: Request) => Promise<Response>,
): Handler {
  return async (request) => {
    const given = request.headers.get("x-request-id") ?? "";
    const requestId = /^[\w-]{8,64}$/.test(given) ? given : crypto.randomUUID();
    let question: Question | undefined;
    try {
      const caller = await admitted(gateway, request);
      const { model } = gateway;
      if (model === null) {
        throw new Refusal("ai-off", "AI is off here: no key of a model's provider is configured");
      }
      const body = await read(request, schema);
      question = new Question(gateway, name, requestId, model, caller);
      const { leaving } = question;
      if (request.signal.aborted) leaving.abort();
      request.signal.addEventListener("abort", () => leaving.abort(), { once: true });
      return await answer(question, body, request);
    } catch (error) {
      const refusal = question?.ended(error) ?? refusalOf(error);
      return respond(refusal, requestId);
    }
  };
}

/** No other site's page may ask: there are no CORS headers, and so no answer to a preflight. */
async function admitted(gateway: Gateway, request: Request): Promise<Caller> {
  if (request.method !== "POST") {
    throw new Refusal("bad-request", "Cannot use this method here: use POST", {
      status: 405,
      headers: { allow: "POST" },
    });
  }
  const caller = await gateway.auth.caller(request.headers);
  const wait = gateway.admit?.(caller) ?? 0;
  if (wait > 0) {
    throw new Refusal("busy", `Too many questions: try again in ${wait} s`, {
      retryAfterMs: wait * 1000,
    });
  }
  return caller;
}

export function json(body: unknown, requestId: string): Response {
  return new Response(JSON.stringify(body), {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "x-request-id": requestId,
    },
  });
}

export async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
