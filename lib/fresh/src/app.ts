import { type BuildCache, ProdBuildCache } from "./build_cache.ts";
import { BUILD_ID } from "./build_id.ts";
import { allowed, type Command, DEFAULT_NOT_FOUND, Registry, toRoute } from "./commands.ts";
import { Context } from "./context.ts";
import { HttpError, statusText } from "./error.ts";
import { mergePath, UrlPatternRouter } from "./router.ts";
import { renderRoute, runMiddlewares } from "./segments.ts";
import type { FreshConfig, LayoutConfig, MaybeLazy, MaybeLazyMiddleware, Method } from "./types.ts";
import type {
  Middleware,
  ResolvedFreshConfig,
  Route,
  RouteComponent,
  RouteConfig,
} from "./types.ts";

export const DEFAULT_CONN_INFO: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 1234 },
  completed: Promise.resolve(),
};

/** Options of `app.listen()`: those of `Deno.serve` for TCP. */
export type ListenOptions =
  & Partial<Deno.ServeTcpOptions & Deno.TlsCertifiedKeyPem>
  & { remoteAddress?: string };

/** Gives an app its islands, file routes and static files. */
export let setBuildCache: <S>(
  app: App<S>,
  cache: BuildCache<S>,
  mode: "development" | "production",
) => void;

/** Adds handlers for one method, or all, at a path. */
type AddHandlers<State> = (path: string, ...fns: MaybeLazy<Middleware<State>>[]) => App<State>;

/** A web app: what is registered first runs first. */
export class App<State> {
  #cache: () => BuildCache<State> | null = () => null;
  #commands: Command<State>[] = [];
  config: ResolvedFreshConfig;

  static {
    setBuildCache = (app, cache, mode) => {
      Object.assign(app.config, { root: cache.root, mode });
      app.#cache = () => cache;
    };
  }

  constructor({ basePath = "", mode = "production", trustProxy = false }: FreshConfig = {}) {
    if (!/^(|\/|\.\/|(\/[\w.-]+)+)$/.test(basePath)) {
      throw new Error(`Invalid basePath: "${basePath}"`);
    }
    this.config = { root: ".", basePath, mode, trustProxy };
  }

