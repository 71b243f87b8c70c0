import { Fragment, h, type VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type { BuildCache, Island } from "../../build_cache.ts";
import type { Context } from "../../context.ts";
import { Scripts } from "./islands.ts";

/** What is known about the document being rendered. */
export class RenderState {
  readonly nonce: string = crypto.randomUUID().replaceAll("-", "");
  readonly islands = new Set<Island>();
  readonly roots: { island: Island; props: Record<string, unknown> }[] = [];
  /** JSX that was given to islands; `shown` once the server has rendered it. */
  readonly slots: { id: number; name: string; value: unknown; shown: boolean }[] = [];
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
  #frames: { vnode: VNode; inIsland: boolean; inHead: boolean }[] = [];
  #changed: { vnode: VNode; before: Partial<VNode> }[] = [];

  constructor(
    readonly ctx: Pick<Context<unknown>, "url" | "config">,
    readonly cache: Pick<BuildCache, "islandRegistry" | "clientEntry" | "liveReload">,
  ) {}

  /** Stands for the head until the rest is rendered; no user content can contain it. */
  get headMark(): string {
    return `<!--head:${this.nonce}-->`;
  }

  /** Everything up to `leave` for the same vnode is rendered in another mode. */
  enter(vnode: VNode, mode: { inIsland?: boolean; inHead?: boolean }): void {
    this.#frames.push({ vnode, inIsland: this.inIsland, inHead: this.inHead });
    Object.assign(this, mode);
  }

  leave(vnode: VNode): void {
    if (this.#frames.at(-1)?.vnode !== vnode) return;
    const { inIsland = false, inHead = false } = this.#frames.pop() ?? {};
    Object.assign(this, { inIsland, inHead });
  }

  /** Changes a vnode for this document only: it may be a constant of the app. */
  change(vnode: VNode, to: { type?: unknown; props?: object; key?: undefined }): void {
    const { type, props, key } = vnode;
    this.#changed.push({ vnode, before: { type, props, key } });
    Object.assign(vnode, to);
  }

  restore(): void {
    for (const { vnode, before } of this.#changed.reverse()) Object.assign(vnode, before);
  }
}

/** The document being rendered; rendering is synchronous, so there is at most one. */
export let current: RenderState | null = null;

/** Renders a whole document, adds what the app left out, and lists what to preload. */
export function renderDocument<State>(
  tree: VNode,
  ctx: Context<State>,
  cache: BuildCache<State>,
): { html: string; nonce: string; link: string } {
  const outer = current;
  const state = current = new RenderState(ctx, cache);
  try {
    let html = renderToString(tree);
    if (!state.body) {
      const scripts = renderToString(h(Scripts, null));
      // A head without a body stays in front of the one that is added
      html = state.html
        ? html.replace(/(<\/html>)?$/, (end) => scripts + end)
        : `${state.head ? state.headMark : ""}<body>${
          html.replace(state.headMark, "")
        }${scripts}</body>`;
    }
    if (!state.html) html = `<html>${html}</html>`;
    if (!state.head) html = html.replace(/<html[^>]*>/, (tag) => tag + state.headMark);
    // A function, because a "$" in the head means nothing special
    html = html.replace(state.headMark, () => renderHead(state));
    return { html: `<!DOCTYPE html>${html}`, nonce: state.nonce, link: preloads(state) };
  } finally {
    state.restore();
    current = outer;
  }
}

function renderHead(state: RenderState): string {
  state.headPhase = true;
  const props = state.head?.props ?? { children: h("meta", { charset: "utf-8" }) };
  const remaining = () => h(Fragment, null, ...state.headElements.values());
  return renderToString(h("head", { ...props }, props.children, h(remaining, null)));
}

function preloads({ islands, cache, ctx }: RenderState): string {
  if (islands.size === 0) return "";
  return [cache.clientEntry, ...Array.from(islands, (island) => island.file)]
    .map((file) => `<${encodeURI(ctx.config.basePath + file)}>; rel="modulepreload"; as="script"`)
    .join(", ");
}
