/**
 * Imports that run in this process: how far each is, and whether its owner wants it to stop. Kept in
 * memory, so that looking needs no query while an import holds the connection; another process
 * knows nothing of it, and its page then shows no bar.
 */
import { ImportStopped } from "./refusal.ts";

export interface Progress {
  /** Rows that the database has taken so far; all of them, or none, are there at the end. */
  done: number;
  /** Rows to write; null while the file is compared with what is there. */
  total: number | null;
}

/** What an import tells, and asks, between two statements. */
export interface Watch {
  /** @throws ImportStopped when its owner wants it to stop, which takes everything back */
  reached(done: number, total: number | null): void;
}

const jobs = new Map<string, Progress & { stopped: boolean }>();

const keyOf = (user: string, job: string) => `${user} ${job}`;

/** Runs an import that its owner may look at and stop. */
export async function watched<T>(
  user: string,
  job: string,
  work: (watch: Watch) => Promise<T>,
): Promise<T> {
  const key = keyOf(user, job);
  const here = { done: 0, total: null as number | null, stopped: false };
  jobs.set(key, here);
  const reached = (done: number, total: number | null) => {
    if (here.stopped) throw new ImportStopped();
    Object.assign(here, { done, total });
  };
  try {
    return await work({ reached });
  } finally {
    if (jobs.get(key) === here) jobs.delete(key);
  }
}

/** Null: there is no such import, or it runs elsewhere, or it is over. */
export function progressOf(user: string, job: string): Progress | null {
  const here = jobs.get(keyOf(user, job));
  return here ? { done: here.done, total: here.total } : null;
}

/** Asks an import to stop; one that is being committed comes to its end. */
export function stopImport(user: string, job: string): void {
  const here = jobs.get(keyOf(user, job));
  if (here) here.stopped = true;
}
