/**
 * The app's way to the edge functions: in this process in embedded mode, else over HTTP to the
 * Supabase project. Whatever goes wrong there is a value here, never a throw.
 */
import {
  analyzeAnswer,
  analyzeRequest,
  chatRequest,
  type ErrorCode,
  generateAnswer,
  generateRequest,
  problem,
  type StreamEvent,
  streamEvent,
} from "@/supabase/functions/_shared/contract.ts";
import type { z } from "zod";
import { blocksOf } from "./sse.ts";

export type GenerateInput = z.input<typeof generateRequest>;
export type GenerateOutput = z.output<typeof generateAnswer>;
export type ChatInput = z.input<typeof chatRequest>;
export type AnalyzeInput = z.input<typeof analyzeRequest>;
export type AnalyzeOutput = z.output<typeof analyzeAnswer>;

/** Why there is no answer. */
export interface ModelFailure {
  code: ErrorCode;
  /** For people; holds nothing of what was asked. */
  message: string;
  /** When another try may help; null: nobody said. */
  retryAfterSeconds: number | null;
}

export type Asked<T> = { ok: true; value: T } | { ok: false; failure: ModelFailure };

export interface AskOptions {
  signal: AbortSignal;
  onStep?(step: "queued" | "asked" | "retrying"): void;
  onDelta?(text: string): void;
}

export interface Gateway {
  /** Whether there is anybody to ask. */
  configured: boolean;
  generate(input: GenerateInput, options: AskOptions): Promise<Asked<GenerateOutput>>;
  chat(input: ChatInput, options: AskOptions): Promise<Asked<GenerateOutput>>;
  analyze(input: AnalyzeInput, options: AskOptions): Promise<Asked<AnalyzeOutput>>;
}

export interface GatewayOptions {
  /** `<SUPABASE_URL>/functions/v1`; any address where `fetch` is in this process. */
  url: string;
  /** Null: nobody is asked. */
  secretKey: string | null;
  fetch(request: Request): Promise<Response>;
}

/** Beyond the function's own deadline: it answers by then, or it is gone. */
const GRACE_MS = 10_000;
/** Longest event that is read, in UTF-16 units. */
const MAX_EVENT = 4_000_000;

const failed = (
  code: ErrorCode,
  message: string,
  retryAfterSeconds: number | null = null,
): { ok: false; failure: ModelFailure } => ({
  ok: false,
  failure: { code, message, retryAfterSeconds },
});

const cancelled = () => failed("cancelled", "It was taken back");
const unusable = () => failed("model-invalid", "The answer cannot be used");
const late = () => failed("model-timeout", "The model took too long", 10);
const gone = () => failed("model-unavailable", "The AI functions do not answer", 30);

export function gatewayOf({ url, secretKey, fetch }: GatewayOptions): Gateway {
  const ask = (name: string, body: unknown, signal: AbortSignal) =>
    fetch(
      new Request(`${url}/${name}`, {
        method: "POST",
        body: JSON.stringify(body),
        headers: {
          "content-type": "application/json",
          accept: "text/event-stream",
          apikey: secretKey ?? "",
        },
        signal,
      }),
    );
  /** Asks a function; `read` reads what it answers when it does not refuse. */
  const call = <B extends { limits: { deadlineMs: number } }, T>(
    name: string,
    schema: z.ZodType<B>,
    read: (response: Response, options: AskOptions) => Promise<Asked<T>>,
  ) =>
  async (input: unknown, options: AskOptions): Promise<Asked<T>> => {
    if (secretKey === null) return failed("ai-off", "No model is configured");
    const body = schema.safeParse(input);
    if (!body.success) return failed("bad-request", "The question does not fit the contract");
    const ms = body.data.limits.deadlineMs + GRACE_MS;
    return await within(ms, options.signal, async (signal) => {
      const response = await ask(name, body.data, signal);
      return response.ok ? await read(response, options) : await refused(response);
    });
  };
  return {
    configured: secretKey !== null,
    generate: call("generate", generateRequest, streamed),
    chat: call("chat", chatRequest, streamed),
    analyze: call("analyze", analyzeRequest, whole),
  };
}

