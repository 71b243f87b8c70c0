import { h, type VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type { BuildCache, Island } from "../../build_cache.ts";
import type { Context } from "../../context.ts";

/** A vnode whose content is rendered in another mode than its surroundings. */
interface Frame {
  vnode: VNode;
  inIsland: boolean;
  inHead: boolean;
}

/** JSX that was given to an island; `shown` once the server has rendered it. */
export interface Slot {
  id: number;
  name: string;
  value: unknown;
  shown: boolean;
}

/** What is known about the document being rendered. */
export class RenderState {
  readonly nonce: string = crypto.randomUUID().replaceAll("-", "");
  readonly islands = new Set<Island>();
  readonly islandProps: Record<string, unknown>[] = [];
  readonly slots: Slot[] = [];
  /** Elements from `<Head>` that did not find their place yet. */
  readonly headElements = new Map<string, VNode>();
  /** The app's own `<head>`, kept until the rest is rendered. */
  head: VNode | null = null;
  headPhase = false;
  html = false;
  body = false;
  scripts = false;
  inIsland = false;
  inHead = false;
  #frames: Frame[] = [];
  #changed: {
    vnode: VNode;
    type: VNode["type"];
    props: VNode["props"];
    key: VNode["key"];
  }[] = [];

  constructor(
    readonly ctx: Pick<Context<unknown>, "url" | "config">,
    readonly buildCache: Pick<
      BuildCache,
      "islandRegistry" | "clientEntry" | "features" | "getEntryAssets"
    >,
    readonly styles: string[],
  ) {}

  /** A comment that no user content can contain; replaced when the document is complete. */
  marker(name: "top" | "head"): string {
    return `<!--${name}:${this.nonce}-->`;
  }

  enter(vnode: VNode, mode: { inIsland?: boolean; inHead?: boolean }): void {
    this.#frames.push({ vnode, inIsland: this.inIsland, inHead: this.inHead });
    this.inIsland = mode.inIsland ?? this.inIsland;
    this.inHead = mode.inHead ?? this.inHead;
  }

  leave(vnode: VNode): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined || frame.vnode !== vnode) return;
    this.#frames.pop();
    this.inIsland = frame.inIsland;
    this.inHead = frame.inHead;
  }

  /** Changes a vnode for this document only: it may be a constant of the app. */
  change(
    vnode: VNode,
    to: { type?: unknown; props?: object; key?: VNode["key"] },
  ): void {
    const { type, props, key } = vnode;
    this.#changed.push({ vnode, type, props, key });
    Object.assign(vnode, to);
  }

  restore(): void {
    for (const { vnode, type, props, key } of this.#changed.reverse()) {
      Object.assign(vnode, { type, props, key });
    }
  }
}

/** The document being rendered; rendering is synchronous, so there is at most one. */
export let current: RenderState | null = null;

export interface RenderedDocument {
  html: string;
  nonce: string;
  /** Value of the Link header. */
  link: string;
}

/** Renders a whole document and adds what the app left out. */
export function renderDocument<State>(
  tree: VNode,
  ctx: Context<State>,
  buildCache: BuildCache<State>,
  styles: string[],
): RenderedDocument {
  const outer = current;
  const state = new RenderState(ctx, buildCache, styles);
  current = state;
  try {
    let html = renderToString(tree);
    if (!state.body) html = wrapBody(state, html);
    const head = renderHead(state);
    if (!state.html) html = `<html>${state.marker("top")}${html}</html>`;
    // Function replacers: a "$" in the head means nothing special
    if (state.head !== null && html.includes(state.marker("head"))) {
      html = html.replace(state.marker("head"), () => head).replace(
        state.marker("top"),
        "",
      );
    } else {
      html = html.replace(state.marker("top"), () => head);
    }
    return {
      html: `<!DOCTYPE html>${html}`,
      nonce: state.nonce,
      link: preloads(state),
    };
  } finally {
    state.restore();
    current = outer;
  }
}

/** Set by the hooks, which import this module. */
export const elements: {
  RemainingHead: () => unknown;
  Scripts: () => unknown;
} = {
  RemainingHead: () => null,
  Scripts: () => null,
};

function wrapBody(state: RenderState, html: string): string {
  const scripts = renderToString(h(elements.Scripts as () => null, null));
  const mark = state.marker("head");
  if (state.html) return html.replace(/<\/html>$/, () => `${scripts}</html>`);
  // A head outside of a body stays in front of it
  const head = html.includes(mark) ? mark : "";
  return `${head}<body>${html.replace(mark, "")}${scripts}</body>`;
}

function renderHead(state: RenderState): string {
  state.headPhase = true;
  const remaining = h(elements.RemainingHead as () => null, null);
  const props = state.head?.props ??
    { children: h("meta", { charset: "utf-8" }) };
  const html = renderToString(
    h("head", { ...props }, props.children, remaining),
  );
  state.headPhase = false;
  return html;
}

function preloads(state: RenderState): string {
  if (state.islands.size === 0) return "";
  const base = state.ctx.config.basePath;
  return [
    state.buildCache.clientEntry,
    ...Array.from(state.islands, (island) => island.file),
  ]
    .map((file) => `<${encodeURI(base + file)}>; rel="modulepreload"; as="script"`).join(", ");
}
