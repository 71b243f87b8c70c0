import { SpanStatusCode, trace } from "@opentelemetry/api";

/**
 * Deno opens the server span by itself (`OTEL_DENO=true`); these add what only the app knows.
 * Nothing here may carry a personal datum or a query string: spans leave the process.
 */

/** Names the active span after the matched route pattern, as OpenTelemetry's HTTP rules ask. */
export function markRoute(method: string, route: string, requestId: string): void {
  const span = trace.getActiveSpan();
  if (!span) return;
  span.updateName(`${method} ${route}`);
  span.setAttribute("http.route", route);
  span.setAttribute("clinops.request_id", requestId);
}

/** Marks the active span as failed, by the error's name only. */
export function markFailure(error: unknown): void {
  const name = error instanceof Error ? error.name : typeof error;
  trace.getActiveSpan()?.setStatus({ code: SpanStatusCode.ERROR, message: name });
}

/** The active trace id, for log lines; null when tracing is off. */
export function traceId(): string | null {
  return trace.getActiveSpan()?.spanContext().traceId ?? null;
}
