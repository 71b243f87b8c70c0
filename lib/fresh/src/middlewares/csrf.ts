import type { Context } from "../context.ts";
import { HttpError } from "../error.ts";
import type { Middleware } from "../types.ts";

export interface CsrfOptions<State = unknown> {
  /** Origins that may send unsafe requests; the request's own one when absent. */
  origin?: string | string[] | ((origin: string, context: Context<State>) => boolean);
}

/** Refuses unsafe requests that a page of another origin made the browser send. */
export function csrf<State>({ origin: allowed }: CsrfOptions<State> = {}): Middleware<State> {
  function isAllowed(origin: string | null, ctx: Context<State>): boolean {
    if (origin === null) return false;
    if (typeof allowed === "function") return allowed(origin, ctx);
    return [allowed || ctx.url.origin].flat().includes(origin);
  }

  return async (ctx) => {
    const { method, headers } = ctx.req;
    if (/^(GET|HEAD|OPTIONS)$/.test(method)) return await ctx.next();
    const site = headers.get("Sec-Fetch-Site");
    const origin = headers.get("Origin");
    // Neither header: not a browser, so nobody's cookies are misused
    const trusted = site === null ? origin === null : site === "same-origin" || site === "none";
    if (!trusted && !isAllowed(origin, ctx)) throw new HttpError(403);
    return await ctx.next();
  };
}
