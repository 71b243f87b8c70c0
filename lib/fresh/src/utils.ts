/** In the browser esbuild puts the id of the bundle's build in place of the name. */
declare const FRESH_BUILD_ID: string | undefined;

/** Id of the running build. */
export let BUILD_ID: string = typeof FRESH_BUILD_ID === "string"
  ? FRESH_BUILD_ID
  : crypto.randomUUID().replaceAll("-", "");

export const setBuildId = (id: string): string => BUILD_ID = id;

/** Query parameter that ties the URL of an asset to one build. */
export const ASSET_CACHE_BUST_KEY = "__frsh_c";
export const ALIVE_URL = "/_frsh/alive";
/** Carries the nonce of a rendered Response: a symbol, because a header would be sent. */
export const NONCE_SYMBOL: unique symbol = Symbol.for("__freshNonce") as never;

/** An error that ends the request with an HTTP status; its message is shown to the caller. */
export class HttpError extends Error {
  override name = "HttpError";
  constructor(readonly status: number, message?: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** Key of a static file: its URL path with all segments encoded alike; malformed ones as they are. */
export function assetKey(pathname: string): string {
  try {
    return pathname.split("/").map(decodeURIComponent).map(encodeURIComponent).join("/");
  } catch {
    return pathname;
  }
}

/** Adds the build id to the URL of an asset of this app; other URLs stay as they are. */
export function assetInternal(path: string, buildId: string, basePath = ""): string {
  if (!/^\/(?![/\\])/.test(path) || path.includes(ASSET_CACHE_BUST_KEY + "=")) return path;
  // A page has many of them, and parsing each as a URL would show in its cost
  const [, file, query, hash = ""] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(path) ?? [];
  return `${basePath}${file}${query ? query + "&" : "?"}${ASSET_CACHE_BUST_KEY}=${buildId}${hash}`;
}

/** The same for each URL of a `srcset`; one with a syntax of its own stays as it is. */
export function assetSrcSetInternal(srcset: string, basePath?: string): string {
  if (srcset.includes("(") || srcset.split(",").some((part) => part.trim() === "")) return srcset;
  return srcset.replace(
    /(^|,)(\s*)(\S+?)(?=[\s,]|$)/g,
    (_, comma, space, url) => comma + space + assetInternal(url, BUILD_ID, basePath),
  );
}

/** What `src` and `srcset` of an image become, unless it opts out. */
export function lockedProps(props: Record<string, unknown>, basePath?: string): object {
  const { src, srcset } = props;
  const locked: Record<string, string> = {};
  if (props["data-fresh-disable-lock"]) return locked;
  if (typeof src === "string") locked.src = assetInternal(src, BUILD_ID, basePath);
  if (typeof srcset === "string") locked.srcset = assetSrcSetInternal(srcset, basePath);
  return locked;
}
