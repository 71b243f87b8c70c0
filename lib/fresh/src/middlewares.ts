import type { StaticFile } from "./build_cache.ts";
import type { Context } from "./context.ts";
import type { Middleware } from "./types.ts";
import { ASSET_CACHE_BUST_KEY, assetKey, BUILD_ID, HttpError, NONCE_SYMBOL } from "./utils.ts";

/** Serves the files of `static/` and of the build. */
export function staticFiles<T>(): Middleware<T> {
  return async (ctx) => {
    const { req, url, config: { basePath, mode } } = ctx;
    const pathname = url.pathname.startsWith(basePath + "/")
      ? url.pathname.slice(basePath.length)
      : url.pathname;
    const file = await ctx.build.readFile(assetKey(pathname));
    if (file === null) {
      // Browsers ask for it unasked; a whole error page would be a waste
      if (pathname === "/favicon.ico") return new Response(null, { status: 404 });
      return await ctx.next();
    }
    if (req.method !== "GET" && req.method !== "HEAD") {
      return new Response("Method Not Allowed", { status: 405 });
    }
    const build = url.search === "" ? null : url.searchParams.get(ASSET_CACHE_BUST_KEY);
    if (build !== null && build !== BUILD_ID) {
      url.searchParams.delete(ASSET_CACHE_BUST_KEY);
      return ctx.redirect(url.pathname + url.search, 307);
    }
    const ofBuild = build !== null || pathname.startsWith(`/_fresh/js/${BUILD_ID}/`);
    return fileResponse(req, file, mode === "production", ofBuild);
  };
}

const GZIP = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/;

function fileResponse(req: Request, file: StaticFile, prod: boolean, ofBuild: boolean): Response {
  const { contentType, hash, gzip, content } = file;
  const headers = new Headers({
    "Content-Type": contentType,
    Vary: gzip === undefined ? "If-None-Match" : "Accept-Encoding, If-None-Match",
    "Cache-Control": prod && ofBuild
      ? "public, max-age=31536000, immutable"
      : "no-cache, no-store, max-age=0, must-revalidate",
  });
  if (prod) {
    headers.set("ETag", `W/"${hash}"`);
    // Weak or not does not matter, and quotes may be missing
    if (req.headers.get("If-None-Match")?.split(/[\s",]|W\//).includes(hash)) {
      return new Response(null, { status: 304, headers });
    }
  }
  const packed = GZIP.test(req.headers.get("Accept-Encoding") ?? "") ? gzip : undefined;
  if (packed !== undefined) headers.set("Content-Encoding", "gzip");
  const body = packed ?? content;
  headers.set("Content-Length", String(body.length));
  return new Response(req.method === "HEAD" ? null : body as BodyInit, { headers });
}

export interface CSPOptions {
  reportOnly?: boolean;
  reportTo?: string;
  csp?: string[];
  /** Allow inline scripts and styles by the nonce of the rendered page only. */
  useNonce?: boolean;
}

const DEFAULTS = `default-src 'self'; script-src 'self' 'unsafe-inline';
style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:;
media-src 'self' data: blob:; worker-src 'self' blob:; connect-src 'self'; object-src 'none';
base-uri 'self'; form-action 'self'; frame-ancestors 'none'; upgrade-insecure-requests`;

/** Sets a Content-Security-Policy on every response. */
export function csp<State>({ reportOnly, reportTo, csp = [], useNonce }: CSPOptions = {}) {
  const nameOf = (directive: string) => directive.trim().split(/\s/)[0];
  const own = new Set(csp.map(nameOf));
  const directives = [...DEFAULTS.split(/;\s*/).filter((item) => !own.has(nameOf(item))), ...csp];
  if (reportTo) directives.push("report-to csp-endpoint", `report-uri ${reportTo}`);
  const header = `Content-Security-Policy${reportOnly ? "-Report-Only" : ""}`;

  return async (ctx: Context<State>) => {
    const res: Response & { [NONCE_SYMBOL]?: string } = await ctx.next();
    const nonce = useNonce ? res[NONCE_SYMBOL] : undefined;
    const policy = directives.map((item) =>
      nonce && /^(script|style|default)-src /.test(item)
        ? item.replace("'unsafe-inline'", `'nonce-${nonce}'`)
        : item
    );
    res.headers.set(header, policy.join("; "));
    if (reportTo) res.headers.set("Reporting-Endpoints", `csp-endpoint="${reportTo}"`);
    return res;
  };
}

export interface CsrfOptions<State = unknown> {
  /** Origins that may send unsafe requests; the request's own one when absent. */
  origin?: string | string[] | ((origin: string, context: Context<State>) => boolean);
}

/** Refuses unsafe requests that a page of another origin made the browser send. */
export function csrf<State>({ origin: allowed }: CsrfOptions<State> = {}): Middleware<State> {
  return (ctx) => {
    const { method, headers } = ctx.req;
    const site = headers.get("Sec-Fetch-Site");
    const origin = headers.get("Origin");
    // Neither header: not a browser, so nobody's cookies are misused
    const trusted = site === null ? origin === null : site === "same-origin" || site === "none";
    if (trusted || /^(GET|HEAD|OPTIONS)$/.test(method)) return ctx.next();
    const isAllowed = typeof allowed === "function"
      ? origin !== null && allowed(origin, ctx)
      : [allowed || ctx.url.origin].flat().some((one) => one === origin);
    if (!isAllowed) throw new HttpError(403);
    return ctx.next();
  };
}

/** Redirects to the form of the URL with, or without, a slash at its end. */
export function trailingSlashes<State>(mode: "always" | "never"): Middleware<State> {
  return (ctx) => {
    const { pathname, search } = ctx.url;
    const slash = pathname.endsWith("/");
    if (pathname === "/" || slash === (mode === "always")) return ctx.next();
    return ctx.redirect((slash ? pathname.slice(0, -1) : pathname + "/") + search);
  };
}
