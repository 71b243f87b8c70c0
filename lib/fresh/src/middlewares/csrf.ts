import type { Context } from "../context.ts";
import { HttpError } from "../error.ts";
import type { Middleware } from "./mod.ts";

export interface CsrfOptions<State = unknown> {
  /** Origins that may send unsafe requests; the request's own one when absent. */
  origin?:
    | string
    | string[]
    | ((origin: string, context: Context<State>) => boolean);
}

const SAFE = ["GET", "HEAD", "OPTIONS"];

/** Refuses unsafe requests that a page of another origin made the browser send. */
export function csrf<State>(
  options: CsrfOptions<State> = {},
): Middleware<State> {
  const { origin: allowed } = options;

  function isAllowed(origin: string | null, ctx: Context<State>): boolean {
    if (origin === null) return false;
    if (!allowed) return origin === ctx.url.origin;
    if (typeof allowed === "function") return allowed(origin, ctx);
    return [allowed].flat().includes(origin);
  }

  return async (ctx) => {
    const { method, headers } = ctx.req;
    if (SAFE.includes(method)) return await ctx.next();
    const site = headers.get("Sec-Fetch-Site");
    const origin = headers.get("Origin");
    // Neither header: not a browser, so nobody's cookies are misused
    const trusted = site === null ? origin === null : site === "same-origin" || site === "none";
    if (!trusted && !isAllowed(origin, ctx)) throw new HttpError(403);
    return await ctx.next();
  };
}