/** An answer that comes at once. */
async function whole(response: Response): Promise<Asked<AnalyzeOutput>> {
  const text = await response.text();
  if (text.length > MAX_EVENT) return unusable();
  try {
    const read = analyzeAnswer.safeParse(JSON.parse(text));
    return read.success ? { ok: true, value: read.data } : unusable();
  } catch {
    return unusable();
  }
}

/** Runs a call that ends with its caller, or after a time; what it throws becomes a failure. */
async function within<T>(
  ms: number,
  caller: AbortSignal,
  work: (signal: AbortSignal) => Promise<Asked<T>>,
): Promise<Asked<T>> {
  if (caller.aborted) return cancelled();
  const own = new AbortController();
  const leave = () => own.abort();
  let timedOut = false;
  caller.addEventListener("abort", leave, { once: true });
  const timer = setTimeout(() => {
    timedOut = true;
    own.abort();
  }, ms);
  // A handler in this process may not look at the signal where it waits.
  const left = new Promise<Asked<T>>((resolve) =>
    own.signal.addEventListener("abort", () => resolve(timedOut ? late() : cancelled()), {
      once: true,
    })
  );
  const working = work(own.signal).catch((): Asked<T> =>
    timedOut ? late() : caller.aborted ? cancelled() : gone()
  );
  try {
    return await Promise.race([working, left]);
  } finally {
    clearTimeout(timer);
    caller.removeEventListener("abort", leave);
    own.abort(); // what is left of the answer is of no use
  }
}

async function streamed(
  response: Response,
  { onStep, onDelta }: AskOptions,
): Promise<Asked<GenerateOutput>> {
  for await (const block of blocksOf(response.body, MAX_EVENT)) {
    const event = eventOf(block);
    if (event === null) return unusable();
    if (event.event === "step") onStep?.(event.data.step);
    else if (event.event === "delta") onDelta?.(event.data.text);
    else if (event.event === "error") return failureOf(event.data);
    else return { ok: true, value: event.data };
  }
  return failed("model-unavailable", "The answer was cut off", 10);
}

function eventOf({ event, data }: { event: string; data: string }): StreamEvent | null {
  try {
    return streamEvent.safeParse({ event, data: JSON.parse(data) }).data ?? null;
  } catch {
    return null;
  }
}

const failureOf = ({ code, detail, retryAfterSeconds }: z.infer<typeof problem>) =>
  failed(code, detail, retryAfterSeconds ?? null);

const BY_STATUS: Record<number, ErrorCode> = {
  401: "unauthorized",
  403: "unauthorized",
  413: "too-long",
  429: "busy",
  504: "model-timeout",
};

/** A refusal of the function, or of whatever stands before it. */
async function refused(response: Response): Promise<Asked<never>> {
  const text = (await response.text()).slice(0, 100_000);
  const seconds = Number(response.headers.get("retry-after") ?? "");
  const retryAfter = Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : null;
  try {
    const told = problem.safeParse(JSON.parse(text));
    if (told.success) {
      return failureOf({ retryAfterSeconds: retryAfter ?? undefined, ...told.data });
    }
  } catch {
    // A proxy's page: its status has to do.
  }
  const code = BY_STATUS[response.status] ?? "model-unavailable";
  return failed(code, `The AI functions answer ${response.status}`, retryAfter);
}

const nobody: Gateway = gatewayOf({
  url: "",
  secretKey: null,
  fetch: () => Promise.reject(new Error("no functions")),
});
let current = nobody;

/** The gateway of this process; without one, nothing is configured. */
export const gateway = (): Gateway => current;

/** Says how this process reaches the functions; null: not at all. */
export function useGateway(options: GatewayOptions | null): void {
  current = options === null ? nobody : gatewayOf(options);
}
