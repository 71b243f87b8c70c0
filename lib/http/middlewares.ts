import { countRefusal } from "@/observability/metrics.ts";
import { errorBoundary, type RenderError, SignInRequired } from "./boundary.ts";
import { securityHeaders } from "./headers.ts";
import { TokenBuckets } from "./limiter.ts";
import { originVerdict, SAFE_METHODS } from "./origin.ts";
import { foreignOrigin, tooMany } from "./problem.ts";
import { type Base, requestId } from "./requestId.ts";
import { type Ctx, isApiPath, type Middleware, type Session } from "./state.ts";

export interface MiddlewareDeps extends Base {
  /** Renders the error page; a failure in it falls back to plain text. */
  renderError: RenderError;
  /** Milliseconds, for the rate limit; tests give their own clock. */
  now?: () => number;
}

const credentials = (ctx: Ctx) => ({
  headers: ctx.req.headers,
  allowBearer: isApiPath(ctx.url.pathname),
});

const foreign = () => {
  countRefusal("csrf");
  return foreignOrigin();
};

/**
 * Notes where a mutation comes from and refuses the clear cases. Whether a request without any
 * sign of its origin may pass depends on the session, which is not settled yet: see `session`.
 */
const csrf: Middleware = (ctx) => {
  if (SAFE_METHODS.has(ctx.req.method)) {
    ctx.state.origin = "same";
    return ctx.next();
  }
  const own = ctx.state.config.publicOrigin ?? ctx.url.origin;
  ctx.state.origin = originVerdict(ctx.req.headers, own);
  if (ctx.state.origin === "foreign" && !isApiPath(ctx.url.pathname)) throw foreign();
  return ctx.next();
};

/** Calls that machines make without a person: probes and scrapers are never turned away. */
const UNLIMITED = /^\/api\/(health(\/.*)?|metrics)$/;

function rateLimit(deps: MiddlewareDeps): Middleware {
  const buckets = new TokenBuckets(deps.config.limits.apiPerUser, 20_000, deps.now);
  return async (ctx) => {
    const { pathname } = ctx.url;
    if (!pathname.startsWith("/api/") || UNLIMITED.test(pathname)) return await ctx.next();
    const user = await deps.sessions.peek(credentials(ctx));
    const wait = buckets.take(user ? `user ${user}` : `address ${ctx.state.address}`);
    if (wait > 0) {
      countRefusal("rate_limit");
      throw tooMany(`Too many requests: try again in ${wait} s`, wait);
    }
    return await ctx.next();
  };
}

/**
 * Settles who is calling. A mutation that rests on the cookie needs proof that it comes from our
 * own pages; a bearer token is such a proof, because no other site can make a browser send it.
 */
const session: Middleware = async (ctx) => {
  const { state, url, req } = ctx;
  if (/^\/(auth|functions)\/v1(\/|$)/.test(url.pathname)) return await ctx.next();
  const reading = await state.sessions.read(credentials(ctx));
  state.cookies.push(...reading.cookies);
  const byCookie = reading.session?.source === "cookie";
  if (byCookie && !SAFE_METHODS.has(req.method) && state.origin !== "same") throw foreign();
  state.session = reading.session;
  state.sessionProblem = reading.problem;
  return await ctx.next();
};

/**
 * The middlewares of the app in the order of a request. `main.ts` puts static files between the
 * two lists: they need headers and the error boundary, but no session.
 */
export function middlewares(
  deps: MiddlewareDeps,
): { beforeStatic: Middleware[]; afterStatic: Middleware[] } {
  const { config, db, sessions } = deps;
  return {
    beforeStatic: [
      requestId({ config, db, sessions }),
      securityHeaders,
      errorBoundary(deps.renderError),
    ],
    afterStatic: [csrf, rateLimit(deps), session],
  };
}

/**
 * The signed-in person of a page; without one the browser is sent to /login?next= and back here.
 * A dependency that is down is a 503, never a sign-out.
 */
export function requireSession(ctx: Ctx): Session {
  const { session, sessionProblem } = ctx.state;
  if (session) return session;
  throw sessionProblem ?? new SignInRequired("Sign in to see this page");
}
