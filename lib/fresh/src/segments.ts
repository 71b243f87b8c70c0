import { type Context, getInternals, renderComponent } from "./context.ts";
import { HttpError } from "./error.ts";
import { patternToSegments } from "./router.ts";
import type { HandlerByMethod, LayoutConfig, MaybeLazyMiddleware, Method } from "./types.ts";
import type { Middleware, Route, RouteComponent } from "./types.ts";

/** What applies to one folder of the URL space and everything under it. */
export class Segment<State> {
  middlewares: MaybeLazyMiddleware<State>[] = [];
  layout?: { component: RouteComponent<State>; config: LayoutConfig };
  errorRoute?: Route<State>;
  notFound?: Middleware<State>;
  app?: RouteComponent<State>;
  children: Map<string, Segment<State>> = new Map();

  constructor(readonly parent?: Segment<State>) {}

  get root(): Segment<State> {
    return this.parent?.root ?? this;
  }

  /** The segment of a route's folder, or with `includeLast` of the path itself. */
  at(path: string, includeLast: boolean): Segment<State> {
    return patternToSegments(path, "", includeLast).slice(1).reduce<Segment<State>>((at, name) => {
      const child = at.children.get(name) ?? new Segment(at);
      at.children.set(name, child);
      return child;
    }, this);
  }

  /** The middlewares from the root down to here, as they are registered now. */
  chain(): MaybeLazyMiddleware<State>[] {
    return [
      ...this.parent?.chain() ?? [],
      wrapperOf({ ...this, root: this.root }),
      ...this.middlewares,
    ];
  }
}

/** Sets up layouts and catches errors for what is inside of a segment. */
function wrapperOf<State>(
  { layout, app, errorRoute, root }: Omit<Segment<State>, "at" | "chain">,
): Middleware<State> {
  return async (ctx) => {
    const internals = getInternals(ctx);
    if (app !== undefined) internals.app = app;
    if (layout !== undefined) {
      if (layout.config.skipAppWrapper) internals.app = null;
      const inherited = layout.config.skipInheritedLayouts ? [] : internals.layouts;
      internals.layouts = [...inherited, layout.component];
    }
    try {
      return await ctx.next();
    } catch (error) {
      const status = error instanceof HttpError ? error.status : 500;
      if (root.notFound && status === 404) return await root.notFound(ctx);
      if (errorRoute) return await renderRoute(ctx, errorRoute, status);
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
  { component, config, handler }: Route<State>,
  status = 200,
): Promise<Response> {
  const internals = getInternals(ctx);
  if (config?.skipAppWrapper) internals.app = null;
  if (config?.skipInheritedLayouts) internals.layouts = [];
  const method = ctx.req.method.toUpperCase() as Method;
  const run = isByMethod<State>(handler)
    ? handler[method] ?? (method === "HEAD" ? handler.GET : undefined)
    : handler;
  const result = run === undefined ? await ctx.next() : await run(ctx);
  if (result instanceof Response) return result;
  if (!result) throw new Error(`Expected a Response or page data to be returned, got: ${result}`);
  const vnode = component ? await renderComponent(ctx, component, result.data, () => null) : null;
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
    const before = { ...internals };
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
      Object.assign(internals, before);
    }
  }
  return run(0);
}
