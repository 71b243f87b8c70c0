import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { BUILD_ID } from "../build_id.ts";

export interface BuildOptions {
  /** Browsers the bundle is made for, as esbuild names them. */
  target?: string | string[];
  /** Directory of the project; other paths start from it. */
  root?: string;
  /** Where the build is written. Default `_fresh`. */
  outDir?: string;
  /** Directories of static files, the first one wins. Default `static`. */
  staticDir?: string | string[];
  islandDir?: string;
  routeDir?: string;
  /** Module that exports `app`. Default `main.ts`. */
  serverEntry?: string;
  /** Paths that are left out when looking for routes and islands. Default: tests. */
  ignore?: RegExp[];
  /** Accepted for compatibility; source maps are never published. */
  sourceMap?: {
    kind?: boolean | string;
    sourceRoot?: string;
    sourcesContent?: boolean;
  };
}

/** The options in use, with absolute paths. */
export interface ResolvedBuildConfig {
  target: string | string[];
  root: string;
  outDir: string;
  staticDir: string[];
  islandDir: string;
  routeDir: string;
  serverEntry: string;
  ignore: RegExp[];
  mode: "development" | "production";
  buildId: string;
}

const TEST_FILE = /[._]test\.(?:[tj]sx?|[mc][tj]s)$/;

export function resolveBuildConfig(options: BuildOptions): ResolvedBuildConfig {
  const root = toPath(options.root ?? ".", Deno.cwd());
  return {
    target: options.target ?? ["chrome99", "firefox99", "safari15"],
    root,
    outDir: toPath(options.outDir ?? "_fresh", root),
    staticDir: [options.staticDir ?? "static"].flat().map((dir) => toPath(dir, root)),
    islandDir: toPath(options.islandDir ?? "islands", root),
    routeDir: toPath(options.routeDir ?? "routes", root),
    serverEntry: toPath(options.serverEntry ?? "main.ts", root),
    ignore: options.ignore ?? [TEST_FILE],
    mode: "production",
    buildId: BUILD_ID,
  };
}

function toPath(path: string, base: string): string {
  if (path.startsWith("file:")) return resolve(fileURLToPath(path));
  return isAbsolute(path) ? resolve(path) : resolve(base, path);
}
