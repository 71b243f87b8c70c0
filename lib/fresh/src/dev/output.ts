import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { pathToExportName, UniqueNamer } from "../utils.ts";
import { bundle } from "./bundle.ts";
import type { ResolvedBuildConfig } from "./config.ts";
import type { ProjectConfig } from "./deno_config.ts";

/** An island module and its place in the build. */
export interface IslandModule {
  name: string;
  /** What the server imports. */
  specifier: string;
  /** URL path of the browser module. */
  file: string;
}

/** The browser side of a build. */
export interface Output {
  clientEntry: string;
  islands: IslandModule[];
  files: { pathname: string; content: Uint8Array }[];
  /** Sources of the bundle. */
  inputs: string[];
}

/** Stands for the build id until the content that it depends on is known. */
const PLACEHOLDER = "__FRESH_BUILD_ID__";
const RUNTIME = new URL("../runtime/client/mod.ts", import.meta.url).href;

/** Bundles the runtime and the islands; `buildId` is asked for when the sources are known. */
export async function bundleIslands(
  specifiers: Iterable<string>,
  config: ResolvedBuildConfig,
  project: ProjectConfig,
  buildId: (inputs: string[]) => string | Promise<string>,
): Promise<Output> {
  const namer = new UniqueNamer();
  const entryPoints: Record<string, string> = { "fresh-runtime": RUNTIME };
  const modules: Omit<IslandModule, "file">[] = [];
  for (const specifier of specifiers) {
    const name = namer.getUniqueName(specToName(specifier));
    const isPath = /^[./]/.test(specifier);
    entryPoints[name] = isPath ? resolve(config.root, specifier) : specifier;
    const server = isPath ? pathToFileURL(resolve(config.root, specifier)).href : specifier;
    modules.push({ name, specifier: server });
  }

  const dev = config.mode === "development";
  const { root, target } = config;
  const result = modules.length === 0 ? { files: [], inputs: [] } : await bundle({
    root,
    dev,
    buildId: PLACEHOLDER,
    entryPoints,
    target,
    config: project,
  });
  const id = await buildId(result.inputs);
  const prefix = `/_fresh/js/${id}/`;
  const encoder = new TextEncoder();
  return {
    clientEntry: `${prefix}fresh-runtime.js`,
    inputs: result.inputs,
    islands: modules.map((module) => ({
      ...module,
      file: `${prefix}${module.name}.js`,
    })),
    files: result.files.map(({ path, text }) => ({
      pathname: prefix + path,
      content: encoder.encode(text.replaceAll(PLACEHOLDER, id)),
    })),
  };
}

/** Name of an island module: that of its file, or of its package. */
export function specToName(specifier: string): string {
  const versionless = specifier.replace(/^(npm|jsr):/, "").replace(
    /(?<=.)@[\^~]?\d[^/]*/,
    "",
  );
  if (versionless === specifier) return pathToExportName(specifier);
  const scoped = /^@([^/]+)\/([^/]+)$/.exec(versionless);
  return pathToExportName(scoped ? `${scoped[1]}_${scoped[2]}` : versionless);
}
