import { Fragment, type FunctionComponent, h, isValidElement, type VNode } from "preact";
import type { ProdBuildCache } from "./build_cache.ts";
import { renderDocument } from "./runtime/server/document.ts";
import type { LayoutConfig, ResolvedFreshConfig, RouteComponent } from "./types.ts";
import { NONCE_SYMBOL } from "./utils.ts";

/** One request on its way through middlewares and the route. */
export class Context<State> {
  /** The wrappers that apply at the current point; not for apps. */
  readonly internals: {
    app: RouteComponent<State> | null;
    layouts: RouteComponent<State>[];
  } = { app: null, layouts: [] };
  /** Shared by all middlewares of this request. */
  readonly state: State = {} as State;
  /** What was thrown, while an error is being handled. */
  error: unknown | null = null;
  readonly isPartial = false;
  /** In a layout or the app wrapper: what is inside. */
  Component: FunctionComponent = () => null;

  /** `url` has no repeated slashes, `route` is the matched pattern, absent `params` are `""`. */
  constructor(
    public req: Request,
    readonly url: URL,
    readonly info: Deno.ServeHandlerInfo,
    readonly route: string | null,
    readonly params: Record<string, string>,
    readonly config: ResolvedFreshConfig,
    public next: () => Promise<Response>,
    readonly build: ProdBuildCache<State>,
  ) {}

  /** Redirects; a path cannot lead to another host by its slashes. */
  redirect(pathOrUrl: string, status = 302): Response {
    const location = pathOrUrl.replace(/^\/[^?#]*/, (path) => path.replaceAll(/\/+/g, "/"));
    return new Response(null, { status, headers: { location } });
  }

  /** Renders JSX inside the layouts and the app wrapper to an HTML response. */
  async render(vnode: VNode | null, init: ResponseInit = {}, config: LayoutConfig = {}) {
    if (vnode !== null && !isValidElement(vnode)) {
      throw new Error("Non-JSX element passed to: ctx.render()");
    }
    const { app, layouts } = this.internals;
    const wrappers = config.skipInheritedLayouts ? [] : [...layouts].reverse();
    if (app !== null && !config.skipAppWrapper) wrappers.push(app);
    let tree = vnode;
    for (const wrapper of wrappers) {
      const child = tree;
      this.Component = () => child;
      const result = await renderComponent(this, wrapper, null);
      if (result instanceof Response) return result;
      tree = result;
    }
    const { html, link, nonce } = renderDocument(tree ?? h(Fragment, null), this, this.build);
    const response = this.html(html, init);
    if (link !== "") response.headers.append("Link", link);
    return Object.assign(response, { [NONCE_SYMBOL]: nonce });
  }

  text(content: string, init?: ResponseInit): Response {
    return new Response(content, init);
  }

  html(content: string, init?: ResponseInit): Response {
    const headers = new Headers(init?.headers);
    headers.set("Content-Type", "text/html; charset=utf-8");
    return new Response(content, { ...init, headers });
  }

  json(content: unknown, init?: ResponseInit): Response {
    return Response.json(content, init);
  }
}

/** Runs an async component now; a plain one becomes a vnode to render later. */
export function renderComponent<S>(ctx: Context<S>, component: RouteComponent<S>, data: unknown) {
  const props = { ...ctx, data };
  return component.constructor.name === "AsyncFunction"
    ? (component as (props: unknown) => Promise<VNode | Response | null>)(props)
    : h(component as FunctionComponent, props as object);
}
