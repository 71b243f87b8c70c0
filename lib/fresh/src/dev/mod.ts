import "../runtime/server/preact_hooks.ts";

export { Builder } from "./builder.ts";
export type { BuildOptions, ResolvedBuildConfig } from "./config.ts";
export type { OnTransformArgs, OnTransformOptions, TransformFn } from "./static.ts";
