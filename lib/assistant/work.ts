/** The way of one job, from when it is taken up to how it ends. */
import { type Claims, type Db, DbProblem } from "@/lib/db/mod.ts";
import { Problem, toProblem } from "@/lib/http/problem.ts";
import type { Result } from "@/lib/http/reply.ts";
import { observeJob } from "@/observability/jobs.ts";
import { log } from "@/observability/logger.ts";
import { writtenKeys } from "./jobs.ts";
import * as queries from "./jobs_queries.ts";
import type { Ctx, Place } from "./service.ts";
import { tabOf } from "./tabs.ts";

/** What is told of a section while a document is written. */
export type SectionEvent = {
  kind: "section";
  key: string;
  state: "queued" | "asked" | "retrying" | "done" | "kept" | "failed";
  message?: string;
};

/** lib/assistant/generate.ts, as far as a job needs it. */
export type Generate = (
  ctx: Ctx,
  place: Place,
  options: {
    sections?: string[];
    instructions?: string;
    signal: AbortSignal;
    onEvent(event: SectionEvent | { kind: "delta"; key: string; text: string }): void;
  },
) => Promise<Result<{ id: string }>>;

/** Why a job is stopped: somebody ended it, or this process ends. */
export type Why = "over" | "stopping";

/** A job that was taken up more often than this brings its workers down. */
export const MOST_TRIES = 3;

interface Means {
  db: Db;
  generate: Generate;
  signal: AbortSignal;
}

type Outcome = "done" | "failed" | "cancelled" | "released";

const HOUR = 3600;

/** The person who asked, as in their token: the database looks at the session itself. */
export function claimsOf(
  { userId, sessionId, aal }: Pick<queries.Claimed, "userId" | "sessionId" | "aal">,
): Claims {
  const iat = Math.floor(Date.now() / 1000);
  return {
    ...{ sub: userId, role: "authenticated", session_id: sessionId, aal },
    ...{ iat, exp: iat + HOUR },
  };
}

/** Does a job and writes down how it went; never throws. */
export async function workOn(job: queries.Claimed, means: Means): Promise<void> {
  const began = performance.now();
  let outcome: Outcome;
  try {
    outcome = await attempt(job, means);
  } catch (error) {
    outcome = await giveUp(job, means, error);
  }
  const seconds = (performance.now() - began) / 1000;
  const { projectId, id: entityId, tries: attempt_ } = job;
  observeJob({ outcome, seconds, projectId, entityId, attempt: attempt_ });
}

async function attempt(job: queries.Claimed, means: Means): Promise<Outcome> {
  const { db, generate, signal } = means;
  const claims = claimsOf(job);
  const tell = (progress: queries.Progress) => {
    const permission = {
      resource: "tab",
      verb: "update" as const,
      projectId: job.projectId,
    };
    return db.asUser(claims, (sql) => queries.tellJob(sql, job.id, progress), {
      ...{ kind: "agent", permission },
    });
  };
  if (job.tries > MOST_TRIES) throw new Problem(500, "It was begun three times and never finished");
  // What cannot be written down, as after a session's end, is not waited for either.
  const own = new AbortController();
  const progress = new Telling(job, tell, () => own.abort());
  if (!await progress.begin()) return "cancelled";
  const result = await generate({ db, claims, reason: null }, job, {
    ...(job.sections ? { sections: job.sections } : {}),
    ...(job.instructions ? { instructions: job.instructions } : {}),
    signal: AbortSignal.any([signal, own.signal]),
    onEvent: (event) => event.kind === "section" && progress.hear(event),
  }).finally(() => progress.end());
  if (signal.aborted) return await stopped(job, means);
  if (!result.ok) throw result.problem;
  const { total } = progress;
  const message = progress.failures();
  await tell({ state: "done", done: total, total, message, versionId: result.value.id });
  return "done";
}

const SESSION_ENDED = "Your session ended before it was written: ask again";

async function stopped({ id }: queries.Claimed, { db, signal }: Means): Promise<Outcome> {
  if ((signal.reason as Why) === "over") {
    // One that was cancelled is over and stays so.
    const failed = await db.asSystem("a document whose asker's session ended", (sql) => {
      return queries.tellJob(sql, id, { state: "failed", message: SESSION_ENDED });
    });
    return failed ? "failed" : "cancelled";
  }
  await db.asSystem("a document that another process goes on with", (sql) => {
    return queries.releaseJob(sql, id);
  });
  return "released";
}

