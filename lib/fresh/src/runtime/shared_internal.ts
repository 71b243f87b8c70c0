import { ASSET_CACHE_BUST_KEY } from "../constants.ts";

/** Adds the build id to the URL of an asset of this app; other URLs stay as they are. */
export function assetInternal(
  path: string,
  buildId: string,
  basePath = "",
): string {
  if (!path.startsWith("/") || path.startsWith("//")) return path;
  const url = new URL(path, "http://a");
  if (url.host !== "a" || url.searchParams.has(ASSET_CACHE_BUST_KEY)) {
    return path;
  }
  url.searchParams.set(ASSET_CACHE_BUST_KEY, buildId);
  const base = basePath === "/" ? "" : basePath.replace(/\/$/, "");
  return base + url.pathname + url.search + url.hash;
}

/** The same for each URL of a `srcset`. */
export function assetSrcSetInternal(
  srcset: string,
  buildId: string,
  basePath = "",
): string {
  // A parenthesis means a syntax that a split by comma would break
  if (srcset.includes("(")) return srcset;
  const parts = srcset.split(",");
  if (parts.some((part) => part.trim() === "")) return srcset;
  return parts.map((part) => part.replace(/[^\s]+/, (url) => assetInternal(url, buildId, basePath)))
    .join(",");
}

/** Locks `src` and `srcset` of images to the build; returns undefined when nothing changes. */
export function lockedProps(
  props: Record<string, unknown>,
  buildId: string,
  basePath?: string,
): Record<string, unknown> | undefined {
  if (props["data-fresh-disable-lock"]) return;
  const { src, srcset } = props;
  const locked: Record<string, unknown> = {};
  if (typeof src === "string") {
    locked.src = assetInternal(src, buildId, basePath);
  }
  if (typeof srcset === "string") {
    locked.srcset = assetSrcSetInternal(srcset, buildId, basePath);
  }
  for (const name in locked) if (locked[name] !== props[name]) return locked;
}
