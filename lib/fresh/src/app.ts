import { STATUS_CODES } from "node:http";
import { ProdBuildCache } from "./build_cache.ts";
import { Context } from "./context.ts";
import { addFile } from "./fs_routes.ts";
import { forMethod, METHODS } from "./router.ts";
import { refuse, Registry, runMiddlewares } from "./segments.ts";
import type { FreshConfig, LayoutConfig, MaybeLazy, MaybeLazyMiddleware, Method } from "./types.ts";
import type { Middleware, Mode, ResolvedFreshConfig, Route, RouteComponent } from "./types.ts";
import type { RouteConfig } from "./types.ts";
import { BUILD_ID, HttpError } from "./utils.ts";

/** Where a request seems to come from that no server took. */
const remoteAddr: Deno.NetAddr = { transport: "tcp", hostname: "localhost", port: 1234 };

/** Options of `app.listen()`: those of `Deno.serve` for TCP. */
export type ListenOptions = Partial<Deno.ServeTcpOptions & Deno.TlsCertifiedKeyPem>;

type AddHandlers<State> = (path: string, ...fns: MaybeLazyMiddleware<State>[]) => App<State>;

/** A web app: what is registered first runs first. */
export class App<State> {
  /** Set by the build; not for apps. */
  cache?: ProdBuildCache<State>;
  #commands: ((to: Registry<State>) => void)[] = [];
  config: ResolvedFreshConfig;

  constructor({ basePath = "", mode = "production", trustProxy = false }: FreshConfig = {}) {
    if (!/^(|\/|\.\/|(\/[\w.-]+)+)$/.test(basePath)) {
      throw new Error(`Invalid basePath: "${basePath}"`);
    }
    this.config = { root: ".", basePath: basePath.replace(/^\.?\/$/, ""), mode, trustProxy };
  }

  /** Commands wait for `handler()`, because the build that they may need comes late. */
  #add(command: (to: Registry<State>) => void): this {
    this.#commands.push(command);
    return this;
  }

  #adder(...methods: Method[]): AddHandlers<State> {
    return (path, ...fns) => this.#add((to) => to.add(methods, path, fns));
  }

  get: AddHandlers<State> = this.#adder("GET");
  post: AddHandlers<State> = this.#adder("POST");
  patch: AddHandlers<State> = this.#adder("PATCH");
  put: AddHandlers<State> = this.#adder("PUT");
  delete: AddHandlers<State> = this.#adder("DELETE");
  head: AddHandlers<State> = this.#adder("HEAD");
  all: AddHandlers<State> = this.#adder(...METHODS);

  /** Adds middlewares for everything, or for a path and all below it. */
  use(...middleware: MaybeLazyMiddleware<State>[]): this;
  use(path: string, ...middleware: MaybeLazyMiddleware<State>[]): this;
  use(path: string | MaybeLazyMiddleware<State>, ...fns: MaybeLazyMiddleware<State>[]): this {
    if (typeof path === "function") return this.use("*", path, ...fns);
    return this.#add((to) => to.at(path).middlewares.push(...fns));
  }

  /** Answers requests that nothing else does, and every thrown 404. */
  notFound(route: Route<State> | Middleware<State>): this {
    return this.#add((to) => to.notFound = toRoute(route));
  }

  /** Answers what is thrown at the path or below it. */
  onError(path: string, route: Route<State> | Middleware<State>): this {
    return this.#add((to) => to.at(path).errorRoute = toRoute(route));
  }

  /** Sets the component around every page. */
  appWrapper(component: RouteComponent<State>): this {
    return this.#add((to) => to.at("*").app = component);
  }

  /** Sets the component around the pages at the path and below it. */
  layout(path: string, component: RouteComponent<State>, config: LayoutConfig = {}): this {
    return this.#add((to) => to.at(path).layout = { component, config });
  }

  /** Adds a route, or a function that loads it when it is first asked. */
  route(path: string, route: MaybeLazy<Route<State>>, config: RouteConfig = {}): this {
    return this.#add((to) => to.route(config.routeOverride ?? path, route, path));
  }

  /** Puts the file routes of the build at this point of the order. */
  fsRoutes(): this {
    return this.#add((to) => this.cache?.snapshot.fsRoutes.forEach((file) => addFile(to, file)));
  }

  /** The function that answers requests, for `Deno.serve` or a test. */
  handler(): (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response> {
    const { config } = this;
    const empty = { staticFiles: new Map(), islands: new Map(), fsRoutes: [], clientEntry: "" };
    const cache = this.cache ?? new ProdBuildCache(config.root, { ...empty, version: BUILD_ID });
    const registry = new Registry<State>(config.basePath);
    for (const command of this.#commands) command(registry);
    const rootMiddlewares = registry.chain("*");

    return async (req, info = { remoteAddr, completed: Promise.resolve() }) => {
      const url = requestUrl(req, config);
      const method = req.method.toUpperCase() as Method;
      const { pattern, params, items } = registry.router.match(url);
      const item = params === null ? undefined : forMethod(items, method);
      const next = () => {
        if (params === null) throw new HttpError(400);
        if (pattern === null || item !== undefined) throw new HttpError(404);
        return Promise.resolve(refuse(method, items));
      };
      const ctx = new Context<State>(req, url, info, pattern, params ?? {}, config, next, cache);
      try {
        const response = await runMiddlewares(item ?? rootMiddlewares, ctx);
        if (!(response instanceof Response)) {
          throw new Error(`Expected a "Response" instance to be returned, but got: ${response}`);
        }
        if (method !== "HEAD" || response.body === null) return response;
        await response.body.cancel();
        return new Response(null, response);
      } catch (error) {
        // Only the message of an HttpError is meant for the caller
        const known = error instanceof HttpError
          ? error
          : new HttpError(500, "Internal server error");
        const { status, message } = known;
        if (status >= 500) console.error(error);
        return new Response(message || STATUS_CODES[status], { status });
      }
    };
  }

  /** Serves the app, on port 8000 unless the options say otherwise. */
  listen(options: ListenOptions = {}): Promise<void> {
    return Promise.resolve(void Deno.serve({ port: 8000, ...options }, this.handler()));
  }
}

/** Gives an app its islands, file routes and static files. */
export function setBuildCache<S>(app: App<S>, cache: ProdBuildCache<S>, mode: Mode): void {
  app.cache = cache;
  Object.assign(app.config, { root: cache.root, mode });
}

function toRoute<State>(route: Route<State> | Middleware<State>): Route<State> {
  return typeof route === "function" ? { handler: route } : route;
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
