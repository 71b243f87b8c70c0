import { Gauge, Histogram } from "prom-client";
import { log } from "./logger.ts";
import { registry } from "./metrics.ts";

const queue = new Gauge({
  name: "ai_jobs",
  help: "Documents that wait to be written or are being written, in all processes, as last seen",
  labelNames: ["state"],
  registers: [registry],
});

const working = new Gauge({
  name: "ai_jobs_working",
  help: "Documents that this process is writing",
  registers: [registry],
});

const seconds = new Histogram({
  name: "ai_job_duration_seconds",
  help: "Time that a document took from when it was taken up, by how it ended",
  labelNames: ["outcome"],
  buckets: [0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640],
  registers: [registry],
});

export function observeQueue({ waiting, running }: { waiting: number; running: number }): void {
  queue.set({ state: "waiting" }, waiting);
  queue.set({ state: "running" }, running);
}

export const observeWorking = (count: number): void => working.set(count);

/** `outcome` is one of done, failed, cancelled, released. */
export function observeJob(
  seen: { outcome: string; seconds: number; projectId: string; entityId: string; attempt: number },
): void {
  const { outcome } = seen;
  seconds.observe({ outcome }, seen.seconds);
  const fields = { job: "generation", ...seen };
  if (outcome === "failed") log.warn("ai.job", fields);
  else log.info("ai.job", fields);
}
