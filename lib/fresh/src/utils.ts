/** Query parameter that ties the URL of an asset to one build. */
export const ASSET_CACHE_BUST_KEY = "__frsh_c";
export const ALIVE_URL = "/_frsh/alive";
/** Carries the nonce of a rendered Response: a symbol, because a header would be sent. */
export const NONCE_SYMBOL: unique symbol = Symbol.for("__freshNonce") as never;

/** Key of a static file: its URL path with all segments encoded alike; null when malformed. */
export function assetKey(pathname: string): string | null {
  try {
    return pathname.split("/").map((part) => encodeURIComponent(decodeURIComponent(part)))
      .join("/");
  } catch {
    return null;
  }
}

/** Adds the build id to the URL of an asset of this app; other URLs stay as they are. */
export function assetInternal(path: string, buildId: string, basePath = ""): string {
  if (!path.startsWith("/") || path.startsWith("//")) return path;
  const url = new URL(path, "http://a");
  if (url.host !== "a" || url.searchParams.has(ASSET_CACHE_BUST_KEY)) return path;
  url.searchParams.set(ASSET_CACHE_BUST_KEY, buildId);
  return basePath.replace(/\/$/, "") + url.pathname + url.search + url.hash;
}

/** The same for each URL of a `srcset`; one with a syntax of its own stays as it is. */
export function assetSrcSetInternal(srcset: string, buildId: string, basePath = ""): string {
  if (srcset.includes("(") || srcset.split(",").some((part) => part.trim() === "")) return srcset;
  return srcset.replace(
    /(^|,)(\s*)(\S+?)(?=[\s,]|$)/g,
    (_, comma, space, url) => comma + space + assetInternal(url, buildId, basePath),
  );
}

/** What `src` and `srcset` of an image become, unless it opts out. */
export function lockedProps(
  props: Record<string, unknown>,
  buildId: string,
  basePath?: string,
): Record<string, string> {
  const { src, srcset } = props;
  const locked: Record<string, string> = {};
  if (props["data-fresh-disable-lock"]) return locked;
  if (typeof src === "string") locked.src = assetInternal(src, buildId, basePath);
  if (typeof srcset === "string") locked.srcset = assetSrcSetInternal(srcset, buildId, basePath);
  return locked;
}
