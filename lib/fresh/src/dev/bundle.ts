import type { Plugin } from "esbuild";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Project, ResolvedBuildConfig } from "./config.ts";

const PACKAGE = fileURLToPath(new URL("../", import.meta.url));
const OWN_MODULES = ["mod.ts", "runtime/shared.ts", "dev/mod.ts"];
/** Stands for the build id until the content that it depends on is known. */
const PLACEHOLDER = "__FRESH_BUILD_ID__";

/** The browser side of a build, but for the build id. */
export interface Bundle {
  files: (buildId: string) => { pathname: string; content: Uint8Array }[];
  /** Paths of the sources that are part of it, packages excepted. */
  inputs: string[];
}

/** An island module, and the name of its browser side. */
export interface Module {
  name: string;
  specifier: string;
}

let running = 0;

/** Bundles the runtime and the modules, each by its name. esbuild is only loaded here. */
export async function bundle(
  modules: Module[],
  { root, mode, target }: ResolvedBuildConfig,
  project: Project,
): Promise<Bundle> {
  if (modules.length === 0) return { files: () => [], inputs: [] };
  const esbuild = await import("esbuild");
  const dev = mode === "development";
  const env = publicEnv().map(([name, value]) => [`process.env.${name}`, JSON.stringify(value)]);
  running++;
  try {
    const { outputFiles, metafile } = await esbuild.build({
      entryPoints: {
        "fresh-runtime": join(PACKAGE, "runtime/client/mod.ts"),
        ...Object.fromEntries(modules.map(({ name, specifier }) => [name, specifier])),
      },
      absWorkingDir: root,
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
      jsxImportSource: project.jsxImportSource,
      define: { "process.env.NODE_ENV": JSON.stringify(mode), ...Object.fromEntries(env) },
      plugins: [denoPlugin(root, project)],
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

/** Resolves as Deno does, and puts the build id and the public environment into the code. */
function denoPlugin(root: string, project: Project): Plugin {
  return {
    name: "deno",
    setup(build) {
      build.onResolve({ filter: /.*/ }, async ({ path, kind, importer, pluginData }) => {
        if (pluginData === "resolved") return;
        // One copy of Preact for everything; other packages know their own dependencies
        const isPreact = /^preact(\/|$)/.test(path);
        if (importer.includes("/node_modules/") && !isPreact) return;
        const target = applyMap(path, project);
        if (target.startsWith("/")) return { path: target };
        if (target.startsWith(".")) return;
        if (target.includes(":")) return { errors: [{ text: `Cannot bundle "${target}"` }] };
        for (const resolveDir of [root, Deno.cwd(), PACKAGE]) {
          const options = { kind: "import-statement", resolveDir, pluginData: "resolved" } as const;
          const result = await build.resolve(target, { ...options, importer });
          if (result.errors.length === 0) return result;
        }
        return { errors: [{ text: `Cannot find package "${target}" (${kind})` }] };
      });

      build.onLoad({ filter: /\.[tj]sx?$/ }, async ({ path }) => {
        if (path.includes("/node_modules/")) return;
        if (path === join(PACKAGE, "build_id.ts")) {
          return { contents: `export const BUILD_ID = "${PLACEHOLDER}";` };
        }
        const contents = (await Deno.readTextFile(path)).replace(
          /\bDeno\.env\.get\(\s*(["'`])(FRESH_PUBLIC_\w+)\1\s*\)/g,
          (_, _quote, name) => `(${JSON.stringify(Deno.env.get(name)) ?? "undefined"})`,
        );
        return { contents, loader: path.replace(/.*\./s, "") as "tsx" };
      });
    },
  };
}

/** Resolves a specifier by the import map: to a path, to the name of an npm package, or not. */
function applyMap(specifier: string, { imports }: Project): string {
  let target = specifier;
  let length = 0;
  for (const [key, entry] of imports) {
    // Deno lets "name" stand for "name/..." when it points to a package
    const prefix = key.endsWith("/") || specifier === key ? key : key + "/";
    if (!specifier.startsWith(prefix) || prefix.length <= length) continue;
    length = prefix.length;
    const rest = specifier.slice(key.length);
    const base = entry.target.startsWith(".") ? resolve(entry.dir, entry.target) : entry.target;
    target = key.endsWith("/") && base.startsWith("/") ? join(base, rest) : base + rest;
  }
  if (target.startsWith("file:")) return fileURLToPath(target);
  const own = /^jsr:\/?@fresh\/core(?:@[^/]*)?(\/\w+)?$/.exec(target);
  const module = own && OWN_MODULES[["", "/runtime", "/dev"].indexOf(own[1] ?? "")];
  if (module) return join(PACKAGE, module);
  // "npm:@scope/name@1.2.3/sub" is "@scope/name/sub" in node_modules
  return target.replace(/^npm:\/?((?:@[^/]+\/)?[^/@]+)(?:@[^/]*)?/, "$1");
}
