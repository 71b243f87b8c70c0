import { join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { App, type ListenOptions, setBuildCache } from "../app.ts";
import { type BuildCache, registerIslands } from "../build_cache.ts";
import { BUILD_ID, setBuildId } from "../build_id.ts";
import { type FreshFsMod, fsItemsToCommands } from "../fs_routes.ts";
import { ALIVE_URL } from "../utils.ts";
import { type Bundle, bundle, publicEnv } from "./bundle.ts";
import { type BuildOptions, readProject, resolveBuildConfig } from "./config.ts";
import { crawl, listFiles } from "./crawl.ts";
import { islandName } from "./names.ts";
import { hash, type IslandEntry, keyOf, writeBuild } from "./output.ts";
import {
  buildStaticFiles,
  getContentType,
  listStaticFiles,
  type OnTransformOptions,
  type Plugin,
  type TransformFn,
} from "./static.ts";

const OWN_SOURCES = fileURLToPath(new URL("../", import.meta.url)).replace(/\/$/, "");

/** What is kept beside a build to know whether it is still current. */
interface BuildRecord {
  hash: string;
  /** Sources that the bundle turned out to have. */
  inputs: string[];
  outputs: string[];
}

/** Builds an app: for production, for tests, or while it is developed. */
export class Builder<State = unknown> {
  config: ReturnType<typeof resolveBuildConfig>;
  #plugins: Plugin[] = [];
  #islands = new Set<string>();

  constructor(options: BuildOptions = {}) {
    this.config = resolveBuildConfig(options, BUILD_ID);
  }

  /** Makes a module outside of the island folders an island. */
  registerIsland(specifier: string): void {
    this.#islands.add(specifier);
  }

  /**
   * Registers a plugin for static files. Its result may depend on any TypeScript, JavaScript or CSS
   * source of the project: with a plugin each of them is an input of the build.
   */
  onTransformStaticFile(options: OnTransformOptions, fn: TransformFn): void {
    this.#plugins.push({ ...options, fn });
  }

  /** Serves the app for development; the browser reloads when the process was restarted. */
  async listen<S = State>(
    importApp: () => Promise<{ app: App<S> } | App<S>>,
    options: ListenOptions = {},
  ): Promise<void> {
    this.config.mode = "development";
    const loaded = await importApp();
    const app = loaded instanceof App ? loaded : loaded.app;
    setBuildCache(app, { ...await this.#memory(), liveReload: true } as never, "development");
    const handle = app.handler();
    const revision = Date.now();
    const dev = new App().all("*", (ctx) => {
      if (!ctx.url.pathname.endsWith(ALIVE_URL)) return handle(ctx.req, ctx.info);
      if (!ctx.req.headers.has("upgrade")) return new Response(null, { status: 501 });
      const { response, socket } = Deno.upgradeWebSocket(ctx.req);
      socket.onopen = () => socket.send(JSON.stringify({ type: "initial-state", revision }));
      return response;
    });
    await dev.listen(options);
  }

  /** Builds the app; the function it returns gives a build in memory to an app. */
  async build(
    options: { mode?: "development" | "production"; snapshot?: "disk" | "memory" } = {},
  ): Promise<<S = State>(app: App<S>) => void> {
    this.config.mode = options.mode ?? "production";
    const cache = options.snapshot === "memory" ? await this.#memory() : await this.#disk();
    return (app) => {
      if (cache) setBuildCache(app, cache as never, app.config.mode);
    };
  }

  async #plan() {
    const { islands, routes } = await crawl(this.config);
    const used = new Map<string, number>();
    const modules = [...new Set([...islands, ...this.#islands])].map((raw) => {
      const url = raw.startsWith("file:") ? fileURLToPath(raw) : raw;
      const specifier = url.startsWith(".") ? resolve(this.config.root, url) : url;
      return { name: islandName(specifier, used), specifier };
    });
    return { modules, routes, project: await readProject(this.config.root) };
  }

  async #finish({ files }: Bundle, modules: { name: string; specifier: string }[]) {
    const { config } = this;
    const paths = await listStaticFiles(config);
    const prefix = `/_fresh/js/${config.buildId}/`;
    return {
      clientEntry: `${prefix}fresh-runtime.js`,
      islands: modules.map((module): IslandEntry => ({
        ...module,
        file: `${prefix}${module.name}.js`,
      })),
      files: [
        ...files(config.buildId),
        ...await buildStaticFiles(paths, this.#plugins, config),
      ],
    };
  }

  async #memory(): Promise<BuildCache> {
    this.config.buildId = BUILD_ID;
    const { modules, routes, project } = await this.#plan();
    const output = await this.#finish(await bundle(modules, this.config, project), modules);
    const load = (path: string) => import(path.startsWith("/") ? pathToFileURL(path).href : path);
    const islands = await Promise.all(output.islands.map(async ({ name, file, specifier }) => (
      { name, file, exports: await load(specifier) }
    )));
    const items = await Promise.all(routes.map(async (route) => {
      const lazy = (): Promise<FreshFsMod<unknown>> => load(route.filePath);
      return { ...route, mod: route.lazy ? lazy : await lazy() };
    }));
    const commands = fsItemsToCommands(items);
    const files = new Map(output.files.map((file) => [keyOf(file), file]));
    return {
      root: this.config.root,
      islandRegistry: registerIslands(islands),
      clientEntry: output.clientEntry,
      getFsRoutes: () => commands,
      readFile(key) {
        const file = files.get(key);
        if (file === undefined) return Promise.resolve(null);
        const { pathname, content } = file;
        const about = { hash: hash(content), contentType: getContentType(pathname), close() {} };
        return Promise.resolve({ ...about, size: content.length, readable: content });
      },
    };
  }

  /** Writes the build, unless the one that is there was made of the same content. */
  async #disk(): Promise<void> {
    const { root, outDir, target, mode } = this.config;
    const { modules, routes, project } = await this.#plan();
    const revision = ["DENO_DEPLOYMENT_ID", "GITHUB_SHA", "CI_COMMIT_SHA"]
      .map((name) => Deno.env.get(name)).find(Boolean);
    const local = ({ specifier }: { specifier: string }) => relative(root, specifier);
    const plugins = this.#plugins.map(({ fn: _, ...options }) =>
      Object.values(options).map(String)
    );
    const settings = [
      ...[revision, publicEnv(), modules.map(local), mode, target, plugins],
      ...routes.map(({ id, lazy }) => [id, lazy]),
    ];
    const sources = [
      ...project.files,
      ...await listStaticFiles(this.config),
      ...await listFiles(OWN_SOURCES, (path) => path.endsWith("_test.ts")),
      ...this.#plugins.length > 0 ? await this.#pluginSources() : [],
    ];
    const hashAll = async (inputs: string[]) => {
      const paths = [...new Set([...sources, ...inputs])].sort();
      const read = (path: string) => Deno.readFile(path).then(hash, () => "gone");
      const hashes = await Promise.all(paths.map(async (path) => [
        relative(root, path),
        await read(path),
      ]));
      return hash(JSON.stringify([settings, hashes]));
    };
    const use = (content: string) => {
      this.config.buildId = hash(revision ?? content, "sha1");
      setBuildId(this.config.buildId);
    };

    const recordPath = join(outDir, "build.json");
    const last: Partial<BuildRecord> | null = await Deno.readTextFile(recordPath).then(JSON.parse)
      .catch(() => null);
    if (last?.inputs && await hashAll(last.inputs) === last.hash) {
      const isThere = (path: string) => Deno.stat(path).then(() => true, () => false);
      if ((await Promise.all(last.outputs?.map(isThere) ?? [false])).every(Boolean)) {
        return use(last.hash);
      }
    }

    const bundled = await bundle(modules, this.config, project);
    const record: BuildRecord = {
      hash: await hashAll(bundled.inputs),
      inputs: bundled.inputs,
      outputs: [],
    };
    use(record.hash);
    await Deno.remove(recordPath).catch(() => {});
    const output = await this.#finish(bundled, modules);
    record.outputs = await writeBuild(this.config, { ...output, routes });
    await Deno.writeTextFile(recordPath, JSON.stringify(record));
    console.log(`Assets written to: ${outDir}`);
  }

  async #pluginSources(): Promise<string[]> {
    const skip = /\/(node_modules|_fresh|tests?|\.[^/]+)$/;
    return (await listFiles(this.config.root, (path) => skip.test(path)))
      .filter((path) => /\.([tj]sx?|css)$/.test(path));
  }
}
