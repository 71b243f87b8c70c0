/** The rhythm of a job: one run at a time, sooner when asked, never twice within a second. */

/** A run that is wanted soon waits this long, and at least this long after the one before. */
const SOON_MS = 50;
const APART_MS = 1000;

export interface PulseOptions {
  /** Never rejects. */
  run(): Promise<void>;
  /** Milliseconds until the next run, when nobody asks for one sooner; null: none. */
  next(): number | null;
  now(): number;
  /** Starts a timer apart from the request that happens to ask for it. */
  outside<T>(work: () => T): T;
}

export class Pulse {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = Infinity;
  #ranAt = -Infinity;
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(readonly options: PulseOptions) {}

  soon() {
    this.#schedule(Math.max(SOON_MS, this.#ranAt + APART_MS - this.options.now()));
  }

  /** One last run, if there ever was one; then never again. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
    if (this.#ranAt > -Infinity) await this.options.run();
  }

  #schedule(ms: number) {
    const due = this.options.now() + ms;
    if (this.#stopped || due >= this.#due) return;
    this.#due = due;
    clearTimeout(this.#timer);
    this.#timer = this.options.outside(() => setTimeout(() => this.#beat(), ms));
  }

  async #beat() {
    this.#due = Infinity;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#ranAt = this.options.now();
    this.#running = this.options.run();
    await this.#running;
    this.#running = null;
    const again = this.#again;
    this.#again = false;
    const next = this.options.next();
    if (again) this.soon();
    else if (next !== null) this.#schedule(next);
  }
}
