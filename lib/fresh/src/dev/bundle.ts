import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";
import type { Modules, ResolvedBuildConfig } from "./project.ts";

/** Directory of the sources of this package. */
export const PACKAGE = dirname(import.meta.dirname!);

/** Bundles the browser runtime and the islands, each by its name. esbuild is only loaded here. */
export async function bundle(islands: Modules["islands"], config: ResolvedBuildConfig) {
  const { root, mode, target, buildId } = config;
  if (islands.length === 0) return [];
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: {
      "fresh-runtime": join(PACKAGE, "runtime/client/mod.ts"),
      ...Object.fromEntries(islands.map(({ name, specifier }) => [name, specifier])),
    },
    outdir: `/_fresh/js/${buildId}`,
    write: false,
    bundle: true,
    format: "esm",
    platform: "browser",
    target,
    splitting: true,
    minify: mode === "production",
    sourcemap: mode === "development" && "inline",
    legalComments: "none",
    logLevel: "silent",
    jsx: "automatic",
    jsxImportSource: "preact",
    define: {
      "process.env.NODE_ENV": JSON.stringify(mode),
      FRESH_BUILD_ID: JSON.stringify(buildId),
    },
    nodePaths: [join(root, "node_modules"), join(Deno.cwd(), "node_modules")],
    plugins: [await denoPlugin()],
  });
  return outputFiles.map(({ path, contents }) => ({ pathname: path, content: contents }));
}

/** Makes esbuild resolve imports as Deno does, and puts the public environment into the code. */
async function denoPlugin(): Promise<Plugin> {
  // Unlike this module, one in no package resolves by the import map of the project
  const resolver = "data:text/javascript,export default (name) => import.meta.resolve(name)";
  const { default: resolve }: { default: (name: string) => string } = await import(resolver);
  return {
    name: "deno",
    setup(build) {
      build.onResolve({ filter: /^[@\w]/ }, ({ path }) => {
        try {
          const url = resolve(path);
          // A package by its own name: esbuild knows its variant for browsers
          const name = /^(@[^/]+\/)?[^/]+/.exec(path)?.[0];
          if (!url.includes(`/node_modules/${name}/`)) return { path: fileURLToPath(url) };
        } catch {
          // Not in the import map, or not a file
        }
      });
      build.onLoad({ filter: /\.[tj]sx?$/ }, async ({ path }) => {
        if (path.includes("/node_modules/")) return;
        const contents = (await Deno.readTextFile(path)).replace(
          /\b(?:Deno\.env\.get\(\s*["'`](FRESH_PUBLIC_\w+)["'`]\s*\)|process\.env\.(FRESH_PUBLIC_\w+))/g,
          (_, name, other) => `(${JSON.stringify(Deno.env.get(name ?? other))})`,
        );
        return { contents, loader: path.replace(/.*\./s, "") as "tsx" };
      });
    },
  };
}
