import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, parse, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { uniqueName } from "../build_cache.ts";
import { type FsRouteFile, sortRoutePaths } from "../fs_routes.ts";
import { pathToPattern } from "../router.ts";

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
export type ResolvedBuildConfig = Required<BuildOptions> & {
  staticDir: string[];
  mode: "development" | "production";
  buildId: string;
};

export function resolveConfig(options: BuildOptions): ResolvedBuildConfig {
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
    buildId: "",
  };
}

/** A route file; a `lazy` one is loaded by its first request. */
export type RouteEntry = Omit<FsRouteFile<unknown>, "mod"> & { lazy: boolean };

/** Files of a directory and all below, in a stable order; none when it does not exist. */
export function listFiles(dir: string, skip: RegExp[]): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = `${dir}/${entry.name}`;
    if (skip.some((rule) => path.search(rule) !== -1)) return [];
    return entry.isDirectory() ? listFiles(path, skip) : entry.isFile() ? [path] : [];
  }).sort();
}

/** Islands, each with the name of its browser side, and routes. */
export type Modules = ReturnType<typeof crawl>;

/** Finds the islands, besides those that are registered, and the routes of a project. */
export function crawl(config: ResolvedBuildConfig, registered: Iterable<string>) {
  const { root, islandDir, routeDir, ignore } = config;
  const sources = (dir: string) => listFiles(dir, ignore).filter((path) => /\.[tj]sx?$/.test(path));
  // Folders like (_islands) or (_components) have no routes
  const groupOf = (path: string) => /\/\((_[^/]+)\)\//.exec(path)?.[1];
  const inRoutes = sources(routeDir);
  const islands = new Set([
    ...sources(islandDir),
    ...inRoutes.filter((path) => groupOf(path) === "_islands"),
    ...Array.from(registered, (path) => path.startsWith(".") ? resolve(root, path) : path),
  ]);
  const routes = inRoutes.filter((path) => groupOf(path) === undefined)
    .map((path) => toEntry(routeDir, path)).sort((a, b) => sortRoutePaths(a.id, b.id));
  const used = new Map<string, number>();
  return {
    islands: Array.from(islands, (path) => ({ name: nameOf(path, used), specifier: path })),
    routes,
  };
}

function nameOf(specifier: string, used: Map<string, number>): string {
  const name = parse(specifier).name.replaceAll(/\W+/g, "_");
  return uniqueName(/^[A-Z]/.test(name) ? name : `_${name}`, used);
}

const SPECIAL: Record<string, RouteEntry["type"]> = {
  _middleware: "middleware",
  _layout: "layout",
  _app: "app",
  _404: "notFound",
  _error: "error",
  _500: "error",
};

function toEntry(routeDir: string, filePath: string): RouteEntry {
  const id = "/" + relative(routeDir, filePath).replace(/\.[tj]sx?$/, "");
  const type = SPECIAL[parse(filePath).name] ?? "route";
  const path = (type === "route" ? id : dirname(id)).slice(1);
  const folder = pathToPattern(path, { keepGroups: true });
  // An index lies inside of its folder
  const pattern = id.endsWith("/index") && folder !== "/" ? folder + "/" : folder;
  // The pattern of one with an override is only known when the module is loaded
  const lazy = type === "route" && !readFileSync(filePath, "utf8").includes("routeOverride");
  return { id, filePath, type, pattern, routePattern: pathToPattern(path), lazy };
}
