import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { App, type ListenOptions, setBuildCache } from "../app.ts";
import type { Mode } from "../types.ts";
import { ALIVE_URL, setBuildId } from "../utils.ts";
import { bundle, PACKAGE } from "./bundle.ts";
import { type BuildOptions, crawl, listFiles, type ResolvedBuildConfig } from "./project.ts";
import { resolveConfig } from "./project.ts";
import { loadBuild, writeBuild } from "./output.ts";
import { buildStaticFiles, listStaticFiles, type Plugin } from "./static.ts";
import type { OnTransformOptions, TransformFn } from "./static.ts";

/** Builds an app: for production, for tests, or while it is developed. */
export class Builder<State = unknown> {
  config: ResolvedBuildConfig;
  #plugins: Plugin[] = [];
  #islands = new Set<string>();

  constructor(options: BuildOptions = {}) {
    this.config = resolveConfig(options);
  }

  /** Makes a module outside of the island folders an island. */
  registerIsland(specifier: string): void {
    this.#islands.add(specifier.startsWith("file:") ? fileURLToPath(specifier) : specifier);
  }

  /** Registers a plugin for static files; its result may depend on any source of the project. */
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

  /** Builds the app, unless that is done; what it returns gives a build in memory to an app. */
  async build(
    { mode = "production", snapshot = "disk" }: { mode?: Mode; snapshot?: "disk" | "memory" } = {},
  ): Promise<<S = State>(app: App<S>) => void> {
    const { config } = this;
    config.mode = mode;
    const modules = crawl(config, this.#islands);
    const revision = ["DENO_DEPLOYMENT_ID", "GITHUB_SHA", "CI_COMMIT_SHA"]
      .map((name) => Deno.env.get(name)).find(Boolean);
    const content = this.#hash([revision, modules]);
    config.buildId = hash("sha1", revision ?? content);
    setBuildId(config.buildId);

    const mark = `// ${content}\n`;
    const last = await Deno.readTextFile(join(config.outDir, "snapshot.js")).catch(() => "");
    if (snapshot === "disk" && last.endsWith(mark)) return () => {};

    const scripts = await bundle(modules.islands, config);
    const files = [...scripts, ...await buildStaticFiles(this.#plugins, config)];
    const build = { config, ...modules, files };
    if (snapshot === "disk") {
      writeBuild(build, mark);
      console.log(`Assets written to: ${config.outDir}`);
      return () => {};
    }
    const cache = await loadBuild(build);
    cache.liveReload = mode === "development";
    return (app) => setBuildCache(app, cache as never, app.config.mode);
  }

  /** Hashes all that a build is made of, alike wherever the project lies. */
  #hash(more: unknown[]): string {
    const { root, outDir, mode, target } = this.config;
    const skip = [/\/(node_modules|\.[^/]+|\w+_test\.tsx?)$/];
    const sources = [root, PACKAGE].flatMap((dir) => listFiles(dir, skip))
      .filter((path) => /\.([tj]sx?|css|jsonc?|lock)$/.test(path))
      .filter((path) => !path.startsWith(outDir + "/"));
    const files = [...new Set([...sources, ...listStaticFiles(this.config)])]
      .map((path) => [path, hash("sha256", readFileSync(path))]);
    const env = Object.entries(Deno.env.toObject()).filter(([name]) => /^FRESH_PUBLIC_/.test(name));
    const plugins = this.#plugins.map(Object.values).map(String);
    const all = [...more, files, env.sort(), plugins, mode, target];
    return hash("sha256", JSON.stringify(all).replaceAll(root, ""));
  }
}
