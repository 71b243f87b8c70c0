export { setBuildCache } from "./app.ts";
export { ProdBuildCache, registerIslands } from "./build_cache.ts";
