import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export interface BuildOptions {
  /** Browsers the bundle is made for, as esbuild names them. */
  target?: string | string[];
  /** Directory of the project; other paths start from it. */
  root?: string;
  /** Where the build is written. Default `_fresh`. */
  outDir?: string;
  /** Directories of static files; in the first one wins. Default `static`. */
  staticDir?: string | string[];
  islandDir?: string;
  routeDir?: string;
  /** Module that exports `app`. Default `main.ts`. */
  serverEntry?: string;
  /** Paths that are neither routes nor islands. Default: tests. */
  ignore?: RegExp[];
}

/** The options in use, with absolute paths. */
export type ResolvedBuildConfig = Required<Omit<BuildOptions, "staticDir">> & {
  staticDir: string[];
  mode: "development" | "production";
  buildId: string;
};

export function resolveConfig(options: BuildOptions, buildId: string): ResolvedBuildConfig {
  const path = (value: string, base: string) =>
    resolve(base, value.startsWith("file:") ? fileURLToPath(value) : value);
  const root = path(options.root ?? ".", Deno.cwd());
  return {
    target: options.target ?? ["chrome99", "firefox99", "safari15"],
    root,
    outDir: path(options.outDir ?? "_fresh", root),
    staticDir: [options.staticDir ?? "static"].flat().map((dir) => path(dir, root)),
    islandDir: path(options.islandDir ?? "islands", root),
    routeDir: path(options.routeDir ?? "routes", root),
    serverEntry: path(options.serverEntry ?? "main.ts", root),
    ignore: options.ignore ?? [/[._]test\.(?:[tj]sx?|[mc][tj]s)$/],
    mode: "production",
    buildId,
  };
}

/** What the build needs of `deno.json`. */
export interface Project {
  /** Import map: targets, and the directories that relative ones start from. */
  imports: Map<string, { target: string; dir: string }>;
  jsxImportSource: string;
  /** The configuration and lock files that were found. */
  files: string[];
}

const SKIP = "a img source body html head title meta script link style base noscript template";

/** Reads the configuration files from the project upwards. Throws when JSX is not set up. */
export async function readProject(root: string): Promise<Project> {
  const project: Project = { imports: new Map(), jsxImportSource: "", files: [] };
  // A project that lies outside, as in tests, is built with the configuration of this process
  for (const start of [root, Deno.cwd()]) {
    for (let dir = start; project.jsxImportSource === ""; dir = dirname(dir)) {
      await readDenoJson(dir, project);
      if (dir === dirname(dir)) break;
    }
  }
  if (project.jsxImportSource !== "") return project;
  throw new Error(`Cannot build "${root}": deno.json sets no compilerOptions.jsxImportSource`);
}

async function readDenoJson(dir: string, project: Project): Promise<void> {
  for (const name of ["deno.lock", "deno.json", "deno.jsonc"]) {
    const path = resolve(dir, name);
    const text = await Deno.readTextFile(path).catch(() => null);
    if (text === null) continue;
    project.files.push(path);
    if (name === "deno.lock") continue;
    // Comments and trailing commas go, strings stay
    const bare = text.replace(/("(?:\\.|[^"\\])*")|\/\/.*|\/\*[^]*?\*\//g, "$1")
      .replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, "$1");
    const { imports = {}, compilerOptions = {} } = JSON.parse(bare);
    for (const [key, target] of Object.entries<string>(imports)) {
      if (!project.imports.has(key)) project.imports.set(key, { target, dir });
    }
    const { jsx, jsxImportSource = "", jsxPrecompileSkipElements = [] } = compilerOptions;
    project.jsxImportSource ||= jsxImportSource;
    const missing = SKIP.split(" ").filter((tag) => !jsxPrecompileSkipElements.includes(tag));
    if (jsx === "precompile" && missing.length > 0) {
      throw new Error(`Cannot build: jsxPrecompileSkipElements in "${path}" lacks ${missing}`);
    }
  }
}
