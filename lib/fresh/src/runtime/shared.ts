import { BUILD_ID } from "../build_id.ts";
import { assetInternal, assetSrcSetInternal } from "../utils.ts";

export { HttpError } from "../error.ts";
export { Head, type HeadProps } from "./head.ts";

/** True in the browser, false on the server. */
export const IS_BROWSER: boolean = typeof document !== "undefined";

/** URL of a static file that may be cached for ever, because it names the build. */
export function asset(path: string): string {
  return assetInternal(path, BUILD_ID);
}

/** {@linkcode asset} for each URL of a `srcset`. */
export function assetSrcSet(srcset: string): string {
  return assetSrcSetInternal(srcset, BUILD_ID);
}
