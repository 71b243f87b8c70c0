import { IS_DEPLOYMENT } from "./build_id.ts";
import { type BuildCache, EmptyBuildCache } from "./build_cache.ts";
import {
  allowed,
  applyCommands,
  type Command,
  DEFAULT_NOT_ALLOWED_METHOD,
  DEFAULT_NOT_FOUND,
  newNotFoundCmd,
  toRoute,
} from "./commands.ts";
import { type FreshConfig, resolveBasePath, type ResolvedFreshConfig } from "./config.ts";
import { Context } from "./context.ts";
import { HttpError } from "./error.ts";
import { type ListenOptions, serve } from "./listen.ts";
import { type MaybeLazyMiddleware, type Middleware, runMiddlewares } from "./middlewares/mod.ts";
import type { RouteComponent } from "./render.ts";
import { mergePath, type Method, type RouteResult, UrlPatternRouter } from "./router.ts";
import type { LayoutConfig, MaybeLazy, Route, RouteConfig } from "./types.ts";

export type { ListenOptions };

export const DEFAULT_CONN_INFO: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 1234 },
  completed: Promise.resolve(),
};

export let getBuildCache: <S>(app: App<S>) => BuildCache<S> | null;
export let setBuildCache: <S>(
  app: App<S>,
  cache: BuildCache<S>,
  mode: "development" | "production",
) => void;
export let setErrorInterceptor: <S>(
  app: App<S>,
  fn: (error: unknown) => void,
) => void;

type Handler = (
  request: Request,
  info?: Deno.ServeHandlerInfo,
) => Promise<Response>;

/** A web app: what is registered first runs first. */
export class App<State> {
  #getBuildCache: () => BuildCache<State> | null = () => null;
  #commands: Command<State>[] = [];
  #onError: (error: unknown) => void = () => {};
  config: ResolvedFreshConfig;

  static {
    getBuildCache = (app) => app.#getBuildCache();
    setBuildCache = (app, cache, mode) => {
      app.config.root = cache.root;
      app.config.mode = mode;
      app.#getBuildCache = () => cache;
    };
    setErrorInterceptor = (app, fn) => {
      app.#onError = fn;
    };
  }

  constructor(config: FreshConfig = {}) {
    this.config = {
      root: ".",
      basePath: resolveBasePath(config.basePath ?? ""),
      mode: config.mode ?? "production",
      trustProxy: config.trustProxy ?? false,
    };
  }

