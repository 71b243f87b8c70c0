import { assetInternal, assetSrcSetInternal, BUILD_ID } from "../utils.ts";

export { HttpError } from "../utils.ts";
export { Head, type HeadProps } from "./head.ts";

export const IS_BROWSER: boolean = typeof document !== "undefined";

/** URL of a static file that may be cached for ever, because it names the build. */
export const asset = (path: string): string => assetInternal(path, BUILD_ID);

/** {@linkcode asset} for each URL of a `srcset`. */
export const assetSrcSet = (srcset: string): string => assetSrcSetInternal(srcset);