/** What a job says that its person cannot write themselves any more. */
function wordsFor(problem: Problem): string {
  if (problem.status === 401) return SESSION_ENDED;
  if (/second factor/.test(problem.detail)) return "Sign in with your second factor and ask again";
  if (problem.status === 403 || problem.status === 404) {
    return "You may no longer write in this study";
  }
  if (problem.status >= 500 && problem.status !== 503) {
    return problem.detail.startsWith("It was begun")
      ? problem.detail
      : "Something failed here; the fault is ours, and the document is as it was";
  }
  return problem.detail;
}

async function giveUp(job: queries.Claimed, means: Means, error: unknown): Promise<Outcome> {
  try {
    if (means.signal.aborted) return await stopped(job, means);
    const problem = error instanceof Problem ? error : toProblem(error);
    const ours = problem.status >= 500 && problem.status !== 503;
    if (ours) log.error("ai.job_failed", { job: "generation", entityId: job.id, error });
    // A database that does not answer is asked again; the job stays, and is taken up once more.
    if (error instanceof DbProblem && problem.status === 503) return "released";
    const message = wordsFor(problem).slice(0, 1000);
    await means.db.asSystem(
      "a document that could not be written",
      (sql) => queries.tellJob(sql, job.id, { state: "failed", message }),
    );
    return "failed";
  } catch (late) {
    log.warn("ai.job_untold", { job: "generation", entityId: job.id, error: late });
    return "released";
  }
}

/**
 * How far a job is, written as it goes: one short transaction at a time, never while it is waited
 * for, and the newest where they come faster than they are written.
 */
class Telling {
  readonly #names: Map<string, string>;
  readonly #writing = new Set<string>();
  readonly #through = new Map<string, SectionEvent>();
  #sending: Promise<void> = Promise.resolve();
  #waits = false;
  #failure: unknown = null;
  #over = false;

  constructor(
    readonly job: queries.Claimed,
    readonly tell: (progress: queries.Progress) => Promise<boolean>,
    readonly onFailure: () => void,
  ) {
    const tab = tabOf(job.tabType);
    const keys = tab ? writtenKeys(tab) : [];
    const wanted = keys.filter((key) => job.sections === null || job.sections.includes(key));
    const titles = new Map(tab?.sections.map(({ key, title }) => [key, title]));
    this.#names = new Map(wanted.map((key) => [key, titles.get(key) ?? key]));
  }

  get total(): number {
    return this.#names.size;
  }

  /** False when the job is over already. */
  begin(): Promise<boolean> {
    return this.tell({ state: "running", done: 0, total: this.total, message: null });
  }

  hear(event: SectionEvent): void {
    const { key, state } = event;
    if (!this.#names.has(key) || state === "queued") return;
    if (state === "asked" || state === "retrying") this.#writing.add(key);
    else {
      this.#writing.delete(key);
      this.#through.set(key, event);
    }
    if (this.#waits || this.#over) return;
    this.#waits = true;
    this.#sending = this.#sending.then(() => this.#send());
  }

  async #send(): Promise<void> {
    this.#waits = false;
    if (this.#over) return;
    const titles = [...this.#writing].map((key) => this.#names.get(key));
    const message = titles.length > 0 ? `Writing: ${titles.join(", ")}` : null;
    const { total } = this;
    try {
      await this.tell({ state: "running", done: this.#through.size, total, message });
    } catch (error) {
      this.#failure ??= error;
      this.onFailure();
    }
  }

  /** Nothing is written after this. @throws what stood against writing, such as an ended session */
  async end(): Promise<void> {
    this.#over = true;
    await this.#sending;
    if (this.#failure !== null) throw this.#failure;
  }

  /** What was not written and why; null when all was. */
  failures(): string | null {
    const failed = [...this.#through.values()].filter(({ state }) => state === "failed");
    if (failed.length === 0) return null;
    const words = failed.map(({ key, message }) =>
      `${this.#names.get(key)}${message ? `: ${message}` : ""}`
    );
    return `Not written, as it was before: ${words.join("; ")}`.slice(0, 1000);
  }
}
