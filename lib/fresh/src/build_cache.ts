import type { ComponentType } from "preact";
import { setBuildId } from "./build_id.ts";
import type { Command } from "./commands.ts";
import { fsItemsToCommands, type FsRouteFile } from "./fs_routes.ts";

/** A component that also runs in the browser. */
export interface Island {
  /** URL path of its browser module, without the base path. */
  file: string;
  /** Name that is unique in the app. */
  name: string;
  exportName: string;
  fn: ComponentType;
}

export interface StaticFile {
  hash: string | null;
  /** Bytes. */
  size: number;
  contentType: string;
  readable: ReadableStream<Uint8Array> | Uint8Array;
  /** The same content as gzip, when that was worth it. */
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

/** An app without a build has no islands, file routes or static files. */
export function emptyBuildCache<State>(root: string): BuildCache<State> {
  const readFile = () => Promise.resolve(null);
  return { root, islandRegistry: new Map(), clientEntry: "", getFsRoutes: () => [], readFile };
}

/** Where a static file and its gzip variant are. */
export interface FileSnapshot {
  path: string;
  hash: string;
  contentType: string;
  gzip?: string;
}

/** Content of the generated `_fresh/snapshot.js`. */
export interface BuildSnapshot<State> {
  version: string;
  clientEntry: string;
  fsRoutes: FsRouteFile<State>[];
  staticFiles: Map<string, FileSnapshot>;
  islands: Map<ComponentType, Island>;
}

const MAX_CACHED_FILE = 1 << 20;

/** Serves a production build from its directory. Files up to 1 MiB are kept in memory. */
export class ProdBuildCache<State> implements BuildCache<State> {
  #cached = new Map<string, StaticFile>();
  islandRegistry: Map<ComponentType, Island>;
  clientEntry: string;

  constructor(readonly root: string, readonly snapshot: BuildSnapshot<State>) {
    setBuildId(snapshot.version);
    this.islandRegistry = snapshot.islands;
    this.clientEntry = snapshot.clientEntry;
  }

  getFsRoutes(): Command<State>[] {
    return fsItemsToCommands(this.snapshot.fsRoutes);
  }

  async readFile(pathname: string): Promise<StaticFile | null> {
    const cached = this.#cached.get(pathname);
    if (cached !== undefined) return cached;
    const info = this.snapshot.staticFiles.get(pathname);
    if (info === undefined) return null;
    const locate = (path: string) => path.startsWith("/") ? path : `${this.root}/${path}`;
    const { size } = await Deno.stat(locate(info.path));
    if (size > MAX_CACHED_FILE) {
      const file = await Deno.open(locate(info.path));
      return { ...info, size, gzip: undefined, readable: file.readable, close: () => file.close() };
    }
    const readable = await Deno.readFile(locate(info.path));
    const gzip = info.gzip === undefined ? undefined : await Deno.readFile(locate(info.gzip));
    const file = { ...info, size, readable, gzip, close() {} };
    this.#cached.set(pathname, file);
    return file;
  }
}

/** An island module, what it exports, and its place in the build. */
export interface IslandModule {
  name: string;
  file: string;
  exports: Record<string, unknown>;
}

/** Registers every exported component of the modules under a name of its own. */
export function registerIslands(modules: IslandModule[]): Map<ComponentType, Island> {
  const islands = new Map<ComponentType, Island>();
  const used = new Map<string, number>();
  for (const { name: moduleName, file, exports } of modules) {
    for (const [exportName, value] of Object.entries(exports)) {
      if (typeof value !== "function") continue;
      const wanted = exportName === "default" ? moduleName : exportName;
      const count = used.get(wanted) ?? 0;
      used.set(wanted, count + 1);
      const name = count === 0 ? wanted : `${wanted}_${count}`;
      const fn = value as ComponentType;
      islands.set(fn, { file, name, exportName, fn });
    }
  }
  return islands;
}
