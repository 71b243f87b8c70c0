import process from "node:process";
import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** The registry of the process: what GET /api/metrics shows. */
export const registry = new Registry();

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

const http = new Histogram({
  name: "http_server_request_duration_seconds",
  help: "Time from the arrival of a request to its response headers",
  labelNames: ["method", "route", "status"],
  buckets: SECONDS,
  registers: [registry],
});

const db = new Histogram({
  name: "db_client_operation_duration_seconds",
  help: "Time of a database operation: a statement by verb, begin, commit, the wait for a turn",
  labelNames: ["operation", "error"],
  buckets: SECONDS,
  registers: [registry],
});

const waits = new Histogram({
  name: "db_client_waits_per_request",
  help: "Round trips to the database that one request awaited",
  labelNames: ["route"],
  buckets: [0, 1, 2, 3, 4, 6, 10, 20],
  registers: [registry],
});

const refused = new Counter({
  name: "http_server_requests_refused_total",
  help: "Requests refused before a route ran, by reason",
  labelNames: ["reason"],
  registers: [registry],
});

const streams = new Gauge({
  name: "realtime_streams_open",
  help: "Event streams that are open now",
  registers: [registry],
});

const events = new Counter({
  name: "realtime_events_sent_total",
  help: "Changes sent to event streams",
  registers: [registry],
});

const streamEnds = new Counter({
  name: "realtime_streams_ended_total",
  help: "Event streams that ended, by reason",
  labelNames: ["reason"],
  registers: [registry],
});

export const countEvents = (sent: number): void => events.inc(sent);
export const countStream = (): void => streams.inc();

/** One stream less; `reason` is one of a fixed few (lib/realtime/model.ts). */
export function countStreamEnd(reason: string): void {
  streams.dec();
  streamEnds.inc({ reason });
}

/** One finished request. `route` is the matched pattern, never the path: labels stay bounded. */
export function observeRequest(
  seen: { method: string; route: string; status: number; seconds: number; waits: number },
): void {
  const method = METHODS.has(seen.method) ? seen.method : "_OTHER";
  http.observe({ method, route: seen.route, status: String(seen.status) }, seen.seconds);
  if (seen.waits > 0) waits.observe({ route: seen.route }, seen.waits);
}

/** One finished operation, as `onOperation` of lib/db tells it; `error` is an SQLSTATE or code. */
export function observeDb(seen: { name: string; seconds: number; error: string | null }): void {
  db.observe({ operation: seen.name, error: seen.error ?? "" }, seen.seconds);
}

/** One request turned away; `reason` is rate_limit or csrf. */
export function countRefusal(reason: "rate_limit" | "csrf"): void {
  refused.inc({ reason });
}

/**
 * The process_* family by Deno's own calls: prom-client's collector reads /proc, which the app has
 * no permission for and does not need.
 */
function processMetrics(): void {
  const started = Date.now() / 1000 - performance.now() / 1000;
  new Gauge({
    name: "process_start_time_seconds",
    help: "Start time of the process since the Unix epoch",
    registers: [registry],
    collect() {
      this.set(started);
    },
  });
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory",
    registers: [registry],
    collect() {
      this.set(Deno.memoryUsage().rss);
    },
  });
  new Gauge({
    name: "process_heap_bytes",
    help: "Size of the JavaScript heap",
    registers: [registry],
    collect() {
      this.set(Deno.memoryUsage().heapTotal);
    },
  });
  new Gauge({
    name: "process_uptime_seconds",
    help: "Time since the process started",
    registers: [registry],
    collect() {
      this.set(performance.now() / 1000);
    },
  });
  processCpu();
}

function processCpu(): void {
  let before = { user: 0, system: 0 };
  new Counter({
    name: "process_cpu_seconds_total",
    help: "User and system CPU time",
    labelNames: ["mode"],
    registers: [registry],
    collect() {
      const now = process.cpuUsage();
      this.inc({ mode: "user" }, Math.max(0, now.user - before.user) / 1e6);
      this.inc({ mode: "system" }, Math.max(0, now.system - before.system) / 1e6);
      before = now;
    },
  });
}

processMetrics();

/** The Prometheus text and its content type. */
export async function metricsText(): Promise<{ body: string; contentType: string }> {
  return { body: await registry.metrics(), contentType: registry.contentType };
}
