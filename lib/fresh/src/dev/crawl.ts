import { relative, resolve } from "node:path";
import { uniqueName } from "../build_cache.ts";
import { type FsRouteFile, sortRoutePaths } from "../fs_routes.ts";
import { pathToPattern } from "../router.ts";
import type { Module } from "./bundle.ts";
import type { ResolvedBuildConfig } from "./config.ts";

/** Files of a directory and all below, in a stable order; none when it does not exist. */
export async function listFiles(dir: string, skip: (path: string) => boolean): Promise<string[]> {
  let entries: Deno.DirEntry[];
  try {
    entries = await Array.fromAsync(Deno.readDir(dir));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  const lists = entries.sort((a, b) => a.name < b.name ? -1 : 1).map(async (entry) => {
    const path = `${dir}/${entry.name}`;
    if (skip(path)) return [];
    return entry.isDirectory ? await listFiles(path, skip) : entry.isFile ? [path] : [];
  });
  return (await Promise.all(lists)).flat();
}

/** A route file; a `lazy` one is loaded by its first request. */
export type RouteEntry = Omit<FsRouteFile<unknown>, "mod"> & { lazy: boolean };

/** Finds the islands, besides those that are registered, and the routes of a project. */
export async function crawl(
  { root, islandDir, routeDir, ignore }: ResolvedBuildConfig,
  registered: Iterable<string>,
): Promise<{ islands: Module[]; routes: RouteEntry[] }> {
  const sources = async (dir: string) =>
    (await listFiles(dir, (path) => ignore.some((rule) => rule.test(path))))
      .filter((path) => /\.[tj]sx?$/.test(path));
  const islands = new Set(await sources(islandDir));
  const routes: Promise<RouteEntry>[] = [];
  for (const path of await sources(routeDir)) {
    // Folders like (_islands) or (_components) have no routes
    const group = /\/\((_[^/]+)\)\//.exec(path)?.[1];
    if (group === "_islands") islands.add(path);
    else if (group === undefined) routes.push(toEntry(routeDir, path));
  }
  for (const path of registered) islands.add(path.startsWith(".") ? resolve(root, path) : path);
  const used = new Map<string, number>();
  return {
    islands: Array.from(islands, (path) => ({ name: moduleName(path, used), specifier: path })),
    routes: (await Promise.all(routes)).sort((a, b) => sortRoutePaths(a.id, b.id)),
  };
}

/** Words that cannot name an import. */
const RESERVED =
  /^(boot|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|import|in|instanceof|let|new|null|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield|await|arguments|eval)$/;

/** An identifier made of the name of a module's file or package. */
function moduleName(specifier: string, used: Map<string, number>): string {
  const bare = specifier.replace(/^npm:|(?<=.)@[\^~]?\d[^/]*/g, "").replace(/^@([^/]+)\//, "$1_");
  const file = bare.replace(/.*\//s, "").replace(/(?<=.)\.[^.]*$/, "");
  const name = file.replaceAll(/[^\w$]+/g, "_").replace(/^(?=\d)/, "_");
  return uniqueName(RESERVED.test(name) ? "_" + name : name, used);
}

const SPECIAL: Record<string, RouteEntry["type"]> = {
  _middleware: "middleware",
  _layout: "layout",
  _app: "app",
  _404: "notFound",
  _error: "error",
  _500: "error",
};

async function toEntry(routeDir: string, filePath: string): Promise<RouteEntry> {
  const id = "/" + relative(routeDir, filePath).replace(/\.[tj]sx?$/, "");
  const name = id.slice(1);
  const type = SPECIAL[name.replace(/.*\//s, "")];
  if (type !== undefined) {
    const pattern = pathToPattern(name.replace(/\/?[^/]*$/, ""), { keepGroups: true });
    return { id, filePath, type, pattern, routePattern: pattern, lazy: false };
  }
  const pattern = pathToPattern(name, { keepGroups: true });
  return {
    id,
    filePath,
    type: "route",
    // An index lies inside of its folder
    pattern: id.endsWith("/index") && pattern !== "/" ? pattern + "/" : pattern,
    routePattern: pathToPattern(name),
    // The pattern of one with an override is only known when the module is loaded
    lazy: !(await Deno.readTextFile(filePath)).includes("routeOverride"),
  };
}
