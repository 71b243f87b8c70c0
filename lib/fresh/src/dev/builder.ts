import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { App, type ListenOptions, setBuildCache } from "../app.ts";
import { ProdBuildCache } from "../build_cache.ts";
import { BUILD_ID, setBuildId } from "../build_id.ts";
import { ALIVE_URL } from "../utils.ts";
import { type Bundle, bundle, type Module, publicEnv } from "./bundle.ts";
import {
  type BuildOptions,
  readProject,
  resolveConfig,
  type ResolvedBuildConfig,
} from "./config.ts";
import { crawl, listFiles, type RouteEntry } from "./crawl.ts";
import { hash, loadBuild, writeBuild } from "./output.ts";
import { buildStaticFiles, listStaticFiles, type Plugin } from "./static.ts";
import type { OnTransformOptions, TransformFn } from "./static.ts";

const OWN_SOURCES = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/** What is kept beside a build to know whether it is still current. */
interface BuildRecord {
  hash: string;
  /** Sources that the bundle turned out to have. */
  inputs: string[];
  outputs: string[];
}

/** Builds an app: for production, for tests, or while it is developed. */
export class Builder<State = unknown> {
  config: ResolvedBuildConfig;
  #plugins: Plugin[] = [];
  #islands = new Set<string>();

  constructor(options: BuildOptions = {}) {
    this.config = resolveConfig(options, BUILD_ID);
  }

  /** Makes a module outside of the island folders an island. */
  registerIsland(specifier: string): void {
    this.#islands.add(specifier.startsWith("file:") ? fileURLToPath(specifier) : specifier);
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
    const apply = await this.build({ mode: "development", snapshot: "memory" });
    const loaded = await importApp();
    const app = loaded instanceof App ? loaded : loaded.app;
    app.config.mode = "development";
    apply(app);
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
    const { config } = this;
    config.mode = options.mode ?? "production";
    const { islands, routes } = await crawl(config, this.#islands);
    if (options.snapshot !== "memory") {
      await this.#toDisk(islands, routes);
      return () => {};
    }
    config.buildId = BUILD_ID;
    const bundled = await bundle(islands, config, await readProject(config.root));
    const snapshot = await loadBuild(config, islands, routes, await this.#files(bundled));
    const cache = new ProdBuildCache<never>(config.root, snapshot);
    cache.liveReload = config.mode === "development";
    return (app) => setBuildCache(app, cache as never, app.config.mode);
  }

  async #files({ files }: Bundle) {
    const { config } = this;
    const built = await buildStaticFiles(await listStaticFiles(config), this.#plugins, config);
    return [...files(config.buildId), ...built];
  }

  /** Writes the build, unless the one that is there was made of the same content. */
  async #toDisk(islands: Module[], routes: RouteEntry[]): Promise<void> {
    const { root, outDir, target } = this.config;
    const project = await readProject(root);
    const revision = ["DENO_DEPLOYMENT_ID", "GITHUB_SHA", "CI_COMMIT_SHA"]
      .map((name) => Deno.env.get(name)).find(Boolean);
    const sources = [
      ...project.files,
      ...await listStaticFiles(this.config),
      ...await listFiles(OWN_SOURCES, (path) => path.endsWith("_test.ts")),
      ...this.#plugins.length > 0 ? await this.#pluginSources() : [],
    ];
    const hashAll = async (inputs: string[]) => {
      const paths = [...new Set([...sources, ...inputs])].sort();
      const read = (path: string) => Deno.readFile(path).then(hash, () => "gone");
      const hashes = await Promise.all(paths.map(read));
      return hash(JSON.stringify([
        [revision, publicEnv(), target, this.#plugins.map(Object.values).map(String)],
        islands.map(({ name, specifier }) => [name, relative(root, specifier)]),
        routes.map(({ id, lazy }) => [id, lazy]),
        paths.map((path, i) => [relative(root, path), hashes[i]]),
      ]));
    };
    const useId = (content: string) => {
      this.config.buildId = hash(revision ?? content, "sha1");
      setBuildId(this.config.buildId);
    };

    const recordPath = join(outDir, "build.json");
    const last: Partial<BuildRecord> = await Deno.readTextFile(recordPath).then(JSON.parse)
      .catch(() => ({}));
    if (last.inputs && last.outputs && await hashAll(last.inputs) === last.hash) {
      const isThere = (path: string) =>
        Deno.stat(resolve(root, path)).then(() => true, () => false);
      if ((await Promise.all(last.outputs.map(isThere))).every(Boolean)) return useId(last.hash);
    }

    const bundled = await bundle(islands, this.config, project);
    const { inputs } = bundled;
    const contentHash = await hashAll(inputs);
    useId(contentHash);
    await Deno.remove(recordPath).catch(() => {});
    const outputs = await writeBuild(this.config, islands, routes, await this.#files(bundled));
    const record: BuildRecord = { hash: contentHash, inputs, outputs };
    await Deno.writeTextFile(recordPath, JSON.stringify(record));
    console.log(`Assets written to: ${outDir}`);
  }

  async #pluginSources(): Promise<string[]> {
    const skip = /\/(node_modules|_fresh|tests?|\.[^/]+)$/;
    return (await listFiles(this.config.root, (path) => skip.test(path)))
      .filter((path) => /\.([tj]sx?|css)$/.test(path));
  }
}
