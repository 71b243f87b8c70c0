import type { AnyComponent, RenderableProps, VNode } from "preact";
import type { Context } from "./context.ts";
import type { ByMethod } from "./router.ts";

export type Method = "HEAD" | "GET" | "POST" | "PATCH" | "PUT" | "DELETE" | "OPTIONS";

export type Mode = "development" | "production";

export interface FreshConfig {
  /** Path that every route and asset lives under, such as `/app`. */
  basePath?: string;
  mode?: Mode;
  /** Let `x-forwarded-proto` and `x-forwarded-host` decide `ctx.url`; only behind a proxy. */
  trustProxy?: boolean;
}

/** The configuration in use; `root` is the directory of the project. */
export type ResolvedFreshConfig = Required<FreshConfig> & { root: string };

/** What a layout may leave out for the pages inside: the layouts above it, and `_app`. */
export interface LayoutConfig {
  skipInheritedLayouts?: boolean;
  skipAppWrapper?: boolean;
}

/** What a route file may export as `config`. */
export interface RouteConfig extends LayoutConfig {
  /** URL pattern in place of the one from the file name. */
  routeOverride?: string;
}

/** A value, or a function that loads it when it is first needed. */
export type MaybeLazy<T> = T | (() => Promise<T>);

/** A step of a request: answers it, or passes it on with `ctx.next()`. */
export type Middleware<State> = (ctx: Context<State>) => Response | Promise<Response>;

/** A middleware, or a function that loads it when it is first needed. */
export type MaybeLazyMiddleware<S> = (ctx: Context<S>) => MaybePromise<Response | Middleware<S>>;
type MaybePromise<T> = T | Promise<T>;

/** What a handler returns to have the route's component rendered. */
export interface PageResponse<T> {
  data: T;
  headers?: HeadersInit;
  status?: number;
}

/** Answers one request: with a Response, or with data for the component. */
export type HandlerFn<Data, S> = (ctx: Context<S>) => MaybePromise<Response | PageResponse<Data>>;

export type HandlerByMethod<Data, State> = ByMethod<HandlerFn<Data, State>>;

/** Handlers of a route: one function for all methods, or an object by method. */
export type RouteHandler<Data, State> = HandlerFn<Data, State> | HandlerByMethod<Data, State>;

/** Data type of a route's handlers. */
export type RouteData<Handler extends RouteHandler<unknown, unknown>> = Handler extends
  RouteHandler<infer Data, unknown> ? Data : never;

/** What pages, layouts and the app wrapper get as props. */
export type PageProps<Data = unknown, T = unknown> =
  & Pick<Context<T>, "config" | "url" | "req" | "params" | "info" | "state" | "isPartial">
  & Pick<Context<T>, "Component" | "error" | "route">
  & { data: Data };

/** May wait for its data, and may answer with a Response instead of markup. */
// deno-lint-ignore no-explicit-any -- as preact's own, else define.page gives its function no types
type AsyncComponent<P> = (p: RenderableProps<P>, c?: any) => Promise<VNode | Response | null>;
export type Component<P> = AnyComponent<P> | AsyncComponent<P>;
export type RouteComponent<State> = Component<PageProps<unknown, State>>;

/** A route: a handler, a component, or both. */
export interface Route<State> {
  component?: RouteComponent<State>;
  config?: RouteConfig;
  handler?: RouteHandler<unknown, State>;
}

/** Identity functions that give route files their types. */
export type Define<State> = ReturnType<typeof createDefine<State>>;

/** Creates the {@linkcode Define} helpers for the app's state. */
export function createDefine<State>() {
  return {
    handlers: <Data, Handlers extends RouteHandler<Data, State> = RouteHandler<Data, State>>(
      handlers: Handlers,
    ): Handlers => handlers,
    /** Types a page component; `define.page<typeof handler>` infers `data`. */
    page: <
      Handler extends RouteHandler<unknown, State> = never,
      Data = Handler extends HandlerFn<infer D, State> ? D
        : Handler extends HandlerByMethod<infer D, State> ? D
        : never,
      Render extends Component<PageProps<Data, State>> = Component<PageProps<Data, State>>,
    >(render: Render): Render => render,
    middleware: <M extends Middleware<State> | Middleware<State>[]>(middleware: M): M => middleware,
    layout: <Render extends Component<PageProps<unknown, State>>>(render: Render): Render => render,
  };
}

/** Renders the route's component with `data`. */
export function page<T = undefined>(data?: T, options: Omit<PageResponse<T>, "data"> = {}) {
  return { data: data as T, ...options };
}
