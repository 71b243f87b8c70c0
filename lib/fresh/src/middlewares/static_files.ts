import { BUILD_ID } from "../build_id.ts";
import type { StaticFile } from "../build_cache.ts";
import { getBuildCache } from "../context.ts";
import type { Middleware } from "../types.ts";
import { ASSET_CACHE_BUST_KEY, assetKey } from "../utils.ts";

/** Serves the files of `static/` and of the build. */
export function staticFiles<T>(): Middleware<T> {
  return async (ctx) => {
    const { req, url, config } = ctx;
    const { basePath } = config;
    const pathname = basePath.length > 1 && url.pathname.startsWith(basePath)
      ? url.pathname.slice(basePath.length) || "/"
      : url.pathname;
    const key = pathname === "/" ? null : assetKey(pathname);
    const file = key === null ? null : await getBuildCache(ctx).readFile(key);
    if (file === null) {
      // Browsers ask for it unasked; a whole error page would be a waste
      if (pathname === "/favicon.ico") return new Response(null, { status: 404 });
      return await ctx.next();
    }
    if (req.method !== "GET" && req.method !== "HEAD") {
      file.close();
      return new Response("Method Not Allowed", { status: 405 });
    }
    const build = url.search === "" ? null : url.searchParams.get(ASSET_CACHE_BUST_KEY);
    if (build !== null && build !== BUILD_ID) {
      file.close();
      url.searchParams.delete(ASSET_CACHE_BUST_KEY);
      const location = url.pathname + url.search;
      return new Response(null, { status: 307, headers: { location } });
    }
    const ofBuild = build !== null || pathname.startsWith(`/_fresh/js/${BUILD_ID}/`);
    return fileResponse(req, file, config.mode === "production", ofBuild);
  };
}

function fileResponse(req: Request, file: StaticFile, prod: boolean, ofBuild: boolean): Response {
  const { contentType, hash, gzip } = file;
  const headers = new Headers({
    "Content-Type": contentType,
    Vary: gzip === undefined ? "If-None-Match" : "Accept-Encoding, If-None-Match",
    "Cache-Control": prod && ofBuild
      ? "public, max-age=31536000, immutable"
      : "no-cache, no-store, max-age=0, must-revalidate",
  });
  if (hash !== null && prod) {
    const etag = `W/"${hash}"`;
    headers.set("ETag", etag);
    const known = req.headers.get("If-None-Match")?.split(/\s*,\s*/) ?? [];
    if (known.includes(etag) || known.includes(hash)) {
      file.close();
      return new Response(null, { status: 304, headers });
    }
  }
  const accepts = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(
    req.headers.get("Accept-Encoding") ?? "",
  );
  const body = accepts ? gzip : undefined;
  if (body !== undefined) headers.set("Content-Encoding", "gzip");
  headers.set("Content-Length", String(body?.byteLength ?? file.size));
  if (req.method === "HEAD") {
    file.close();
    return new Response(null, { headers });
  }
  return new Response((body ?? file.readable) as BodyInit, { headers });
}