  #add(command: Command<State>): this {
    this.#commands.push(command);
    return this;
  }

  #adder(methods: "ALL" | Method[]): AddHandlers<State> {
    return (path, ...fns) =>
      this.#add((to, at) => to.add(at(path), methods, fns, folder(path, at)));
  }

  get: AddHandlers<State> = this.#adder(["GET"]);
  post: AddHandlers<State> = this.#adder(["POST"]);
  patch: AddHandlers<State> = this.#adder(["PATCH"]);
  put: AddHandlers<State> = this.#adder(["PUT"]);
  delete: AddHandlers<State> = this.#adder(["DELETE"]);
  head: AddHandlers<State> = this.#adder(["HEAD"]);
  all: AddHandlers<State> = this.#adder("ALL");

  /** Adds middlewares for everything, or for a path and all below it. */
  use(...middleware: MaybeLazyMiddleware<State>[]): this;
  use(path: string, ...middleware: MaybeLazyMiddleware<State>[]): this;
  use(path: string | MaybeLazyMiddleware<State>, ...fns: MaybeLazyMiddleware<State>[]): this {
    if (typeof path === "function") return this.use("*", path, ...fns);
    return this.#add((to, at) => to.root.at(at(path), true).middlewares.push(...fns));
  }

  /** Answers requests that nothing else does, and every thrown 404. */
  notFound(route: Route<State> | Middleware<State>): this {
    const item = toRoute(route);
    return this.#add((to) => to.root.notFound = (ctx) => renderRoute(ctx, item, 404));
  }

  /** Answers what is thrown at the path or below it. */
  onError(path: string, route: Route<State> | Middleware<State>): this {
    return this.#add((to, at) => to.root.at(at(path), true).errorRoute = toRoute(route));
  }

  /** Sets the component around every page. */
  appWrapper(component: RouteComponent<State>): this {
    return this.#add((to) => to.root.app = component);
  }

  /** Sets the component around the pages at the path and below it. */
  layout(path: string, component: RouteComponent<State>, config: LayoutConfig = {}): this {
    return this.#add((to, at) => to.root.at(at(path), true).layout = { component, config });
  }

  route(path: string, route: MaybeLazy<Route<State>>, config?: RouteConfig): this {
    return this.#add((to, at) =>
      to.route(folder(path, at), route, { routeOverride: at(path), ...config })
    );
  }

  /** Puts the file routes of the build at this point of the order. */
  fsRoutes(base = "*"): this {
    return this.#add((to, at) => {
      const place = (path: string) => at(base === "*" ? path : mergePath(base, path, true));
      this.#cache()?.getFsRoutes().forEach((command) => command(to, place));
    });
  }

  /** Copies what is registered on another app to a path of this one. */
  mountApp(path: string, app: App<State>): this {
    app.#cache = () => this.#cache();
    // An app whose base path is the mount point already is not moved twice
    const { basePath } = app.config;
    const base = basePath === path ? path : mergePath(path, basePath || "*", true);
    return this.#add((to, at) => {
      for (const command of app.#commands) command(to, (inner) => at(mergePath(base, inner, true)));
    });
  }

  /** The function that answers requests, for `Deno.serve` or a test. */
  handler(): (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response> {
    const { config } = this;
    const cache = this.#cache() ?? new ProdBuildCache<State>(config.root, {
      ...{ version: BUILD_ID, clientEntry: "", fsRoutes: [] },
      ...{ staticFiles: new Map(), islands: new Map() },
    });
    const router = new UrlPatternRouter<MaybeLazyMiddleware<State>[]>();
    const registry = new Registry<State>(router, config.basePath);
    for (const command of this.#commands) command(registry, (pattern) => pattern);
    const rootMiddlewares = registry.root.chain();

    return async (req, info = DEFAULT_CONN_INFO) => {
      const url = requestUrl(req, config);
      const method = req.method.toUpperCase() as Method;
      const { pattern, params, item, malformed } = router.match(method, url);
      const next = async () => {
        if (malformed) throw new HttpError(400);
        if (pattern === null || item !== null) return await DEFAULT_NOT_FOUND();
        if (method === "OPTIONS") return allowed(router.getAllowedMethods(pattern));
        throw new HttpError(405);
      };
      const ctx = new Context<State>(req, url, info, pattern, params, config, next, cache);
      try {
        const response = await runMiddlewares(item ?? rootMiddlewares, ctx);
        if (!(response instanceof Response)) {
          throw new Error(`Expected a "Response" instance to be returned, but got: ${response}`);
        }
        if (method !== "HEAD" || response.body === null) return response;
        await response.body.cancel();
        return new Response(null, response);
      } catch (error) {
        const status = error instanceof HttpError ? error.status : 500;
        if (status >= 500) console.error(error);
        const message = error instanceof HttpError
          ? error.message || statusText(status)
          : "Internal server error";
        return new Response(message, { status });
      }
    };
  }

  /** Serves the app; without a port on the first free one from 8000 to 8019. */
  // deno-lint-ignore require-await -- upstream's signature
  async listen(options: ListenOptions = {}): Promise<void> {
    const handler = this.handler();
    for (let port = options.port ?? 8000;; port++) {
      try {
        return void Deno.serve({ ...options, port }, handler);
      } catch (error) {
        const taken = error instanceof Deno.errors.AddrInUse;
        if (!taken || options.port !== undefined || port === 8019) throw error;
      }
    }
  }
}

/** The folder of a route: at the root of a mounted app, that is the mount point. */
function folder(path: string, at: (pattern: string) => string): string {
  const place = at(path);
  return path === "/" && place !== "/" ? place + "/" : place;
}

function requestUrl(req: Request, { trustProxy }: ResolvedFreshConfig): URL {
  const url = new URL(req.url);
  if (url.pathname.includes("//")) url.pathname = url.pathname.replace(/\/+/g, "/");
  if (trustProxy) {
    const first = (name: string) => req.headers.get(name)?.split(",")[0]?.trim();
    url.protocol = first("x-forwarded-proto") ?? url.protocol;
    const host = first("x-forwarded-host");
    // A host without a port does not change the port
    if (host) Object.assign(url, { port: "", host });
  }
  return url;
}
