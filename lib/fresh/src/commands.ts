import { HttpError } from "./error.ts";
import { mergePath, METHODS, type UrlPatternRouter } from "./router.ts";
import { isByMethod, renderRoute, Segment } from "./segments.ts";
import type { MaybeLazy, MaybeLazyMiddleware, Method, Middleware } from "./types.ts";
import type { Route, RouteConfig } from "./types.ts";

/** Something to register; `at` turns its pattern into that of the whole app. */
export type Command<State> = (to: Registry<State>, at: (pattern: string) => string) => void;

export const DEFAULT_NOT_FOUND = (): Promise<Response> => Promise.reject(new HttpError(404));

/** The answer to OPTIONS where no handler gives one. */
export function allowed(methods: string[]): Response {
  return new Response(null, { status: 204, headers: { Allow: methods.join(", ") } });
}

/** Gives a route without a GET handler one that renders its component. */
export function toRoute<State>(from: Route<State> | Middleware<State>): Route<State> {
  const route = typeof from === "function" ? { handler: from } : { ...from };
  const render = () => ({ data: {} });
  if (isByMethod<State>(route.handler)) {
    if (route.component) route.handler = { GET: render, ...route.handler };
  } else route.handler ??= route.component ? render : DEFAULT_NOT_FOUND;
  return route;
}

/** Collects what an app registers: segments for wrappers, a router for the rest. */
export class Registry<State> {
  readonly root: Segment<State> = new Segment();

  constructor(
    readonly router: UrlPatternRouter<MaybeLazyMiddleware<State>[]>,
    readonly basePath: string,
  ) {}

  /** Adds handlers for a path inside of the segments of `folder`. */
  add(path: string, methods: "ALL" | Method[], fns: MaybeLazy<Middleware<State>>[], folder = path) {
    const all = [...this.root.at(folder, false).chain(), ...fns as MaybeLazyMiddleware<State>[]];
    const pathname = mergePath(this.basePath, path, false) || "*";
    for (const method of methods === "ALL" ? METHODS : methods) {
      this.router.add(method, pathname, all);
    }
  }

  route(folder: string, route: MaybeLazy<Route<State>>, config: RouteConfig): void {
    if (typeof route === "function") {
      const { routeOverride = folder, methods = "ALL" } = config;
      return this.add(routeOverride, methods, [lazyRoute(route)], folder);
    }
    const item = toRoute(route);
    const methods = isByMethod(item.handler) ? Object.keys(item.handler) as Method[] : "ALL";
    const path = item.config?.routeOverride ?? config.routeOverride ?? folder;
    this.add(path, methods, [(ctx) => renderRoute(ctx, item)], folder);
  }
}

/** A route that is loaded, once, by its first request. */
function lazyRoute<State>(load: () => Promise<Route<State>>): Middleware<State> {
  let loaded: Promise<Route<State>> | undefined;
  return async (ctx) => {
    loaded ??= load().then(toRoute).catch((error) => {
      loaded = undefined;
      throw error;
    });
    const route = await loaded;
    const { handler } = route;
    const method = ctx.req.method.toUpperCase() as Method;
    if (isByMethod(handler) && !handler[method] && !(method === "HEAD" && handler.GET)) {
      if (method === "OPTIONS") return allowed(Object.keys(handler));
      throw new HttpError(405);
    }
    return await renderRoute(ctx, route);
  };
}
