import { BUILD_ID } from "../build_id.ts";
import type { StaticFile } from "../build_cache.ts";
import { ASSET_CACHE_BUST_KEY } from "../constants.ts";
import { type Context, getBuildCache } from "../context.ts";
import { assetKey } from "../utils.ts";
import type { Middleware } from "./mod.ts";

const IMMUTABLE = "public, max-age=31536000, immutable";
const NO_CACHE = "no-cache, no-store, max-age=0, must-revalidate";

/** Serves the files of `static/` and of the build. */
export function staticFiles<T>(): Middleware<T> {
  return async (ctx) => {
    const { req, url, config } = ctx;
    let pathname = url.pathname;
    if (config.basePath.length > 1 && pathname.startsWith(config.basePath)) {
      pathname = pathname.slice(config.basePath.length) || "/";
    }

    const file = pathname === "/" ? null : await lookUp(ctx, pathname);
    if (file === null) {
      // Browsers ask for it unasked; a whole error page would be a waste
      if (pathname === "/favicon.ico") {
        return new Response(null, { status: 404 });
      }
      return await ctx.next();
    }
    if (req.method !== "GET" && req.method !== "HEAD") {
      file.close();
      return new Response("Method Not Allowed", { status: 405 });
    }

    const key = url.search === "" ? null : url.searchParams.get(ASSET_CACHE_BUST_KEY);
    if (key !== null && key !== BUILD_ID) {
      file.close();
      url.searchParams.delete(ASSET_CACHE_BUST_KEY);
      const location = url.pathname + url.search;
      return new Response(null, { status: 307, headers: { location } });
    }
    const ofBuild = key === BUILD_ID ||
      url.pathname.startsWith(`${config.basePath}/_fresh/js/${BUILD_ID}/`);
    return fileResponse(req, file, config.mode !== "development", ofBuild);
  };
}

async function lookUp<T>(
  ctx: Context<T>,
  pathname: string,
): Promise<StaticFile | null> {
  let decoded: string;
  try {
    const parts = pathname.split("/").map(decodeURIComponent);
    // An encoded slash is no way around the folders
    if (parts.some((part) => part.includes("/"))) return null;
    decoded = parts.join("/");
  } catch {
    return null;
  }
  const cache = getBuildCache(ctx);
  return await cache.readFile(assetKey(pathname)) ??
    await cache.readFile(decoded);
}

function fileResponse(
  req: Request,
  file: StaticFile,
  production: boolean,
  ofBuild: boolean,
): Response {
  const gzip = file.gzip !== undefined &&
      /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(
        req.headers.get("Accept-Encoding") ?? "",
      )
    ? file.gzip
    : undefined;
  const headers = new Headers({
    "Content-Type": file.contentType,
    Vary: file.gzip === undefined ? "If-None-Match" : "Accept-Encoding, If-None-Match",
    "Cache-Control": production && (ofBuild || file.immutable) ? IMMUTABLE : NO_CACHE,
  });
  if (file.hash !== null && production) {
    const etag = `W/"${file.hash}"`;
    headers.set("ETag", etag);
    const known = req.headers.get("If-None-Match")?.split(",").map((tag) => tag.trim()) ?? [];
    if (known.includes(etag) || known.includes(file.hash)) {
      file.close();
      return new Response(null, { status: 304, headers });
    }
  }
  if (gzip !== undefined) headers.set("Content-Encoding", "gzip");
  headers.set("Content-Length", String(gzip?.byteLength ?? file.size));
  if (req.method === "HEAD") {
    file.close();
    return new Response(null, { headers });
  }
  return new Response((gzip ?? file.readable) as BodyInit, { headers });
}
