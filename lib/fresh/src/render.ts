import {
  type AnyComponent,
  type FunctionComponent,
  h,
  type RenderableProps,
  type VNode,
} from "preact";
import type { Context } from "./context.ts";

/** A component that waits for its data; it may answer with a Response instead of markup. */
export type AsyncAnyComponent<P> = {
  (props: RenderableProps<P>, context?: unknown): Promise<VNode | Response | null>;
  displayName?: string;
  defaultProps?: Partial<P> | undefined;
};

/** What pages, layouts and the app wrapper get as props. */
export type PageProps<Data = unknown, T = unknown> =
  & Pick<
    Context<T>,
    | "config"
    | "url"
    | "req"
    | "params"
    | "info"
    | "state"
    | "isPartial"
    | "Component"
    | "error"
    | "route"
  >
  & { data: Data };

export type RouteComponent<State> =
  | AsyncAnyComponent<PageProps<unknown, State>>
  | AnyComponent<PageProps<unknown, State>>;

export function pageProps<State>(
  ctx: Context<State>,
  data: unknown,
  Component: FunctionComponent,
): PageProps<unknown, State> {
  return {
    Component,
    config: ctx.config,
    data,
    error: ctx.error,
    info: ctx.info,
    isPartial: ctx.isPartial,
    params: ctx.params,
    req: ctx.req,
    state: ctx.state,
    url: ctx.url,
    route: ctx.route,
  };
}

function isAsync<P>(component: unknown): component is AsyncAnyComponent<P> {
  return typeof component === "function" && component.constructor.name === "AsyncFunction";
}

/** Runs an async component now; a plain one becomes a vnode to render later. */
export function renderRouteComponent<State>(
  ctx: Context<State>,
  component: RouteComponent<State>,
  data: unknown,
  child: FunctionComponent,
): Promise<VNode | Response | null> | VNode {
  const props = pageProps(ctx, data, child);
  if (isAsync<PageProps<unknown, State>>(component)) return component(props);
  return h(component as AnyComponent<PageProps<unknown, State>>, props) as VNode;
}
