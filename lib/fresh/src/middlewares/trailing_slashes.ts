import type { Middleware } from "../types.ts";

/** Redirects to the form of the URL with, or without, a slash at its end. */
export function trailingSlashes<State>(mode: "always" | "never"): Middleware<State> {
  return (ctx) => {
    const { pathname, search } = ctx.url;
    const slash = pathname.endsWith("/");
    if (pathname === "/" || slash === (mode === "always")) return ctx.next();
    return ctx.redirect((slash ? pathname.slice(0, -1) : pathname + "/") + search);
  };
}
