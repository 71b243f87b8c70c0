import { type Context, getInternals } from "./context.ts";
import { HttpError } from "./error.ts";
import { type HandlerFn, isHandlerByMethod } from "./handlers.ts";
import type { MaybeLazyMiddleware, Middleware } from "./middlewares/mod.ts";
import { renderRouteComponent, type RouteComponent } from "./render.ts";
import { type Method, patternToSegments } from "./router.ts";
import type { LayoutConfig, Route } from "./types.ts";

/** What applies to one folder of the URL space and everything under it. */
export interface Segment<State> {
  pattern: string;
  middlewares: MaybeLazyMiddleware<State>[];
  layout:
    | { component: RouteComponent<State>; config: LayoutConfig | null }
    | null;
  errorRoute: Route<State> | null;
  notFound: Middleware<State> | null;
  app: RouteComponent<State> | null;
  children: Map<string, Segment<State>>;
  parent: Segment<State> | null;
}

export function newSegment<State>(
  pattern: string,
  parent: Segment<State> | null,
): Segment<State> {
  return {
    pattern,
    middlewares: [],
    layout: null,
    app: null,
    errorRoute: null,
    notFound: null,
    parent,
    children: new Map(),
  };
}

export function getOrCreateSegment<State>(
  root: Segment<State>,
  path: string,
  includeLast: boolean,
): Segment<State> {
  let current = root;
  for (const name of patternToSegments(path, root.pattern, includeLast)) {
    if (name === root.pattern) {
      current = root;
      continue;
    }
    const child = current.children.get(name) ?? newSegment(name, current);
    current.children.set(name, child);
    current = child;
  }
  return current;
}

/** The middlewares from the root down to a segment, as they are registered now. */
export function segmentToMiddlewares<State>(
  segment: Segment<State>,
): MaybeLazyMiddleware<State>[] {
  const path: Segment<State>[] = [];
  for (let at: Segment<State> | null = segment; at !== null; at = at.parent) {
    path.unshift(at);
  }
  const root = path[0] ?? segment;
  return path.flatMap((
    seg,
  ) => [segmentMiddleware(root, seg), ...seg.middlewares]);
}

function segmentMiddleware<State>(
  root: Segment<State>,
  { layout, app, errorRoute }: Segment<State>,
): Middleware<State> {
  return async (ctx) => {
    const internals = getInternals(ctx);
    if (app !== null) internals.app = app;
    if (layout !== null) {
      if (layout.config?.skipAppWrapper) internals.app = null;
      internals.layouts = layout.config?.skipInheritedLayouts
        ? [layout.component]
        : [...internals.layouts, layout.component];
    }
    try {
      return await ctx.next();
    } catch (error) {
      const status = error instanceof HttpError ? error.status : 500;
      if (root.notFound !== null && status === 404) {
        return await root.notFound(ctx);
      }
      if (errorRoute !== null) {
        return await renderRoute(ctx, errorRoute, status);
      }
      throw error;
    }
  };
}

/** Runs the route's handler and, unless that made a Response, renders the component. */
export async function renderRoute<State>(
  ctx: Context<State>,
  route: Route<State>,
  status = 200,
): Promise<Response> {
  const internals = getInternals(ctx);
  if (route.config?.skipAppWrapper) internals.app = null;
  if (route.config?.skipInheritedLayouts) internals.layouts = [];
  if (route.css !== undefined) internals.styles = route.css;

  const handler = pickHandler(route, ctx.req.method.toUpperCase() as Method);
  const result = handler === null ? await ctx.next() : await handler(ctx);
  if (result instanceof Response) return result;
  if (result === undefined || result === null) {
    throw new Error(
      `Expected a Response or page data to be returned, but got: ${result}`,
    );
  }

  let vnode = null;
  if (route.component !== undefined) {
    vnode = await renderRouteComponent(
      ctx,
      route.component,
      result.data,
      () => null,
    );
    if (vnode instanceof Response) return vnode;
  }
  return await ctx.render(vnode, {
    headers: result.headers,
    status: result.status ?? status,
  });
}

function pickHandler<State>(
  route: Route<State>,
  method: Method,
): HandlerFn<unknown, State> | null {
  const handlers = route.handler;
  if (handlers === undefined) throw new Error("Unexpected missing handlers");
  if (!isHandlerByMethod<unknown, State>(handlers)) return handlers;
  return handlers[method] ?? (method === "HEAD" ? handlers.GET : undefined) ??
    null;
}
