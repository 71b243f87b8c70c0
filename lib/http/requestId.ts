import { countWaits } from "@/lib/db/mod.ts";
import { log } from "@/observability/logger.ts";
import { observeRequest } from "@/observability/metrics.ts";
import { markRoute, traceId } from "@/observability/tracing.ts";
import { clientAddress } from "./address.ts";
import { readCookies } from "./cookies.ts";
import { writable } from "./headers.ts";
import type { Ctx, Middleware, State } from "./state.ts";

/** What the state of every request starts with. */
export type Base = Pick<State, "config" | "db" | "sessions">;

/** An inbound id is kept when it looks like one, so that a caller's logs and ours meet. */
function requestIdOf(headers: Headers): string {
  const given = headers.get("x-request-id");
  return given && /^[A-Za-z0-9._-]{8,64}$/.test(given) ? given : crypto.randomUUID();
}

function begin(ctx: Ctx, base: Base): void {
  const { headers } = ctx.req;
  const theme = readCookies(headers).get("theme");
  const state: State = {
    ...base,
    requestId: requestIdOf(headers),
    address: clientAddress(headers, ctx.info?.remoteAddr, base.config.trustProxy),
    origin: "unknown",
    session: null,
    sessionProblem: null,
    cookies: [],
    theme: theme === "dark" || theme === "light" ? theme : null,
  };
  Object.assign(ctx.state, state);
}

function record(ctx: Ctx, status: number, waits: number, started: number): void {
  const route = ctx.route ?? "none";
  const seconds = (performance.now() - started) / 1000;
  const { method } = ctx.req;
  const { requestId } = ctx.state;
  observeRequest({ method, route, status, seconds, waits });
  markRoute(method, route, requestId);
  const fields = {
    ...{ requestId, traceId: traceId(), method, route, status },
    ...{ durationMs: seconds * 1000, waits },
  };
  if (status >= 500) log.warn("http.request", fields);
  else log.info("http.request", fields);
}

/**
 * Outermost: fills the state, gives every response its `X-Request-Id` and the cookies that the
 * request earned, and records one line, one measurement and the route of the span.
 */
export function requestId(base: Base): Middleware {
  return async (ctx) => {
    const started = performance.now();
    begin(ctx, base);
    const { value, waits } = await countWaits(async () => await ctx.next());
    const response = writable(value);
    response.headers.set("x-request-id", ctx.state.requestId);
    if (waits > 0) response.headers.append("server-timing", `db;desc="${waits} waits"`);
    for (const cookie of ctx.state.cookies) response.headers.append("set-cookie", cookie);
    record(ctx, response.status, waits, started);
    return response;
  };
}
