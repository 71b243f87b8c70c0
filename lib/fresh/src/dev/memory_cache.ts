import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BUILD_ID } from "../build_id.ts";
import {
  type BuildCache,
  IslandPreparer,
  type ServerIslandRegistry,
  type StaticFile,
} from "../build_cache.ts";
import type { Command } from "../commands.ts";
import { type FreshFsMod, fsItemsToCommands } from "../fs_routes.ts";
import type { ResolvedBuildConfig } from "./config.ts";
import type { FsRouteFileNoMod } from "./fs_crawl.ts";
import { sha256 } from "./fingerprint.ts";
import { getContentType } from "./media_types.ts";
import type { Output } from "./output.ts";
import type { FileTransformer } from "./transform.ts";

/** A build that is only kept in memory: for tests and for development. */
export class MemoryBuildCache implements BuildCache {
  #files = new Map<string, StaticFile>();
  #transformed = new Map<
    string,
    { mtime: number; files: Map<string, StaticFile> }
  >();
  #commands: Command<unknown>[] = [];
  root: string;
  clientEntry = "";
  islandRegistry: ServerIslandRegistry = new Map();
  features: BuildCache["features"];

  constructor(
    readonly config: ResolvedBuildConfig,
    readonly transformer: FileTransformer,
    liveReload: boolean,
  ) {
    this.root = config.root;
    this.features = { errorOverlay: false, liveReload };
  }

  getEntryAssets(): string[] {
    return [];
  }

  getFsRoutes(): Command<unknown>[] {
    return this.#commands;
  }

  /** Loads the route files; those that may be lazy wait for their first request. */
  async loadRoutes(routes: FsRouteFileNoMod[]): Promise<void> {
    const files = await Promise.all(routes.map(async (route) => {
      const load = (): Promise<FreshFsMod<unknown>> => import(pathToFileURL(route.filePath).href);
      return { ...route, mod: route.lazy ? load : await load() };
    }));
    this.#commands = fsItemsToCommands(files);
  }

  async loadIslands({ clientEntry, files, islands }: Output): Promise<void> {
    this.clientEntry = clientEntry;
    for (const { pathname, content } of files) {
      this.#files.set(pathname, this.#toFile(pathname, content));
    }
    const preparer = new IslandPreparer();
    for (const { name, specifier, file } of islands) {
      preparer.prepare(
        this.islandRegistry,
        await import(specifier),
        file,
        name,
        [],
      );
    }
  }

  async readFile(pathname: string): Promise<StaticFile | null> {
    const built = this.#files.get(pathname);
    if (built !== undefined) return built;
    const parts = pathname.split("/").slice(1);
    if (
      parts.some((part) => part === "" || isHidden(part) || /[/\\\0]/.test(part))
    ) return null;
    for (const dir of this.config.staticDir) {
      const file = await this.#fromDir(dir, pathname);
      if (file !== null) return file;
    }
    return null;
  }

  async #fromDir(dir: string, pathname: string): Promise<StaticFile | null> {
    const path = join(dir, pathname);
    let stat: Deno.FileInfo;
    try {
      stat = await Deno.stat(path);
    } catch (error) {
      if (
        error instanceof Deno.errors.NotFound ||
        error instanceof Deno.errors.NotADirectory
      ) {
        return this.#byPlugin(path);
      }
      throw error;
    }
    if (!stat.isFile) return null;
    const content = await Deno.readFile(path);
    const known = this.#transformed.get(path);
    const mtime = stat.mtime?.getTime() ?? 0;
    if (known?.mtime === mtime) return known.files.get(path) ?? null;
    const { mode, target } = this.config;
    const result = await this.transformer.process(
      path,
      content,
      mode,
      target,
      BUILD_ID,
    );
    if (result === null) return this.#toFile(pathname, content);
    const files = new Map(
      result.map((file) => [file.path, this.#toFile(file.path, file.content)]),
    );
    this.#transformed.set(path, { mtime, files });
    return files.get(path) ?? null;
  }

  /** A file that a plugin made out of another one. */
  #byPlugin(path: string): StaticFile | null {
    for (const { files } of this.#transformed.values()) {
      const file = files.get(path);
      if (file !== undefined) return file;
    }
    return null;
  }

  #toFile(path: string, content: Uint8Array): StaticFile {
    return {
      hash: this.config.mode === "production" ? sha256(content) : null,
      size: content.byteLength,
      contentType: getContentType(path),
      readable: content,
      close() {},
    };
  }
}

/** Files that start with a dot are not for the public, but for `.well-known`. */
export function isHidden(name: string): boolean {
  return name.startsWith(".") && name !== ".well-known";
}
