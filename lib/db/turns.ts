/** A fair queue before the connections: who cannot get a turn in time is told so, never left. */
import { DbProblem } from "./problem.ts";

export class Turns {
  readonly #deadlineMs: number;
  readonly #waiting: (() => void)[] = [];
  #free: number;

  /** @param free how many may work at once */
  constructor(free: number, deadlineMs: number) {
    this.#free = free;
    this.#deadlineMs = deadlineMs;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Waits for a turn, first come first served, and resolves to the function that gives it back.
   * @throws DbProblem 503 after the deadline
   */
  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free--;
    else await this.#wait();
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#next();
    };
  }

  #wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const mine = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(mine), 1);
        const seconds = this.#deadlineMs / 1000;
        const message = `Database is busy: no turn within ${seconds} s`;
        reject(new DbProblem(503, message, "turn_timeout"));
      }, this.#deadlineMs);
      this.#waiting.push(mine);
    });
  }

  #next() {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}
