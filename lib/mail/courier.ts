/** One round through the outbox: which letters are tried, in which order, and when the next is due. */
import { join } from "node:path";
import { log } from "@/observability/logger.ts";
import { discard, putAside, readKept, type Waiting, waiting } from "./outbox.ts";
import type { Deliver, Outcome } from "./smtp.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Pauses after the first, second, … failure in a row; the last one stays. */
const SERVER_PAUSES = [5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE];
const LETTER_PAUSES = [MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE];
/** A letter that is older is put aside: its codes ended long ago. */
const GIVE_UP_MS = 3 * 24 * 60 * MINUTE;
/** Longest that one letter may take. */
const DEADLINE_MS = MINUTE;
/** How soon to look again while another process delivers from the same folder. */
const TAKEN_MS = 5 * SECOND;

interface Trial {
  failures: number;
  dueAt: number;
}

export class Courier {
  #trials = new Map<string, Trial>();
  /** Delivered, but still in the folder: whatever happens, not again. */
  #sent = new Set<string>();
  #serverFailures = 0;
  #leaving = new AbortController();
  #stopped = false;
  /** Until when the server is left alone. */
  pausedUntil = 0;

  constructor(
    readonly folder: string,
    readonly deliver: Deliver,
    readonly now: () => number,
  ) {}

  /** No further letter; the one under way goes on until {@link hurry}. */
  stop(): void {
    this.#stopped = true;
  }

  hurry(): void {
    this.#leaving.abort();
  }

  /** Tries every letter that is due. Gives the milliseconds to the next round, null for none. */
  async round(): Promise<number | null> {
    if ((await waiting(this.folder)).length === 0) return null;
    // The lock belongs to the open file, so it ends with the process however that ends.
    const path = join(this.folder, "lock");
    using lock = await Deno.open(path, { create: true, write: true, mode: 0o600 });
    if (!await lock.tryLock(true)) return TAKEN_MS;
    // Listed again: what another process delivered meanwhile must not go out twice.
    const letters = await waiting(this.folder);
    this.#forget(letters);
    for (const letter of this.#inOrder(letters)) {
      if (this.#stopped) return null;
      if (this.#trial(letter.name).dueAt > this.now()) continue;
      if (await this.#attempt(letter) === "server_later") return this.#pause();
    }
    return this.#untilNext();
  }

  /** Letters that failed before come last: one that upsets the server holds up nobody. */
  #inOrder(letters: Waiting[]): Waiting[] {
    return letters.toSorted((a, b) =>
      this.#trial(a.name).failures - this.#trial(b.name).failures || (a.name < b.name ? -1 : 1)
    );
  }

  async #attempt({ name, at }: Waiting): Promise<Outcome> {
    if (this.#sent.has(name)) return await this.#done(name);
    const letter = await readKept(this.folder, name);
    if (letter === null || this.now() - at.getTime() > GIVE_UP_MS) {
      return await this.#refused(name, letter === null ? "unreadable" : "too_old");
    }
    const signal = AbortSignal.any([this.#leaving.signal, AbortSignal.timeout(DEADLINE_MS)]);
    const { outcome, code } = await this.deliver(letter, signal);
    if (outcome === "refused") return await this.#refused(name, code);
    if (outcome === "sent") {
      this.#serverFailures = 0;
      log.info("mail.sent", { outcome: letter.kind });
      return await this.#done(name);
    }
    const failures = this.#trial(name).failures + 1;
    const pause = outcome === "letter_later" ? pauseAfter(LETTER_PAUSES, failures) : 0;
    this.#trials.set(name, { failures, dueAt: this.now() + pause });
    log.warn("mail.delayed", { code, attempt: failures });
    return outcome;
  }

  async #done(name: string): Promise<Outcome> {
    this.#trials.delete(name);
    this.#sent.add(name);
    await discard(this.folder, name);
    this.#sent.delete(name);
    return "sent";
  }

  async #refused(name: string, code: string): Promise<Outcome> {
    this.#trials.delete(name);
    await putAside(this.folder, name);
    log.error("mail.refused", { code });
    return "refused";
  }

  #pause(): number {
    this.#serverFailures++;
    const pause = pauseAfter(SERVER_PAUSES, this.#serverFailures);
    this.pausedUntil = this.now() + pause;
    return pause;
  }

  #untilNext(): number | null {
    const due = [...this.#trials.values()].map((trial) => trial.dueAt);
    return due.length === 0 ? null : Math.max(0, Math.min(...due) - this.now());
  }

  #trial(name: string): Trial {
    return this.#trials.get(name) ?? { failures: 0, dueAt: 0 };
  }

  #forget(letters: Waiting[]): void {
    const names = new Set(letters.map((letter) => letter.name));
    for (const name of this.#trials.keys()) if (!names.has(name)) this.#trials.delete(name);
  }
}

function pauseAfter(pauses: number[], failures: number): number {
  return pauses[Math.min(failures, pauses.length) - 1] ?? MINUTE;
}
