import type { ComponentType } from "preact";
import { setBuildId } from "./build_id.ts";
import type { Command } from "./commands.ts";
import { fsItemsToCommands, type FsRouteFile } from "./fs_routes.ts";

/** A component that also runs in the browser; `file` is the URL path of its browser module. */
export interface Island {
  file: string;
  /** Name that is unique in the app. */
  name: string;
  exportName: string;
  fn: ComponentType;
}

/** A file to serve, with its size in bytes and, when that was worth it, compressed. */
export interface StaticFile {
  hash: string | null;
  size: number;
  contentType: string;
  readable: ReadableStream<Uint8Array> | Uint8Array;
  gzip?: Uint8Array;
  close(): void;
}

/** What a build gives a running app. */
export interface BuildCache<State = unknown> {
  root: string;
  islandRegistry: Map<ComponentType, Island>;
  /** URL path of the browser runtime. */
  clientEntry: string;
  liveReload?: boolean;
  getFsRoutes(): Command<State>[];
  /** Finds a file by its URL path with every segment encoded. */
  readFile(pathname: string): Promise<StaticFile | null>;
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
  clientEntry: string;
  fsRoutes: FsRouteFile<State>[];
  staticFiles: Map<string, FileSnapshot>;
  islands: Map<ComponentType, Island>;
}

/** Serves a build; files are read once. */
export class ProdBuildCache<State> implements BuildCache<State> {
  #files = new Map<string, StaticFile>();
  #snapshot: BuildSnapshot<State>;
  islandRegistry: Map<ComponentType, Island>;
  clientEntry: string;
  liveReload = false;

  constructor(readonly root: string, snapshot: BuildSnapshot<State>) {
    setBuildId(snapshot.version);
    this.#snapshot = snapshot;
    this.islandRegistry = snapshot.islands;
    this.clientEntry = snapshot.clientEntry;
  }

  getFsRoutes(): Command<State>[] {
    return fsItemsToCommands(this.#snapshot.fsRoutes);
  }

  async readFile(pathname: string): Promise<StaticFile | null> {
    const info = this.#snapshot.staticFiles.get(pathname);
    const known = this.#files.get(pathname);
    if (info === undefined || known !== undefined) return known ?? null;
    const read = (path: string) =>
      Deno.readFile(path.startsWith("/") ? path : `${this.root}/${path}`);
    const readable = info.content ?? await read(info.path);
    const gzip = info.gzip === undefined ? undefined : await read(info.gzip);
    const file = { ...info, readable, size: readable.length, gzip, close() {} };
    this.#files.set(pathname, file);
    return file;
  }
}

/** Registers every exported component of island modules under a name of its own. */
export function registerIslands(
  modules: { name: string; file: string; exports: Record<string, unknown> }[],
): Map<ComponentType, Island> {
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
