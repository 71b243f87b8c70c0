export { Builder } from "./builder.ts";
export type { BuildOptions, ResolvedBuildConfig } from "./project.ts";
export type { OnTransformArgs, OnTransformOptions, TransformFn } from "./static.ts";
