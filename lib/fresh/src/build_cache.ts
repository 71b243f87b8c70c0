import type { ComponentType } from "preact";
import { setBuildId } from "./build_id.ts";
import type { Command } from "./commands.ts";
import { fsItemsToCommands, type FsRouteFile } from "./fs_routes.ts";
import { assetKey } from "./utils.ts";

/** A component that also runs in the browser. */
export interface Island {
  /** URL path of its browser module, without the base path. */
  file: string;
  /** Name that is unique in the app. */
  name: string;
  exportName: string;
  fn: ComponentType;
  css: string[];
}

export type ServerIslandRegistry = Map<ComponentType, Island>;

export interface StaticFile {
  hash: string | null;
  /** Bytes. */
  size: number;
  contentType: string;
  readable: ReadableStream<Uint8Array> | Uint8Array;
  /** The same content as gzip, when that was worth it. */
  gzip?: Uint8Array;
  close(): void;
  immutable?: boolean;
}

/** What a build gives a running app. */
export interface BuildCache<State = unknown> {
  root: string;
  islandRegistry: ServerIslandRegistry;
  /** URL path of the browser runtime. */
  clientEntry: string;
  features: { errorOverlay: boolean; liveReload?: boolean };
  getFsRoutes(): Command<State>[];
  readFile(pathname: string): Promise<StaticFile | null>;
  getEntryAssets(): string[];
}

export interface FileSnapshot {
  filePath: string;
  hash: string | null;
  contentType: string;
  /** Path of the gzip variant. */
  gzip?: string;
  immutable?: boolean;
}

/** Content of the generated `_fresh/snapshot.js`. */
export interface BuildSnapshot<State> {
  version: string;
  clientEntry: string;
  fsRoutes: FsRouteFile<State>[];
  staticFiles: Map<string, FileSnapshot>;
  islands: ServerIslandRegistry;
  entryAssets: string[];
}

/** An app without a build: no islands, file routes or static files. */
export class EmptyBuildCache<State> implements BuildCache<State> {
  root = "";
  clientEntry = "";
  islandRegistry: ServerIslandRegistry = new Map();
  features = { errorOverlay: false };
  getEntryAssets = () => [];
  getFsRoutes = () => [];
  readFile = () => Promise.resolve(null);
}

const MAX_CACHED_FILE = 1 << 20;
const MAX_CACHED_TOTAL = 32 << 20;

/** Serves a production build from its directory. */
export class ProdBuildCache<State> implements BuildCache<State> {
  #snapshot: BuildSnapshot<State>;
  #cached = new Map<string, StaticFile>();
  #cachedBytes = 0;
  islandRegistry: ServerIslandRegistry;
  clientEntry: string;
  features = { errorOverlay: false };

  constructor(public root: string, snapshot: BuildSnapshot<State>) {
    setBuildId(snapshot.version);
    this.#snapshot = snapshot;
    this.islandRegistry = snapshot.islands;
    this.clientEntry = snapshot.clientEntry;
  }

  getEntryAssets(): string[] {
    return this.#snapshot.entryAssets;
  }

  getFsRoutes(): Command<State>[] {
    return fsItemsToCommands(this.#snapshot.fsRoutes);
  }

  async readFile(pathname: string): Promise<StaticFile | null> {
    const info = this.#snapshot.staticFiles.get(assetKey(pathname));
    if (info === undefined) return null;
    const cached = this.#cached.get(info.filePath);
    if (cached !== undefined) return cached;

    const file = await Deno.open(this.#path(info.filePath));
    const { size } = await file.stat();
    const { hash, contentType, immutable } = info;
    const about = { hash, contentType, immutable, size };
    if (size > MAX_CACHED_FILE || this.#cachedBytes + size > MAX_CACHED_TOTAL) {
      return { ...about, readable: file.readable, close: () => file.close() };
    }
    file.close();
    const readable = await Deno.readFile(this.#path(info.filePath));
    const gzip = info.gzip ? await Deno.readFile(this.#path(info.gzip)) : undefined;
    const loaded = { ...about, readable, gzip, close() {} };
    this.#cached.set(info.filePath, loaded);
    this.#cachedBytes += size;
    return loaded;
  }

  #path(filePath: string): string {
    return filePath.startsWith("/") ? filePath : `${this.root}/${filePath}`;
  }
}

/** Registers the exported components of island modules under unique names. */
export class IslandPreparer {
  #seen = new Map<string, number>();

  prepare(
    registry: ServerIslandRegistry,
    mod: Record<string, unknown>,
    file: string,
    modName: string,
    css: string[],
  ): void {
    for (const [exportName, value] of Object.entries(mod)) {
      if (typeof value !== "function") continue;
      const fn = value as ComponentType;
      const wanted = exportName === "default" ? modName : exportName;
      const count = this.#seen.get(wanted) ?? 0;
      this.#seen.set(wanted, count + 1);
      const name = count === 0 ? wanted : `${wanted}_${count}`;
      registry.set(fn, { exportName, file, fn, name, css });
    }
  }
}
