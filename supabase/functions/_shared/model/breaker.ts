/**
 * A circuit breaker: after some failures in a row nobody asks a model that is down; after a while one
 * caller may try, and its luck decides for all.
 */
import { type Clock, ModelError } from "./types.ts";

export type BreakerState = "closed" | "open" | "half-open";

export interface BreakerOptions {
  clock: Clock;
  /** Failures in a row that open it. */
  threshold?: number;
  /** Milliseconds it stays open. */
  restMs?: number;
  onState?(state: BreakerState): void;
}

/** How a call that was let in has ended; `unknown`: its caller left first. */
export type Ending = "good" | "bad" | "unknown";

export class Breaker {
  #state: BreakerState = "closed";
  #failures = 0;
  #openedAt = 0;
  #probing = false;
  readonly #clock: Clock;
  readonly #threshold: number;
  readonly #restMs: number;
  readonly #onState: (state: BreakerState) => void;

  constructor(options: BreakerOptions) {
    this.#clock = options.clock;
    this.#threshold = options.threshold ?? 5;
    this.#restMs = options.restMs ?? 30_000;
    this.#onState = options.onState ?? (() => {});
  }

  get state(): BreakerState {
    return this.#state;
  }

  /**
   * Lets a call in; what it returns is told, once, how the call ended.
   * @throws ModelError model-unavailable while open, with the time until the next try
   */
  enter(): (ending: Ending) => void {
    if (this.#state === "open") {
      const left = this.#openedAt + this.#restMs - this.#clock.now();
      if (left > 0) throw closedDoor(left);
      this.#become("half-open");
    }
    if (this.#state === "closed") return this.#once((ending) => this.#settle(ending));
    if (this.#probing) throw closedDoor(1000);
    this.#probing = true;
    return this.#once((ending) => {
      this.#probing = false;
      if (ending === "good") this.#close();
      else if (ending === "bad") this.#open();
    });
  }

  /** Calls let in while it was closed end when they end; what it became meanwhile stands. */
  #settle(ending: Ending): void {
    if (this.#state !== "closed" || ending === "unknown") return;
    if (ending === "good") this.#failures = 0;
    else if (++this.#failures >= this.#threshold) this.#open();
  }

  #open(): void {
    this.#openedAt = this.#clock.now();
    this.#become("open");
  }

  #close(): void {
    this.#failures = 0;
    this.#become("closed");
  }

  #become(state: BreakerState): void {
    this.#state = state;
    this.#onState(state);
  }

  #once(settle: (ending: Ending) => void): (ending: Ending) => void {
    let told = false;
    return (ending) => {
      if (told) return;
      told = true;
      settle(ending);
    };
  }
}

const closedDoor = (ms: number) =>
  new ModelError("model-unavailable", "The model did not answer lately and is left in peace", ms);
