import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { App, type ListenOptions, setBuildCache } from "../app.ts";
import { BUILD_ID, DEPLOYMENT_BUILD_ID, setBuildId, sha1 } from "../build_id.ts";
import type { BuildCache } from "../build_cache.ts";
import { publicEnv } from "./bundle.ts";
import { type BuildOptions, resolveBuildConfig, type ResolvedBuildConfig } from "./config.ts";
import { readProjectConfig } from "./deno_config.ts";
import { DiskWriter, listStaticFiles } from "./disk.ts";
import { type BuildRecord, fingerprint, isComplete, readRecord } from "./fingerprint.ts";
import { crawl, type FsRouteFileNoMod } from "./fs_crawl.ts";
import { fsAdapter } from "./fs.ts";
import { liveReload } from "./live_reload.ts";
import { MemoryBuildCache } from "./memory_cache.ts";
import { bundleIslands } from "./output.ts";
import { FileTransformer, type OnTransformOptions, type TransformFn } from "./transform.ts";

const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));
/** Folders whose content cannot change what a plugin makes. */
const NO_SOURCES = /\/(node_modules|_fresh|tests?|\.[^/]+)(\/|$)/;

/** Builds an app: for production, for tests, or while it is developed. */
export class Builder<State = unknown> {
  config: ResolvedBuildConfig;
  #transformer: FileTransformer;
  #islands = new Set<string>();

  constructor(options: BuildOptions = {}) {
    this.config = resolveBuildConfig(options);
    this.#transformer = new FileTransformer(this.config.root);
  }

  /** Makes a module outside of the island folders an island. */
  registerIsland(specifier: string): void {
    this.#islands.add(specifier);
  }

  /**
   * Registers a plugin for static files. Its result may depend on any TypeScript or CSS source of
   * the project: with a plugin each of them is an input of the build.
   */
  onTransformStaticFile(
    options: OnTransformOptions,
    callback: TransformFn,
  ): void {
    this.#transformer.onTransform(options, callback);
  }

  /** Serves the app for development; the browser reloads when the process was restarted. */
  async listen<S = State>(
    importApp: () => Promise<{ app: App<S> } | App<S>>,
    options: ListenOptions = {},
  ): Promise<void> {
    this.config.mode = "development";
    const loaded = await importApp();
    const app = loaded instanceof App ? loaded : loaded.app;
    const cache = await this.#memory(true);
    setBuildCache(app, cache as BuildCache as never, "development");
    const handle = app.handler();
    const dev = new App(app.config)
      .use(liveReload())
      .all("*", (ctx) => handle(ctx.req, ctx.info));
    dev.config.basePath = "";
    await dev.listen(options);
  }

  /** Builds the app; the function it returns gives the build to an app of this process. */
  async build(
    options: {
      mode?: ResolvedBuildConfig["mode"];
      snapshot?: "disk" | "memory";
    } = {},
  ): Promise<<S = State>(app: App<S>) => void> {
    this.config.mode = options.mode ?? "production";
    if (options.snapshot !== "memory") await this.#disk();
    const cache = options.snapshot === "memory" ? await this.#memory(false) : null;
    return (app) => {
      if (cache !== null) {
        setBuildCache(app, cache as BuildCache as never, app.config.mode);
      }
    };
  }

  async #crawl(): Promise<
    { islands: Set<string>; routes: FsRouteFileNoMod[] }
  > {
    const { islands, routes } = await crawl(this.config);
    return { islands: new Set([...islands, ...this.#islands]), routes };
  }

  async #memory(live: boolean): Promise<MemoryBuildCache> {
    const { islands, routes } = await this.#crawl();
    const project = await readProjectConfig(this.config.root);
    const cache = new MemoryBuildCache(this.config, this.#transformer, live);
    await cache.loadIslands(
      await bundleIslands(islands, this.config, project, () => BUILD_ID),
    );
    await cache.loadRoutes(routes);
    return cache;
  }

  /** Writes the build, unless the one that is there was made of the same content. */
  async #disk(): Promise<void> {
    const { root, outDir, target, mode } = this.config;
    const { islands, routes } = await this.#crawl();
    const project = await readProjectConfig(root);
    const staticFiles = await listStaticFiles(this.config);
    const settings = {
      deployment: DEPLOYMENT_BUILD_ID,
      env: publicEnv(),
      islands: [...islands].map((path) => path.replace(root, "")),
      mode,
      plugins: this.#transformer.options.map((
        { filter, exclude, pluginName },
      ) => [pluginName, filter, exclude].map(String)),
      routes: routes.map(({ id, lazy }) => [id, lazy]),
      target,
    };
    const files = [
      ...project.files,
      ...staticFiles,
      ...await this.#pluginSources(),
    ];
    for await (
      const { path } of fsAdapter.walk(PACKAGE + "src", {
        skip: [/_test\.tsx?$/],
      })
    ) {
      files.push(path);
    }

    const recordPath = join(outDir, "build.json");
    const last = await readRecord(recordPath);
    if (last !== null) {
      const now = await fingerprint(
        root,
        settings,
        [...files, ...last.sources],
        last,
      );
      if (now.hash === last.hash && await isComplete(last)) {
        await this.#keep(recordPath, { ...last, ...now });
        return;
      }
    }

    let record: BuildRecord | undefined;
    const output = await bundleIslands(
      islands,
      this.config,
      project,
      async (sources) => {
        const now = await fingerprint(
          root,
          settings,
          [...files, ...sources],
          null,
        );
        record = { ...now, sources, outputs: [] };
        setBuildId(DEPLOYMENT_BUILD_ID ?? sha1(now.hash));
        return BUILD_ID;
      },
    );
    this.config.buildId = BUILD_ID;
    await Deno.remove(recordPath).catch(() => {});
    const writer = new DiskWriter(this.config, this.#transformer, BUILD_ID);
    await writer.write(output, routes, staticFiles);
    if (record !== undefined) {
      await this.#keep(recordPath, { ...record, outputs: writer.outputs });
    }
    console.log(`Assets written to: ${outDir}`);
  }

  async #keep(path: string, record: BuildRecord): Promise<void> {
    this.config.buildId = DEPLOYMENT_BUILD_ID ?? sha1(record.hash);
    setBuildId(this.config.buildId);
    await Deno.writeTextFile(path, JSON.stringify(record));
  }

  async #pluginSources(): Promise<string[]> {
    if (this.#transformer.options.length === 0) return [];
    const files: string[] = [];
    const options = {
      exts: ["ts", "tsx", "js", "jsx", "css"],
      skip: [NO_SOURCES],
    };
    for await (const { path } of fsAdapter.walk(this.config.root, options)) {
      files.push(path);
    }
    return files;
  }
}
