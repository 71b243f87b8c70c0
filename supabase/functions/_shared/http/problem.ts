/** Refusals: `application/problem+json` with a code for programs. Never a word of what was sent. */
import type { ErrorCode, ProblemBody } from "../contract.ts";
import { ModelError } from "../model/types.ts";
import { GateError } from "../privacy/gate.ts";

const statuses: Record<ErrorCode, [status: number, title: string]> = {
  "model-unavailable": [503, "The model is not available"],
  "model-overloaded": [503, "The model is overloaded"],
  "model-rate-limited": [503, "The model asks for a pause"],
  "model-blocked": [422, "The model's provider refused"],
  "model-invalid": [502, "The model's answer cannot be used"],
  "model-timeout": [504, "The model took too long"],
  "gate-failed": [503, "The privacy gate did not work"],
  "budget-exceeded": [422, "Over the budget of a call"],
  "too-long": [413, "Too long"],
  "ai-off": [503, "AI is off"],
  "bad-request": [422, "Cannot accept the fields"],
  unauthorized: [401, "Not signed in"],
  busy: [429, "Too many requests"],
  cancelled: [499, "Taken back"],
  failed: [500, "Internal error"],
};

/** Seconds until another try may help, where nobody said. */
const comeAgain: Partial<Record<ErrorCode, number>> = {
  "model-unavailable": 30,
  "model-overloaded": 30,
  "model-rate-limited": 60,
  "model-timeout": 10,
  "gate-failed": 10,
  busy: 5,
};

export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly code: ErrorCode,
    detail: string,
    readonly more: {
      /** Instead of the code's own. */
      status?: number;
      retryAfterMs?: number;
      errors?: { path: string; message: string }[];
      headers?: Record<string, string>;
    } = {},
  ) {
    super(detail);
  }
}

/** What may be said of an error; one that nobody expected says nothing. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof ModelError) {
    return new Refusal(error.code, error.message, { retryAfterMs: error.retryAfterMs });
  }
  if (error instanceof GateError) {
    return error.reason === "too long"
      ? new Refusal("too-long", "Cannot look through so much text for identifiers")
      : new Refusal("gate-failed", "Identifiers could not be taken out, so nothing was sent");
  }
  return new Refusal("failed", "Something went wrong here; the logs know it by its request id");
}

export function problemOf(refusal: Refusal, requestId: string): ProblemBody {
  const [status, title] = statuses[refusal.code];
  const { retryAfterMs, errors } = refusal.more;
  const seconds = retryAfterMs === undefined
    ? comeAgain[refusal.code]
    : Math.max(1, Math.ceil(retryAfterMs / 1000));
  return {
    type: `urn:clinops:problem:${refusal.code}`,
    title: refusal.more.status === 403 ? "Not allowed" : title,
    status: refusal.more.status ?? status,
    detail: refusal.message,
    code: refusal.code,
    requestId,
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
    ...(errors === undefined ? {} : { errors }),
  };
}

export function respond(refusal: Refusal, requestId: string): Response {
  const body = problemOf(refusal, requestId);
  const headers = new Headers({
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-request-id": requestId,
    ...refusal.more.headers,
  });
  if (body.retryAfterSeconds) headers.set("retry-after", String(body.retryAfterSeconds));
  return new Response(JSON.stringify(body), { status: body.status, headers });
}
