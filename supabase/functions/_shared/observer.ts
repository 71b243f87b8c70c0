/** What is told of a call to whoever runs this: ids, codes and counts, never a text. */
import type { ErrorCode } from "./contract.ts";
import type { BreakerState } from "./model/breaker.ts";

export type FunctionName = "generate" | "chat" | "analyze" | "embed";

export interface Observed {
  function: FunctionName;
  outcome: "ok" | ErrorCode;
  seconds: number;
  inputTokens: number;
  outputTokens: number;
  /** Places that the privacy gate replaced. */
  replaced: number;
  retries: number;
  requestId: string;
  projectId: string | null;
}

export interface Observer {
  call(seen: Observed): void;
  breaker(state: BreakerState): void;
}

/** One JSON line each, for the logs of hosted functions. */
export const consoleObserver: Observer = {
  call: (seen) => console.info(JSON.stringify({ event: "ai.call", ...seen })),
  breaker: (state) => console.warn(JSON.stringify({ event: "ai.breaker", state })),
};
