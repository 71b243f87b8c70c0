import { Fragment, type FunctionComponent, h, isValidElement, type VNode } from "preact";
import type { BuildCache } from "./build_cache.ts";
import type { ResolvedFreshConfig } from "./config.ts";
import { NONCE_SYMBOL, PARTIAL_SEARCH_PARAM } from "./constants.ts";
import { renderRouteComponent, type RouteComponent } from "./render.ts";
import { renderDocument } from "./runtime/server/render_state.ts";
import type { LayoutConfig } from "./types.ts";

export type { Island, ServerIslandRegistry } from "./build_cache.ts";

/** The wrappers that apply at the current point of a request. */
export interface Internals<State> {
  app: RouteComponent<State> | null;
  layouts: RouteComponent<State>[];
  /** Style sheets of the route. */
  styles: string[];
}

/** @deprecated Use {@linkcode Context}. */
export type FreshContext<State = unknown> = Context<State>;

export let getBuildCache: <T>(ctx: Context<T>) => BuildCache<T>;
export let getInternals: <T>(ctx: Context<T>) => Internals<T>;

const encoder = new TextEncoder();

/** One request on its way through middlewares and the route. */
export class Context<State> {
  #internals: Internals<State> = { app: null, layouts: [], styles: [] };
  #buildCache: BuildCache<State>;

  readonly config: ResolvedFreshConfig;
  /** The request's URL, with repeated slashes in the path collapsed. */
  readonly url: URL;
  req: Request;
  /** Pattern of the matched route. */
  readonly route: string | null;
  /** Decoded parameters of the route; `""` where an optional one is absent. */
  readonly params: Record<string, string>;
  /** Shared by all middlewares of this request. */
  readonly state: State = {} as State;
  data: unknown = undefined;
  /** What was thrown, while an error is being handled. */
  error: unknown | null = null;
  readonly info: Deno.ServeHandlerInfo;
  readonly isPartial: boolean;
  /** Runs the rest of the chain. */
  next: () => Promise<Response>;
  Component!: FunctionComponent;

  static {
    getInternals = (ctx) => ctx.#internals;
    getBuildCache = (ctx) => ctx.#buildCache;
  }

  constructor(
    req: Request,
    url: URL,
    info: Deno.ServeHandlerInfo,
    route: string | null,
    params: Record<string, string>,
    config: ResolvedFreshConfig,
    next: () => Promise<Response>,
    buildCache: BuildCache<State>,
  ) {
    this.req = req;
    this.url = url;
    this.info = info;
    this.route = route;
    this.params = params;
    this.config = config;
    this.next = next;
    this.isPartial = url.search !== "" &&
      url.searchParams.has(PARTIAL_SEARCH_PARAM);
    this.#buildCache = buildCache;
  }

  /** Redirects; a path cannot lead to another host by its slashes. Status 302 unless given. */
  redirect(pathOrUrl: string, status = 302): Response {
    let location = pathOrUrl;
    if (location.startsWith("/")) {
      const end = location.search(/[?#]/);
      const path = end === -1 ? location : location.slice(0, end);
      location = path.replaceAll(/\/+/g, "/") +
        (end === -1 ? "" : location.slice(end));
    }
    if (this.isPartial) {
      const [base = "", ...hash] = location.split("#");
      const mark = `${base.includes("?") ? "&" : "?"}${PARTIAL_SEARCH_PARAM}=true`;
      location = [base + mark, ...hash].join("#");
    }
    return new Response(null, { status, headers: { location } });
  }

  /** Renders JSX inside the layouts and the app wrapper to an HTML response. */
  async render(
    vnode: VNode | null,
    init: ResponseInit = {},
    config: LayoutConfig = {},
  ): Promise<Response> {
    if (arguments.length === 0) {
      throw new Error("No arguments passed to: ctx.render()");
    }
    if (vnode !== null && !isValidElement(vnode)) {
      throw new Error("Non-JSX element passed to: ctx.render()");
    }

    const { app, layouts, styles } = this.#internals;
    const wrappers = config.skipInheritedLayouts ? [] : [...layouts];
    if (app !== null && !config.skipAppWrapper) wrappers.unshift(app);
    let tree: VNode | null = vnode;
    for (const wrapper of wrappers.reverse()) {
      const child = tree;
      this.Component = () => child;
      const result = await renderRouteComponent(
        this,
        wrapper,
        null,
        this.Component,
      );
      if (result instanceof Response) return result;
      tree = result;
    }

    const page = renderDocument(
      tree ?? h(Fragment, null),
      this,
      this.#buildCache,
      styles,
    );
    const headers = new Headers(init.headers);
    headers.set("Content-Type", "text/html; charset=utf-8");
    if (page.link !== "") headers.append("Link", page.link);
    if (this.isPartial) headers.set("X-Fresh-Id", crypto.randomUUID());
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
    stream:
      | Iterable<U>
      | AsyncIterable<U>
      | (() => Iterable<U> | AsyncIterable<U>),
    init?: ResponseInit,
  ): Response {
    const source = typeof stream === "function" ? stream() : stream;
    const encode = new TransformStream<U, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        controller.enqueue(
          chunk instanceof Uint8Array
            ? chunk as Uint8Array<ArrayBuffer>
            : encoder.encode(String(chunk)),
        );
      },
    });
    return new Response(ReadableStream.from(source).pipeThrough(encode), init);
  }
}
