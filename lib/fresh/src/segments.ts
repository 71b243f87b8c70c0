import { type Context, getInternals, renderComponent } from "./context.ts";
import { HttpError } from "./error.ts";
import { patternToSegments } from "./router.ts";
import type {
  HandlerByMethod,
  LayoutConfig,
  MaybeLazyMiddleware,
  Method,
  Middleware,
  Route,
  RouteComponent,
} from "./types.ts";

/** What applies to one folder of the URL space and everything under it. */
export class Segment<State> {
  middlewares: MaybeLazyMiddleware<State>[] = [];
  layout: { component: RouteComponent<State>; config: LayoutConfig } | null = null;
  errorRoute: Route<State> | null = null;
  notFound: Middleware<State> | null = null;
  app: RouteComponent<State> | null = null;
  children = new Map<string, Segment<State>>();

  constructor(readonly parent: Segment<State> | null = null) {}

  /** The segment of a route's folder, or with `includeLast` of the path itself. */
  at(path: string, includeLast: boolean): Segment<State> {
    let current: Segment<State> = this;
    for (const name of patternToSegments(path, "", includeLast).slice(1)) {
      const child: Segment<State> = current.children.get(name) ?? new Segment(current);
      current.children.set(name, child);
      current = child;
    }
    return current;
  }

  /** The middlewares from the root down to here, as they are registered now. */
  chain(root: Segment<State> = this.root()): MaybeLazyMiddleware<State>[] {
    const above = this.parent?.chain(root) ?? [];
    return [...above, wrapperOf(root, this), ...this.middlewares];
  }

  root(): Segment<State> {
    return this.parent?.root() ?? this;
  }
}

/** Sets up layouts and catches errors for what is inside of a segment. */
function wrapperOf<State>(
  root: Segment<State>,
  { layout, app, errorRoute }: Segment<State>,
): Middleware<State> {
  return async (ctx) => {
    const internals = getInternals(ctx);
    if (app !== null) internals.app = app;
    if (layout !== null) {
      if (layout.config.skipAppWrapper) internals.app = null;
      const inherited = layout.config.skipInheritedLayouts ? [] : internals.layouts;
      internals.layouts = [...inherited, layout.component];
    }
    try {
      return await ctx.next();
    } catch (error) {
      const status = error instanceof HttpError ? error.status : 500;
      if (root.notFound !== null && status === 404) return await root.notFound(ctx);
      if (errorRoute !== null) return await renderRoute(ctx, errorRoute, status);
      throw error;
    }
  };
}

export function isByMethod<State>(handler: unknown): handler is HandlerByMethod<unknown, State> {
  return handler !== null && typeof handler === "object" && !Array.isArray(handler);
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

  const method = ctx.req.method.toUpperCase() as Method;
  const { component, handler } = route;
  const run = isByMethod<State>(handler)
    ? handler[method] ?? (method === "HEAD" ? handler.GET : undefined)
    : handler;
  const result = run === undefined ? await ctx.next() : await run(ctx);
  if (result instanceof Response) return result;
  if (!result) throw new Error(`Expected a Response or page data to be returned, got: ${result}`);

  const vnode = component === undefined
    ? null
    : await renderComponent(ctx, component, result.data, () => null);
  if (vnode instanceof Response) return vnode;
  return await ctx.render(vnode, { headers: result.headers, status: result.status ?? status });
}

/** Runs the middlewares in order, then what `ctx.next` was before. */
export function runMiddlewares<State>(
  middlewares: MaybeLazyMiddleware<State>[],
  ctx: Context<State>,
): Promise<Response> {
  const last = ctx.next;
  const internals = getInternals(ctx);

  async function run(index: number): Promise<Response> {
    const middleware = middlewares[index];
    if (middleware === undefined) return await last();
    const { app, layouts } = internals;
    ctx.next = () => run(index + 1);
    try {
      const result = await middleware(ctx);
      if (typeof result !== "function") return result;
      middlewares[index] = result;
      return await result(ctx);
    } catch (error) {
      ctx.error = error;
      throw error;
    } finally {
      Object.assign(internals, { app, layouts });
    }
  }
  return run(0);
}
