import { relative } from "node:path";
import type { CommandType } from "../commands.ts";
import { type FsRouteFile, sortRoutePaths } from "../fs_routes.ts";
import { pathToPattern } from "../router.ts";
import type { RouteConfig } from "../types.ts";
import { type FsAdapter, fsAdapter } from "./fs.ts";

export type FsRouteFileNoMod<State = unknown> =
  & Omit<FsRouteFile<State>, "mod">
  & {
    /** Loaded by its first request. */
    lazy: boolean;
  };

const SOURCES = ["tsx", "jsx", "ts", "js"];
const PRIVATE_GROUP = /[/\\]\((_[^/\\]+)\)[/\\]/;

async function* sources(
  fs: FsAdapter,
  dir: string,
  ignore: RegExp[],
): AsyncGenerator<string> {
  if (!await fs.isDirectory(dir)) return;
  for await (const { path } of fs.walk(dir, { exts: SOURCES, skip: ignore })) {
    yield path;
  }
}

/** Finds the route files of a folder; islands among them go to `onIsland`. */
export async function crawlRouteDir<State>(
  fs: FsAdapter,
  routeDir: string,
  ignore: RegExp[],
  onIsland: (path: string) => void,
): Promise<FsRouteFileNoMod<State>[]> {
  const files: FsRouteFileNoMod<State>[] = [];
  for await (const path of sources(fs, routeDir, ignore)) {
    const group = PRIVATE_GROUP.exec(path)?.[1];
    if (group === "_islands") onIsland(path);
    if (group === undefined) files.push(await routeFile(fs, routeDir, path));
  }
  return files.sort((a, b) => sortRoutePaths(a.id, b.id));
}

const SPECIAL: Record<string, CommandType> = {
  _middleware: "middleware",
  _layout: "layout",
  _app: "app",
  _404: "notFound",
  _error: "error",
  _500: "error",
};

async function routeFile<State>(
  fs: FsAdapter,
  routeDir: string,
  filePath: string,
): Promise<FsRouteFileNoMod<State>> {
  const { pathname } = new URL(
    relative(routeDir, filePath),
    "http://localhost/",
  );
  const id = pathname.slice(0, pathname.lastIndexOf("."));
  const slash = id.lastIndexOf("/");
  const type = SPECIAL[id.slice(slash + 1)];
  if (type === "app" || type === "notFound") {
    return { id, filePath, type, pattern: "*", routePattern: "*", lazy: false };
  }
  if (type !== undefined) {
    const pattern = pathToPattern(id.slice(1, Math.max(slash, 1)), {
      keepGroups: true,
    });
    return { id, filePath, type, pattern, routePattern: pattern, lazy: false };
  }
  let pattern = pathToPattern(id.slice(1), { keepGroups: true });
  if (id.endsWith("/index") && !pattern.endsWith("/")) pattern += "/";
  // Its own pattern is only known when the module is loaded
  const lazy = !(await fs.readTextFile(filePath)).includes("routeOverride");
  const overrideConfig: RouteConfig = { methods: "ALL" };
  const routePattern = pathToPattern(id.slice(1));
  return {
    id,
    filePath,
    type: "route",
    pattern,
    routePattern,
    lazy,
    overrideConfig,
  };
}

/** Finds the islands and routes of a project. */
export async function crawl(
  options: { islandDir: string; routeDir: string; ignore: RegExp[] },
): Promise<{ islands: string[]; routes: FsRouteFileNoMod[] }> {
  const { islandDir, routeDir, ignore } = options;
  const islands = await Array.fromAsync(sources(fsAdapter, islandDir, ignore));
  const routes = await crawlRouteDir(
    fsAdapter,
    routeDir,
    ignore,
    (path) => islands.push(path),
  );
  return { islands: islands.sort(), routes };
}
