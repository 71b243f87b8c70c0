import type { ComponentType } from "preact";
import { setBuildId } from "./utils.ts";
import type { FsRouteFile } from "./fs_routes.ts";

/** A component that also runs in the browser; `file` is the URL path of its browser module. */
export interface Island {
  file: string;
  /** Name that is unique in the app. */
  name: string;
  exportName: string;
  fn: ComponentType;
}

/** Where a static file and its gzip variant are, from the root of the project. */
export interface FileSnapshot {
  path: string;
  hash: string;
  contentType: string;
  gzip?: string;
  /** Its content, in a build that is only in memory. */
  content?: Uint8Array;
}

/** Content of the generated `_fresh/snapshot.js`. */
export interface BuildSnapshot<State> {
  version: string;
  /** URL path of the browser runtime. */
  clientEntry: string;
  fsRoutes: FsRouteFile<State>[];
  staticFiles: Map<string, FileSnapshot>;
  islands: Map<ComponentType, Island>;
}

/** A file to serve, and compressed when that was worth it. */
export type StaticFile = Omit<FileSnapshot, "gzip"> & { content: Uint8Array; gzip?: Uint8Array };

/** What a build gives a running app. */
export class ProdBuildCache<State> {
  #files = new Map<string, StaticFile>();
  liveReload = false;

  constructor(readonly root: string, readonly snapshot: BuildSnapshot<State>) {
    setBuildId(snapshot.version);
  }

  /** Finds a file by its URL path with every segment encoded; it is read once. */
  async readFile(pathname: string): Promise<StaticFile | null> {
    const known = this.#files.get(pathname);
    const info = this.snapshot.staticFiles.get(pathname);
    if (known !== undefined || info === undefined) return known ?? null;
    const read = (path: string) =>
      Deno.readFile(path.startsWith("/") ? path : `${this.root}/${path}`);
    const gzip = info.gzip === undefined ? undefined : await read(info.gzip);
    const file = { ...info, content: info.content ?? await read(info.path), gzip };
    this.#files.set(pathname, file);
    return file;
  }
}

/** Registers every exported component of island modules under a name of its own. */
export function registerIslands(modules: (Pick<Island, "name" | "file"> & { exports: object })[]) {
  const islands = new Map<ComponentType, Island>();
  const used = new Map<string, number>();
  for (const { name: moduleName, file, exports } of modules) {
    for (const [exportName, value] of Object.entries(exports)) {
      if (typeof value !== "function") continue;
      const fn = value as ComponentType;
      const name = uniqueName(exportName === "default" ? moduleName : exportName, used);
      islands.set(fn, { file, name, exportName, fn });
    }
  }
  return islands;
}

/** The name, or the name with a number when it is used already. */
export function uniqueName(name: string, used: Map<string, number>): string {
  const count = used.get(name) ?? 0;
  used.set(name, count + 1);
  return count === 0 ? name : `${name}_${count}`;
}
