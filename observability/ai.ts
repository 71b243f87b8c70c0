import { Counter, Gauge, Histogram } from "prom-client";
import { log } from "./logger.ts";
import { registry } from "./metrics.ts";

const STATES = ["closed", "half-open", "open"] as const;
type State = typeof STATES[number];

const duration = new Histogram({
  name: "ai_client_operation_duration_seconds",
  help: "Time of a question to the model, with waiting and retries, by function and outcome",
  labelNames: ["operation", "outcome"],
  buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320],
  registers: [registry],
});

const tokens = new Counter({
  name: "ai_tokens_total",
  help: "Tokens that the model's provider counted; output with those the model thought in",
  labelNames: ["direction"],
  registers: [registry],
});

const breaker = new Gauge({
  name: "ai_breaker_state",
  help: "Circuit breaker before the model: 0 closed, 1 half-open, 2 open",
  registers: [registry],
});
breaker.set(0);

let state: State = "closed";

/** Whether the model is asked (closed), tried (half-open) or left in peace (open) by this process. */
export const aiBreaker = (): State => state;

export function observeBreaker(now: State): void {
  state = now;
  breaker.set(STATES.indexOf(now));
  log.warn("ai.breaker", { outcome: now });
}

/** One finished question; `function` and `outcome` are of a fixed few. */
export function observeAi(
  seen: {
    function: string;
    outcome: string;
    seconds: number;
    inputTokens: number;
    outputTokens: number;
    retries: number;
    requestId: string;
    projectId: string | null;
  },
): void {
  const { function: operation, outcome, seconds, requestId, projectId } = seen;
  duration.observe({ operation, outcome }, seconds);
  tokens.inc({ direction: "input" }, seen.inputTokens);
  tokens.inc({ direction: "output" }, seen.outputTokens);
  const fields = { operation, outcome, seconds, requestId, projectId, attempt: seen.retries + 1 };
  if (outcome === "ok" || outcome === "cancelled") log.info("ai.call", fields);
  else log.warn("ai.call", fields);
}
