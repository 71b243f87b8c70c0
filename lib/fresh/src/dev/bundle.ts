import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Project, ResolvedBuildConfig } from "./config.ts";

const PACKAGE = fileURLToPath(new URL("../", import.meta.url));
/** Stands for the build id until the content that it depends on is known. */
const PLACEHOLDER = "__FRESH_BUILD_ID__";

/** An island module, and the name of its browser side. */
export interface Module {
  name: string;
  specifier: string;
}

/** The browser side of a build, but for the build id. */
export interface Bundle {
  files: (buildId: string) => { pathname: string; content: Uint8Array }[];
  /** Paths of the sources that are part of it, packages excepted. */
  inputs: string[];
}

let running = 0;

/** Bundles the runtime and the modules, each by its name. esbuild is only loaded here. */
export async function bundle(
  modules: Module[],
  { root, mode, target }: ResolvedBuildConfig,
  { jsxImportSource, imports }: Project,
): Promise<Bundle> {
  if (modules.length === 0) return { files: () => [], inputs: [] };
  const esbuild = await import("esbuild");
  const dev = mode === "development";
  running++;
  try {
    const { outputFiles, metafile } = await esbuild.build({
      entryPoints: {
        "fresh-runtime": join(PACKAGE, "runtime/client/mod.ts"),
        ...Object.fromEntries(modules.map(({ name, specifier }) => [name, npmName(specifier)])),
      },
      absWorkingDir: root,
      // What an alias stands for is looked up from the project: one Preact for everything
      alias: Object.fromEntries(
        [...imports].flatMap(([key, to]) => aliases(key, to.target, to.dir)),
      ),
      nodePaths: [join(Deno.cwd(), "node_modules")],
      outdir: ".",
      write: false,
      metafile: true,
      bundle: true,
      format: "esm",
      platform: "browser",
      target,
      splitting: true,
      minify: !dev,
      sourcemap: dev && "inline",
      legalComments: "none",
      logLevel: "silent",
      jsx: "automatic",
      jsxImportSource,
      define: {
        "process.env.NODE_ENV": JSON.stringify(mode),
        FRESH_BUILD_ID: JSON.stringify(PLACEHOLDER),
        ...Object.fromEntries(
          publicEnv().map(([name, value]) => [`process.env.${name}`, JSON.stringify(value)]),
        ),
      },
      plugins: [{ name: "env", setup: (build) => build.onLoad({ filter: /\.[tj]sx?$/ }, loadEnv) }],
    });
    const encoder = new TextEncoder();
    return {
      files: (buildId) =>
        outputFiles.map(({ path, text }) => ({
          pathname: `/_fresh/js/${buildId}${path.slice(root.length)}`,
          content: encoder.encode(text.replaceAll(PLACEHOLDER, buildId)),
        })),
      inputs: Object.keys(metafile.inputs).filter((path) => !path.includes("node_modules/"))
        .map((path) => resolve(root, path)),
    };
  } finally {
    // Its process would keep ours alive
    if (--running === 0) await esbuild.stop();
  }
}

/** The environment variables that may go to the browser. */
export function publicEnv(): [string, string][] {
  return Object.entries(Deno.env.toObject()).filter(([name]) => name.startsWith("FRESH_PUBLIC_"))
    .sort();
}

/** Puts the public environment into the code of the project. */
async function loadEnv({ path }: { path: string }) {
  if (path.includes("/node_modules/")) return;
  const contents = (await Deno.readTextFile(path)).replace(
    /\bDeno\.env\.get\(\s*(["'`])(FRESH_PUBLIC_\w+)\1\s*\)/g,
    (_, _quote, name) => `(${JSON.stringify(Deno.env.get(name)) ?? "undefined"})`,
  );
  return { contents, loader: path.replace(/.*\./s, "") as "tsx" };
}

/** What an entry of the import map is to esbuild, which looks for packages in node_modules. */
function aliases(key: string, target: string, dir: string): [string, string][] {
  if (/^jsr:\/?@fresh\/core(@|$)/.test(target)) {
    const own = { "/runtime": "runtime/shared.ts", "/dev": "dev/mod.ts", "": "mod.ts" };
    return Object.entries(own).map(([sub, path]) => [key + sub, join(PACKAGE, path)]);
  }
  const name = key.replace(/\/$/, "");
  return [[name, target.startsWith(".") ? resolve(dir, target) : npmName(target)]];
}

/** `npm:@scope/name@1.2.3/sub` is `@scope/name/sub` in node_modules. */
function npmName(specifier: string): string {
  return specifier.replace(/^npm:\/?((?:@[^/]+\/)?[^/@]+)(?:@[^/]*)?/, "$1");
}