  #add(command: Command<State>): this {
    this.#commands.push(command);
    return this;
  }

  /** Adds middlewares for everything, or for a path and all below it. */
  use(...middleware: MaybeLazyMiddleware<State>[]): this;
  use(path: string, ...middleware: MaybeLazyMiddleware<State>[]): this;
  use(
    first: string | MaybeLazyMiddleware<State>,
    ...rest: MaybeLazyMiddleware<State>[]
  ): this {
    const [pattern, fns] = typeof first === "string" ? [first, rest] : ["*", [first, ...rest]];
    return this.#add({
      type: "middleware",
      pattern,
      fns,
      includeLastSegment: true,
    });
  }

  /** Answers requests that nothing else does, and every thrown 404. */
  notFound(route: Route<State> | Middleware<State>): this {
    return this.#add(newNotFoundCmd(route));
  }

  /** Answers what is thrown at the path or below it. */
  onError(path: string, route: Route<State> | Middleware<State>): this {
    const item = toRoute(route);
    return this.#add({
      type: "error",
      pattern: path,
      item,
      includeLastSegment: true,
    });
  }

  /** Sets the component around every page. */
  appWrapper(component: RouteComponent<State>): this {
    return this.#add({ type: "app", component });
  }

  /** Sets the component around the pages at the path and below it. */
  layout(
    path: string,
    component: RouteComponent<State>,
    config?: LayoutConfig,
  ): this {
    return this.#add({
      type: "layout",
      pattern: path,
      component,
      config,
      includeLastSegment: true,
    });
  }

  route(
    path: string,
    route: MaybeLazy<Route<State>>,
    config?: RouteConfig,
  ): this {
    return this.#add({
      type: "route",
      pattern: path,
      route,
      config,
      includeLastSegment: false,
    });
  }

  #method(
    method: Method | "ALL",
    pattern: string,
    fns: MaybeLazy<Middleware<State>>[],
  ): this {
    return this.#add({
      type: "handler",
      method,
      pattern,
      fns,
      includeLastSegment: false,
    });
  }

  get(path: string, ...middlewares: MaybeLazy<Middleware<State>>[]): this {
    return this.#method("GET", path, middlewares);
  }
  post(path: string, ...middlewares: MaybeLazy<Middleware<State>>[]): this {
    return this.#method("POST", path, middlewares);
  }
  patch(path: string, ...middlewares: MaybeLazy<Middleware<State>>[]): this {
    return this.#method("PATCH", path, middlewares);
  }
  put(path: string, ...middlewares: MaybeLazy<Middleware<State>>[]): this {
    return this.#method("PUT", path, middlewares);
  }
  delete(path: string, ...middlewares: MaybeLazy<Middleware<State>>[]): this {
    return this.#method("DELETE", path, middlewares);
  }
  head(path: string, ...middlewares: MaybeLazy<Middleware<State>>[]): this {
    return this.#method("HEAD", path, middlewares);
  }
  all(path: string, ...middlewares: MaybeLazy<Middleware<State>>[]): this {
    return this.#method("ALL", path, middlewares);
  }

  /** Puts the file routes of the build at this point of the order. */
  fsRoutes(pattern = "*"): this {
    const getItems = () => this.#getBuildCache()?.getFsRoutes() ?? [];
    return this.#add({
      type: "fsRoute",
      pattern,
      getItems,
      includeLastSegment: false,
    });
  }

  /** Copies what is registered on another app to a path of this one. */
  mountApp(path: string, app: App<State>): this {
    const { basePath } = app.config;
    for (const cmd of app.#commands) {
      if (cmd.type === "app" || cmd.type === "notFound") {
        this.#add(cmd);
        continue;
      }
      // An app whose base path is the mount point already is not moved twice
      const inner = basePath !== "" && basePath !== path
        ? mergePath(basePath, cmd.pattern, false)
        : cmd.pattern;
      const includeLastSegment = cmd.pattern === "/" || cmd.includeLastSegment;
      this.#add({
        ...cmd,
        pattern: mergePath(path, inner, true),
        includeLastSegment,
      });
    }
    app.#getBuildCache = () => this.#getBuildCache();
    return this;
  }

  /** The function that answers requests, for `Deno.serve` or a test. */
  handler(): Handler {
    const { config } = this;
    let buildCache = this.#getBuildCache();
    if (buildCache === null) {
      if (config.mode === "production" && IS_DEPLOYMENT) {
        throw new Error(
          `Could not find _fresh directory. Maybe you forgot to run "deno task build" or maybe ` +
            `you're trying to run "main.ts" directly instead of "_fresh/server.js"?`,
        );
      }
      buildCache = new EmptyBuildCache<State>();
    }
    const cache = buildCache;
    const router = new UrlPatternRouter<MaybeLazyMiddleware<State>[]>();
    const { rootMiddlewares } = applyCommands(
      router,
      this.#commands,
      config.basePath,
    );

    return async (req, info = DEFAULT_CONN_INFO) => {
      const url = requestUrl(req, config);
      const method = req.method.toUpperCase() as Method;
      let match: RouteResult<MaybeLazyMiddleware<State>[]>;
      let next = DEFAULT_NOT_FOUND;
      try {
        match = router.match(method, url);
        if (match.pattern !== null && !match.methodMatch) {
          const methods = router.getAllowedMethods(match.pattern);
          next = method === "OPTIONS"
            ? () => Promise.resolve(allowed(methods))
            : DEFAULT_NOT_ALLOWED_METHOD;
        }
      } catch (error) {
        match = { params: {}, item: null, methodMatch: false, pattern: null };
        next = () => Promise.reject(new HttpError(400, undefined, { cause: error }));
      }

      const { pattern, params } = match;
      const ctx = new Context<State>(
        req,
        url,
        info,
        pattern,
        params,
        config,
        next,
        cache,
      );
      try {
        const response = await runMiddlewares(
          match.item ?? rootMiddlewares,
          ctx,
          this.#onError,
        );
        if (!(response instanceof Response)) {
          throw new Error(
            `Expected a "Response" instance to be returned, but got: ${response}`,
          );
        }
        return method === "HEAD" && response.body !== null
          ? new Response(null, response)
          : response;
      } catch (error) {
        return errorResponse(error);
      }
    };
  }

  /** Serves the app; without a port on the first free one from 8000 on. */
  async listen(options: ListenOptions = {}): Promise<void> {
    await serve(this.handler(), this.config.basePath, options);
  }
}

function requestUrl(req: Request, config: ResolvedFreshConfig): URL {
  const url = new URL(req.url);
  if (url.pathname.includes("//")) {
    url.pathname = url.pathname.replace(/\/+/g, "/");
  }
  if (config.trustProxy) {
    const proto = req.headers.get("x-forwarded-proto")?.split(",")[0]?.trim();
    const host = req.headers.get("x-forwarded-host")?.split(",")[0]?.trim();
    if (proto) url.protocol = proto + ":";
    if (host) url.host = host;
  }
  return url;
}

function errorResponse(error: unknown): Response {
  if (error instanceof HttpError) {
    if (error.status >= 500) console.error(error);
    return new Response(error.message, { status: error.status });
  }
  console.error(error);
  return new Response("Internal server error", { status: 500 });
}
