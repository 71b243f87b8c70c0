import { Fragment, type FunctionComponent, h, isValidElement, type VNode } from "preact";
import type { BuildCache } from "./build_cache.ts";
import { renderDocument } from "./runtime/server/document.ts";
import type { LayoutConfig, ResolvedFreshConfig, RouteComponent } from "./types.ts";
import { NONCE_SYMBOL } from "./utils.ts";

/** The wrappers that apply at the current point of a request. */
export interface Internals<State> {
  app: RouteComponent<State> | null;
  layouts: RouteComponent<State>[];
}

export let getBuildCache: <T>(ctx: Context<T>) => BuildCache<T>;
export let getInternals: <T>(ctx: Context<T>) => Internals<T>;

const encoder = new TextEncoder();

/** One request on its way through middlewares and the route. */
export class Context<State> {
  #internals: Internals<State> = { app: null, layouts: [] };
  #buildCache: BuildCache<State>;
  /** Shared by all middlewares of this request. */
  readonly state: State = {} as State;
  data: unknown = undefined;
  /** What was thrown, while an error is being handled. */
  error: unknown | null = null;
  readonly isPartial: boolean;
  Component!: FunctionComponent;

  static {
    getInternals = (ctx) => ctx.#internals;
    getBuildCache = (ctx) => ctx.#buildCache;
  }

  /**
   * `url` has repeated slashes collapsed, `route` is the matched pattern, `params` are decoded and
   * `""` where an optional one is absent, `next` runs the rest of the chain.
   */
  constructor(
    public req: Request,
    readonly url: URL,
    readonly info: Deno.ServeHandlerInfo,
    readonly route: string | null,
    readonly params: Record<string, string>,
    readonly config: ResolvedFreshConfig,
    public next: () => Promise<Response>,
    buildCache: BuildCache<State>,
  ) {
    this.isPartial = url.search !== "" && url.searchParams.has("fresh-partial");
    this.#buildCache = buildCache;
  }

  /** Redirects; a path cannot lead to another host by its slashes. */
  redirect(pathOrUrl: string, status = 302): Response {
    const location = pathOrUrl.startsWith("/")
      ? pathOrUrl.replace(/^[^?#]*/, (path) => path.replaceAll(/\/+/g, "/"))
      : pathOrUrl;
    return new Response(null, { status, headers: { location } });
  }

  /** Renders JSX inside the layouts and the app wrapper to an HTML response. */
  async render(
    vnode: VNode | null,
    init: ResponseInit = {},
    config: LayoutConfig = {},
  ): Promise<Response> {
    if (arguments.length === 0) throw new Error("No arguments passed to: ctx.render()");
    if (vnode !== null && !isValidElement(vnode)) {
      throw new Error("Non-JSX element passed to: ctx.render()");
    }
    const { app, layouts } = this.#internals;
    const wrappers = config.skipInheritedLayouts ? [] : [...layouts];
    if (app !== null && !config.skipAppWrapper) wrappers.unshift(app);
    let tree: VNode | null = vnode;
    for (const wrapper of wrappers.reverse()) {
      const child = tree;
      this.Component = () => child;
      const result = await renderComponent(this, wrapper, null, this.Component);
      if (result instanceof Response) return result;
      tree = result;
    }
    const page = renderDocument(tree ?? h(Fragment, null), this, this.#buildCache);
    const headers = new Headers(init.headers);
    headers.set("Content-Type", "text/html; charset=utf-8");
    if (page.link !== "") headers.append("Link", page.link);
    const { status = 200, statusText } = init;
    const response = new Response(page.html, { status, statusText, headers });
    return Object.assign(response, { [NONCE_SYMBOL]: page.nonce });
  }

  /** Responds with plain text. */
  text(content: string, init?: ResponseInit): Response {
    return new Response(content, init);
  }

  /** Responds with HTML. */
  html(content: string, init?: ResponseInit): Response {
    const headers = new Headers(init?.headers);
    headers.set("Content-Type", "text/html; charset=utf-8");
    return new Response(content, { ...init, headers });
  }

  /** Responds with JSON. */
  json(content: unknown, init?: ResponseInit): Response {
    return Response.json(content, init);
  }

  /** Responds with the pieces as they come; text is sent as UTF-8. */
  stream<U extends string | Uint8Array>(
    stream: Iterable<U> | AsyncIterable<U> | (() => Iterable<U> | AsyncIterable<U>),
    init?: ResponseInit,
  ): Response {
    const encode = new TransformStream({
      transform(chunk: U, controller) {
        controller.enqueue(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
      },
    });
    const source = typeof stream === "function" ? stream() : stream;
    return new Response(ReadableStream.from(source).pipeThrough(encode), init);
  }
}

/** Runs an async component now; a plain one becomes a vnode to render later. */
export function renderComponent<State>(
  ctx: Context<State>,
  component: RouteComponent<State>,
  data: unknown,
  Component: FunctionComponent,
): Promise<VNode | Response | null> | VNode {
  const { config, error, info, isPartial, params, req, state, url, route } = ctx;
  const props = { Component, config, data, error, info, isPartial, params, req, state, url, route };
  const isAsync = component.constructor.name === "AsyncFunction";
  return isAsync
    ? (component as (props: unknown) => Promise<VNode | Response | null>)(props)
    : h(component as FunctionComponent, props as object);
}
