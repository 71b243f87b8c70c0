/// <reference lib="deno.worker" />
import { compareSync, hashSync } from "bcryptjs";

/** A job for this Worker: hash `password`, or say whether it matches `hash`. */
export type Job = { id: number; password: string } & ({ cost: number } | { hash: string });
export type Done = { id: number; result: string | boolean } | { id: number; failed: string };

declare const self: DedicatedWorkerGlobalScope;

self.onmessage = ({ data }: MessageEvent<Job>) => {
  self.postMessage(run(data));
};

function run(job: Job): Done {
  try {
    const result = "cost" in job
      // pgcrypto and older readers know `$2a$` only; the algorithm is the same.
      ? hashSync(job.password, job.cost).replace(/^\$2b\$/, "$2a$")
      : compareSync(job.password, job.hash);
    return { id: job.id, result };
  } catch (error) {
    return { id: job.id, failed: error instanceof Error ? error.message : "unknown" };
  }
}
