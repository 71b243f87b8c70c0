import { tooMany, unavailable } from "@/lib/http/problem.ts";

/** At most so many at work at once; the others wait in line. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(free: number) {
    this.#free = free;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}

/** How many streams a person, and everybody together, may have. */
export class Seats {
  readonly #byUser = new Map<string, number>();
  taken = 0;

  constructor(readonly limits: { perUser: number; perProcess: number }) {}

  /** Takes one; the answer gives it back, once. @throws Problem 429, 503 */
  take(user: string): () => void {
    const { perUser, perProcess } = this.limits;
    const held = this.#byUser.get(user) ?? 0;
    if (held >= perUser) throw tooMany(`Cannot open more than ${perUser} event streams`, 30);
    if (this.taken >= perProcess) throw unavailable("Too many event streams are open", 30);
    this.#byUser.set(user, held + 1);
    this.taken++;
    let mine = true;
    return () => {
      if (!mine) return;
      mine = false;
      this.taken--;
      const left = this.#byUser.get(user)! - 1;
      if (left > 0) this.#byUser.set(user, left);
      else this.#byUser.delete(user);
    };
  }
}
