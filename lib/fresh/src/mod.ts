export { App, type ListenOptions } from "./app.ts";
export type { Island } from "./build_cache.ts";
export type { Context, Context as FreshContext } from "./context.ts";
export { csp, csrf, staticFiles, trailingSlashes } from "./middlewares.ts";
export type { CSPOptions, CsrfOptions } from "./middlewares.ts";
export type * from "./types.ts";
export { createDefine, page } from "./types.ts";
export { HttpError } from "./utils.ts";
