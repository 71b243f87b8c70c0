/** Query parameter that ties an asset URL to one build. */
export const ASSET_CACHE_BUST_KEY = "__frsh_c";
export const PARTIAL_SEARCH_PARAM = "fresh-partial";
export const ALIVE_URL = "/_frsh/alive";
/** Where a rendered Response carries its nonce: a symbol, so that it is never sent as a header. */
export const NONCE_SYMBOL: unique symbol = Symbol.for("__freshNonce") as never;
