import { type Context, renderComponent } from "./context.ts";
import { forMethod, METHODS, UrlPatternRouter } from "./router.ts";
import type { HandlerFn, LayoutConfig, MaybeLazy, Method } from "./types.ts";
import type { MaybeLazyMiddleware, Middleware, Route, RouteComponent } from "./types.ts";
import { HttpError } from "./utils.ts";

interface Segment<State> {
  middlewares: MaybeLazyMiddleware<State>[];
  layout?: { component: RouteComponent<State>; config: LayoutConfig };
  errorRoute?: Route<State>;
  app?: RouteComponent<State>;
}

/** Collects what an app registers: segments for wrappers, a router for the rest. */
export class Registry<State> {
  readonly router = new UrlPatternRouter<MaybeLazyMiddleware<State>[]>();
  readonly #segments = new Map<string, Segment<State>>();
  notFound?: Route<State>;

  constructor(readonly basePath: string) {}

  /** The segments from the root to a path; optional groups of a pattern are none of their own. */
  #to(path: string): Segment<State>[] {
    const names = path === "*" ? [] : path.replace(/\{[^}]*\}\??/g, "/").split("/").filter(Boolean);
    return ["", ...names].map((_, depth) => {
      const folder = names.slice(0, depth).join("/");
      const segment = this.#segments.get(folder) ?? { middlewares: [] };
      this.#segments.set(folder, segment);
      return segment;
    });
  }

  at(path: string): Segment<State> {
    return this.#to(path).at(-1) as Segment<State>;
  }

  /** The middlewares from the root down to a folder, as they are registered now. */
  chain(folder: string): MaybeLazyMiddleware<State>[] {
    return this.#to(folder).flatMap((one) => [this.#wrapper({ ...one }), ...one.middlewares]);
  }

  #wrapper({ layout, errorRoute, app }: Segment<State>): Middleware<State> {
    return async (ctx) => {
      if (app !== undefined) ctx.internals.app = app;
      if (layout !== undefined) enter(ctx, layout.config, [layout.component]);
      try {
        return await ctx.next();
      } catch (error) {
        const status = error instanceof HttpError ? error.status : 500;
        const route = (status === 404 && this.notFound) || errorRoute;
        if (route) return await renderRoute(ctx, route, status);
        throw error;
      }
    };
  }

  /** Adds handlers for a path inside of the segments of `folder`. */
  add(methods: Method[], path: string, fns: MaybeLazyMiddleware<State>[], folder = path): void {
    const all = [...this.chain(folder), ...fns];
    const pathname = this.basePath + (path === "*" ? "/*" : path);
    for (const method of methods) this.router.add(method, pathname, all);
  }

  /** Adds a route; a lazy one is loaded when it is first asked. */
  route(path: string, route: MaybeLazy<Route<State>>, folder = path): void {
    let item = typeof route === "function" ? undefined : route;
    const answer: Middleware<State> = async (ctx) => {
      item ??= await (route as () => Promise<Route<State>>)();
      return await renderRoute(ctx, item);
    };
    this.add(METHODS, item?.config?.routeOverride ?? path, [answer], folder);
  }
}

/** From here on the wrappers that are skipped do not apply, and further ones do. */
function enter<S>({ internals }: Context<S>, skip: LayoutConfig, add: RouteComponent<S>[] = []) {
  if (skip.skipAppWrapper) internals.app = null;
  internals.layouts = [...skip.skipInheritedLayouts ? [] : internals.layouts, ...add];
}

/** The answer where no handler has the method: to OPTIONS the methods, else an error. */
export function refuse(method: Method, items: object): Response {
  if (method !== "OPTIONS") throw new HttpError(405);
  return new Response(null, { status: 204, headers: { Allow: Object.keys(items).join(", ") } });
}

/** Runs the route's handler and, unless that made a Response, renders the component. */
async function renderRoute<State>(ctx: Context<State>, route: Route<State>, errorStatus?: number) {
  const { component, config = {}, handler } = route;
  enter(ctx, config);
  // What was asked when it failed does not matter to an error page
  const method = errorStatus === undefined ? ctx.req.method.toUpperCase() as Method : "GET";
  const render: HandlerFn<unknown, State> | undefined = component && (() => ({ data: {} }));
  const handlers = handler ?? render ?? {};
  const items = typeof handlers === "object" && render ? { GET: render, ...handlers } : handlers;
  const run = typeof items === "function" ? items : forMethod(items, method);
  if (run === undefined) return refuse(method, items);
  const result = await run(ctx);
  if (result instanceof Response) return result;
  if (!result) throw new Error(`Expected a Response or page data to be returned, got: ${result}`);
  const vnode = component ? await renderComponent(ctx, component, result.data) : null;
  if (vnode instanceof Response) return vnode;
  const status = result.status ?? errorStatus;
  return await ctx.render(vnode, { headers: result.headers, status });
}

/** Runs the middlewares in order, then what `ctx.next` was before. Lazy ones are kept once loaded. */
export function runMiddlewares<S>(all: MaybeLazyMiddleware<S>[], ctx: Context<S>) {
  const { next: last, internals } = ctx;
  async function run(index: number): Promise<Response> {
    const middleware = all[index];
    if (middleware === undefined) return await last();
    const before = { ...internals };
    ctx.next = () => run(index + 1);
    try {
      const result = await middleware(ctx);
      if (typeof result !== "function") return result;
      all[index] = result;
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
