/**
 * Writes the documents that people have asked for: one runner a process, as the person who asked.
 * The queue is in the database, so a job whose process is gone is taken up by another.
 */
import type { Db } from "@/lib/db/mod.ts";
import { log } from "@/observability/logger.ts";
import { observeQueue, observeWorking } from "@/observability/jobs.ts";
import * as queries from "./jobs_queries.ts";
import { onWake } from "./wake.ts";
import { type Generate, type Why, workOn } from "./work.ts";

export interface RunnerOptions {
  db: Db;
  generate: Generate;
  /** How often the queue is looked at when nobody wakes the runner, in milliseconds. */
  everyMs?: number;
  /** How often it says that its jobs are worked on, and hears which were cancelled. */
  beatMs?: number;
  /** A job whose worker was not heard of for so long is taken up again. */
  quietSeconds?: number;
  /** Documents that this process writes at a time. */
  most?: number;
}

interface Working {
  controller: AbortController;
  done: Promise<void>;
}

export class Runner {
  readonly #options: Required<RunnerOptions>;
  readonly #working = new Map<string, Working>();
  readonly #timers: ReturnType<typeof setInterval>[] = [];
  readonly #asleep: () => void;
  #looking: Promise<void> | null = null;
  #again = false;
  #beating = false;
  #failing = false;
  #stopping = false;

  constructor(options: RunnerOptions) {
    this.#options = { everyMs: 5000, beatMs: 1000, quietSeconds: 30, most: 4, ...options };
    const { everyMs, beatMs } = this.#options;
    this.#asleep = onWake(() => {
      this.look();
      this.#beat();
    });
    for (const [run, ms] of [[() => this.look(), everyMs], [() => this.#beat(), beatMs]] as const) {
      const timer = setInterval(run, ms);
      Deno.unrefTimer(timer);
      this.#timers.push(timer);
    }
    this.look();
  }

  /** Jobs that are worked on here. */
  get size(): number {
    return this.#working.size;
  }

  /** Takes up what waits, as far as there is room; asked while it looks, it looks once more. */
  look(): void {
    this.#again = true;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
  }

  async #look(): Promise<void> {
    while (this.#again && !this.#stopping) {
      this.#again = false;
      try {
        while (!this.#stopping && this.size < this.#options.most && await this.#take());
        this.#failing = false;
      } catch (error) {
        // Said once: the queue is looked at again before long.
        if (!this.#failing) log.warn("ai.queue_unread", { job: "generation", error });
        this.#failing = true;
      }
    }
  }

  /** Takes up one job; false when none waits. */
  async #take(): Promise<boolean> {
    const { db, quietSeconds } = this.#options;
    const job = await db.asSystem("documents that wait", async (sql) => {
      const [job, queue] = await Promise.all([
        queries.claimJob(sql, quietSeconds),
        queries.queueLength(sql),
      ]);
      observeQueue(queue);
      return job;
    });
    if (job === null) return false;
    const controller = new AbortController();
    const { generate } = this.#options;
    const done = workOn(job, { db, generate, signal: controller.signal }).finally(() => {
      this.#working.delete(job.id);
      observeWorking(this.size);
      this.look();
    });
    this.#working.set(job.id, { controller, done });
    observeWorking(this.size);
    return true;
  }

  async #beat(): Promise<void> {
    if (this.size === 0 || this.#beating) return;
    this.#beating = true;
    try {
      const ids = [...this.#working.keys()];
      const over = await this.#options.db.asSystem(
        "documents being written",
        (sql) => queries.beatJobs(sql, ids),
      );
      for (const id of over) this.#working.get(id)?.controller.abort("over" satisfies Why);
    } catch (error) {
      if (!this.#failing) log.warn("ai.queue_unread", { job: "generation", error });
      this.#failing = true;
    } finally {
      this.#beating = false;
    }
  }

  /** Stops what is being written and leaves it to others; resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#asleep();
    for (const timer of this.#timers) clearInterval(timer);
    for (const { controller } of this.#working.values()) controller.abort("stopping" satisfies Why);
    await this.#looking;
    // One that was being taken up meanwhile.
    for (const { controller } of this.#working.values()) controller.abort("stopping" satisfies Why);
    await Promise.all([...this.#working.values()].map(({ done }) => done));
    while (this.#beating) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Begins to write what waits. */
export const startRunner = (options: RunnerOptions): Runner => new Runner(options);
