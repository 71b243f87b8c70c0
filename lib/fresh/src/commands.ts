import { HttpError } from "./error.ts";
import { type HandlerFn, isHandlerByMethod } from "./handlers.ts";
import type { MaybeLazyMiddleware, Middleware } from "./middlewares/mod.ts";
import type { RouteComponent } from "./render.ts";
import { mergePath, type Method, METHODS, type Router } from "./router.ts";
import {
  getOrCreateSegment,
  newSegment,
  renderRoute,
  type Segment,
  segmentToMiddlewares,
} from "./segments.ts";
import type { LayoutConfig, MaybeLazy, Route, RouteConfig } from "./types.ts";

/** Kinds of registration on an app; the values name file routes in the snapshot. */
export const CommandType = {
  Middleware: "middleware",
  Layout: "layout",
  App: "app",
  Route: "route",
  Error: "error",
  NotFound: "notFound",
  Handler: "handler",
  FsRoute: "fsRoute",
} as const;
export type CommandType = typeof CommandType[keyof typeof CommandType];

interface Placed {
  pattern: string;
  includeLastSegment: boolean;
}

export type Command<State> =
  | Placed & { type: "middleware"; fns: MaybeLazyMiddleware<State>[] }
  | Placed & {
    type: "layout";
    component: RouteComponent<State>;
    config?: LayoutConfig;
  }
  | Placed & { type: "error"; item: Route<State> }
  | Placed & {
    type: "route";
    route: MaybeLazy<Route<State>>;
    config?: RouteConfig;
  }
  | Placed & {
    type: "handler";
    method: Method | "ALL";
    fns: MaybeLazy<Middleware<State>>[];
  }
  | Placed & { type: "fsRoute"; getItems: () => Command<State>[] }
  | { type: "app"; component: RouteComponent<State> }
  | { type: "notFound"; fn: Middleware<State> };

export const DEFAULT_NOT_FOUND = (): Promise<Response> => Promise.reject(new HttpError(404));
export const DEFAULT_NOT_ALLOWED_METHOD = (): Promise<Response> =>
  Promise.reject(new HttpError(405));

const renderOnly = () => ({ data: {} });

function ensureHandler<State>(route: Route<State>): Route<State> {
  if (route.handler === undefined) {
    route.handler = route.component !== undefined
      ? renderOnly
      : DEFAULT_NOT_FOUND as HandlerFn<unknown, State>;
  } else if (
    isHandlerByMethod<unknown, State>(route.handler) &&
    route.component !== undefined
  ) {
    route.handler = { GET: renderOnly, ...route.handler };
  }
  return route;
}

export function toRoute<State>(
  route: Route<State> | Middleware<State>,
): Route<State> {
  return ensureHandler(
    typeof route === "function" ? { handler: route } : route,
  );
}

export function newNotFoundCmd<State>(
  route: Route<State> | Middleware<State>,
): Command<State> {
  const item = toRoute(route);
  return { type: "notFound", fn: (ctx) => renderRoute(ctx, item, 404) };
}

/** A lazy route: it is loaded, once, by its first request. */
function loadRoute<State>(
  load: () => Promise<Route<State>>,
): Middleware<State> {
  let loaded: Promise<Route<State>> | undefined;
  return async (ctx) => {
    loaded ??= load().then(ensureHandler);
    let route: Route<State>;
    try {
      route = await loaded;
    } catch (error) {
      loaded = undefined;
      throw error;
    }
    const { handler } = route;
    const method = ctx.req.method.toUpperCase() as Method;
    if (isHandlerByMethod<unknown, State>(handler) && !handler[method]) {
      if (method === "OPTIONS") return allowed(Object.keys(handler));
      if (method !== "HEAD" || !handler.GET) throw new HttpError(405);
    }
    return await renderRoute(ctx, route);
  };
}

/** The answer to OPTIONS where no handler gives one. */
export function allowed(methods: string[]): Response {
  return new Response(null, {
    status: 204,
    headers: { Allow: methods.join(", ") },
  });
}

/** Fills the router; returns the middlewares for requests that match no route. */
export function applyCommands<State>(
  router: Router<MaybeLazyMiddleware<State>[]>,
  commands: Command<State>[],
  basePath: string,
): { rootMiddlewares: MaybeLazyMiddleware<State>[] } {
  const root = newSegment<State>("", null);
  applyInner(root, router, commands, basePath);
  return { rootMiddlewares: segmentToMiddlewares(root) };
}

function applyInner<State>(
  root: Segment<State>,
  router: Router<MaybeLazyMiddleware<State>[]>,
  commands: Command<State>[],
  basePath: string,
): void {
  const segmentOf = (cmd: Placed) => getOrCreateSegment(root, cmd.pattern, cmd.includeLastSegment);
  const add = (
    pattern: string,
    methods: Method[],
    fns: MaybeLazyMiddleware<State>[],
  ) => {
    const path = mergePath(basePath, pattern, false) || "*";
    for (const method of methods) router.add(method, path, fns);
  };

  for (const cmd of commands) {
    switch (cmd.type) {
      case "middleware":
        segmentOf(cmd).middlewares.push(...cmd.fns);
        break;
      case "layout":
        segmentOf(cmd).layout = {
          component: cmd.component,
          config: cmd.config ?? null,
        };
        break;
      case "error":
        segmentOf(cmd).errorRoute = cmd.item;
        break;
      case "app":
        root.app = cmd.component;
        break;
      case "notFound":
        root.notFound = cmd.fn;
        break;
      case "handler": {
        const fns = [...segmentToMiddlewares(segmentOf(cmd)), ...cmd.fns];
        add(
          cmd.pattern,
          cmd.method === "ALL" ? METHODS : [cmd.method],
          fns as typeof fns,
        );
        break;
      }
      case "route": {
        const { route, config, pattern } = cmd;
        const fns = segmentToMiddlewares(segmentOf(cmd));
        if (typeof route === "function") {
          const methods = config?.methods ?? "ALL";
          fns.push(loadRoute(route));
          add(
            config?.routeOverride ?? pattern,
            methods === "ALL" ? METHODS : methods,
            fns,
          );
          break;
        }
        const item = ensureHandler(route);
        fns.push((ctx) => renderRoute(ctx, item));
        const methods = isHandlerByMethod(item.handler)
          ? Object.keys(item.handler) as Method[]
          : METHODS;
        add(item.config?.routeOverride ?? pattern, methods, fns);
        break;
      }
      case "fsRoute":
        applyInner(
          root,
          router,
          cmd.getItems(),
          mergePath(basePath, cmd.pattern, true),
        );
        break;
    }
  }
}
