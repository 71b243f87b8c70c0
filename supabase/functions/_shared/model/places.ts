/** Places at the model: so many for each project, so many for all, and a queue that ends. */
import { ModelError } from "./types.ts";

export interface PlacesOptions {
  /** At a time for one key. */
  each?: number;
  /** At a time for all keys. */
  all?: number;
  /** Waiting for one key. */
  queue?: number;
  /** Waiting for all keys. */
  queueAll?: number;
}

interface Waiting {
  key: string;
  go(): void;
}

export class Places {
  readonly #busy = new Map<string, number>();
  #total = 0;
  #waiting: Waiting[] = [];
  readonly #options: Required<PlacesOptions>;

  constructor(options: PlacesOptions = {}) {
    this.#options = { each: 2, all: 16, queue: 16, queueAll: 128, ...options };
  }

  get busy(): number {
    return this.#total;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Waits for a place; what it answers gives the place back (once, further calls do nothing).
   * @throws ModelError busy when too many wait; the signal's reason when it ends the wait
   */
  take(key: string, signal: AbortSignal, onQueued: () => void = () => {}): Promise<() => void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#free(key)) return Promise.resolve(this.#occupy(key));
    const mine = this.#waiting.filter((one) => one.key === key).length;
    if (mine >= this.#options.queue || this.#waiting.length >= this.#options.queueAll) {
      return Promise.reject(
        new ModelError("busy", "Too many questions wait for the model already", 5000),
      );
    }
    onQueued();
    return new Promise((done, fail) => {
      const leave = () => {
        this.#waiting = this.#waiting.filter((one) => one !== entry);
        fail(signal.reason);
      };
      const entry: Waiting = {
        key,
        go: () => {
          signal.removeEventListener("abort", leave);
          done(this.#occupy(key));
        },
      };
      this.#waiting.push(entry);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  #free(key: string): boolean {
    return this.#total < this.#options.all && (this.#busy.get(key) ?? 0) < this.#options.each;
  }

  #occupy(key: string): () => void {
    this.#busy.set(key, (this.#busy.get(key) ?? 0) + 1);
    this.#total++;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#total--;
      const left = this.#busy.get(key)! - 1;
      if (left === 0) this.#busy.delete(key);
      else this.#busy.set(key, left);
      this.#next();
    };
  }

  /** The one that waits longest among those whose project has a place. */
  #next(): void {
    const at = this.#waiting.findIndex(({ key }) => this.#free(key));
    if (at >= 0) this.#waiting.splice(at, 1)[0]!.go();
  }
}
