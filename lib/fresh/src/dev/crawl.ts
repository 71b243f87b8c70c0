import { relative } from "node:path";
import { type FsRouteFile, sortRoutePaths } from "../fs_routes.ts";
import { pathToPattern } from "../router.ts";

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

/** Finds the islands and routes of a project. */
export async function crawl(
  { islandDir, routeDir, ignore }: { islandDir: string; routeDir: string; ignore: RegExp[] },
): Promise<{ islands: string[]; routes: RouteEntry[] }> {
  const sources = async (dir: string) =>
    (await listFiles(dir, (path) => ignore.some((rule) => rule.test(path))))
      .filter((path) => /\.[tj]sx?$/.test(path));
  const islands = await sources(islandDir);
  const routes: Promise<RouteEntry>[] = [];
  for (const path of await sources(routeDir)) {
    // Folders like (_islands) or (_components) have no routes
    const group = /\/\((_[^/]+)\)\//.exec(path)?.[1];
    if (group === "_islands") islands.push(path);
    else if (group === undefined) routes.push(toEntry(routeDir, path));
  }
  const sorted = (await Promise.all(routes)).sort((a, b) => sortRoutePaths(a.id, b.id));
  return { islands, routes: sorted };
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
