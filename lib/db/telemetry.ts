/** What lib/db tells the outside about its work: operations for metrics, spans for traces. */
import { type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";

/** One finished operation: an SQL verb, or `begin`, `commit`, `turn` (the wait for a connection). */
export interface Operation {
  name: string;
  seconds: number;
  /** SQLSTATE or driver code when it failed. */
  error: string | null;
}

type Listener = (operation: Operation) => void;

const listeners = new Set<Listener>();

/** Calls `listener` after every operation, until the returned function is called. */
export function onOperation(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Starts the clock of an operation; the returned function stops it and tells the listeners. */
export function operation(name: string): (error?: unknown) => void {
  const started = performance.now();
  return (error) => {
    if (listeners.size === 0) return;
    const seconds = (performance.now() - started) / 1000;
    const done = { name, seconds, error: error === undefined ? null : codeOf(error) };
    for (const listener of listeners) listener(done);
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "error";
}

const tracer = trace.getTracer("clinops.db");

/** Runs `work` in a client span; parameters and results never enter it. */
export function inSpan<T>(name: string, work: (span: Span) => Promise<T>): Promise<T> {
  const attributes = { "db.system.name": "postgresql", "db.operation.name": name };
  return tracer.startActiveSpan(
    `db ${name}`,
    { kind: SpanKind.CLIENT, attributes },
    async (span) => {
      try {
        return await work(span);
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: codeOf(error) });
        throw error;
      } finally {
        span.end();
      }
    },
  );
}
