import type { Plugin } from "esbuild";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProjectConfig } from "./deno_config.ts";
import { resolveMapped } from "./resolve.ts";

const PACKAGE_DIR = fileURLToPath(new URL("../", import.meta.url));
const BUILD_ID_MODULE = join(PACKAGE_DIR, "build_id.ts");

export interface BundleOptions {
  root: string;
  dev: boolean;
  /** Text that stands for the build id in the output. */
  buildId: string;
  /** Modules by the name of their output file. */
  entryPoints: Record<string, string>;
  target: string | string[];
  config: ProjectConfig;
}

export interface Bundle {
  files: { path: string; text: string }[];
  /** Absolute paths of the sources that are part of it, packages excepted. */
  inputs: string[];
}

let running = 0;

/** Bundles the browser modules. esbuild is only loaded here. */
export async function bundle(options: BundleOptions): Promise<Bundle> {
  const { root, dev, entryPoints, target, config } = options;
  const esbuild = await import("esbuild");
  running++;
  try {
    const result = await esbuild.build({
      entryPoints,
      platform: "browser",
      target,
      format: "esm",
      bundle: true,
      splitting: true,
      treeShaking: true,
      minify: !dev,
      sourcemap: dev ? "inline" : false,
      legalComments: "none",
      jsx: "automatic",
      jsxDev: dev,
      jsxImportSource: config.jsxImportSource,
      absWorkingDir: root,
      outdir: ".",
      write: false,
      metafile: true,
      logLevel: "silent",
      mainFields: ["browser", "module", "main"],
      define: {
        "process.env.NODE_ENV": JSON.stringify(dev ? "development" : "production"),
        ...Object.fromEntries(
          publicEnv().map(([name, value]) => [`process.env.${name}`, JSON.stringify(value)]),
        ),
      },
      plugins: [projectPlugin(options)],
    });
    return {
      files: result.outputFiles.map(({ path, text }) => ({
        path: path.slice(root.length + 1),
        text,
      })),
      inputs: Object.keys(result.metafile.inputs)
        .filter((path) => !path.includes("node_modules/") && !/^[\w-]+:/.test(path))
        .map((path) => path.startsWith("/") ? path : join(root, path)),
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

const ENV_READ = /\bDeno\.env\.get\(\s*(["'`])(FRESH_PUBLIC_\w+)\1\s*\)/g;

/** Resolves as Deno does, and puts the build id and the public environment into the code. */
function projectPlugin({ root, buildId, config }: BundleOptions): Plugin {
  return {
    name: "fresh",
    setup(build) {
      build.onResolve({ filter: /.*/ }, async ({ path, kind, importer, pluginData }) => {
        if (pluginData === "resolved") return;
        const isPreact = path === "preact" || path.startsWith("preact/");
        // One copy of Preact for everything; other packages know their own dependencies
        if (importer.includes("/node_modules/") && !isPreact) return;
        const found = resolveMapped(path, config, PACKAGE_DIR);
        if (found === null) return;
        if (found.kind === "file") return { path: found.path };
        if (found.kind === "unsupported") {
          return { errors: [{ text: `Cannot bundle "${path}": ${found.reason}` }] };
        }
        for (const resolveDir of [root, Deno.cwd(), dirname(PACKAGE_DIR)]) {
          const result = await build.resolve(found.name, {
            kind: kind === "entry-point" ? "import-statement" : kind,
            resolveDir,
            pluginData: "resolved",
          });
          if (result.errors.length === 0) return result;
        }
        return { errors: [{ text: `Cannot find package "${found.name}" in node_modules` }] };
      });

      build.onLoad({ filter: /\.[tj]sx?$/ }, async ({ path }) => {
        if (path.includes("/node_modules/")) return;
        if (path === BUILD_ID_MODULE) {
          return { contents: `export const BUILD_ID = ${JSON.stringify(buildId)};` };
        }
        const text = await Deno.readTextFile(path);
        if (!text.includes("FRESH_PUBLIC_")) return;
        const contents = text.replace(
          ENV_READ,
          (_, _quote, name) => `(${JSON.stringify(Deno.env.get(name)) ?? "undefined"})`,
        );
        return { contents, loader: path.slice(path.lastIndexOf(".") + 1) as "tsx" };
      });
    },
  };
}
