import { h, type VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type { BuildCache, Island } from "../../build_cache.ts";
import type { Context } from "../../context.ts";

/** What is known about the document being rendered. */
export class RenderState {
  readonly nonce: string = crypto.randomUUID().replaceAll("-", "");
  readonly islands = new Set<Island>();
  readonly islandProps: Record<string, unknown>[] = [];
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

  /** A comment that no user content can contain; replaced when the document is complete. */
  marker(name: "top" | "head"): string {
    return `<!--${name}:${this.nonce}-->`;
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

/** Components of the hooks, which import this module. */
export const parts = { RemainingHead: () => null, Scripts: () => null } as Record<
  "RemainingHead" | "Scripts",
  () => VNode | null
>;

/** Renders a whole document, adds what the app left out, and lists what to preload. */
export function renderDocument<State>(
  tree: VNode,
  ctx: Context<State>,
  cache: BuildCache<State>,
): { html: string; nonce: string; link: string } {
  const outer = current;
  const state = current = new RenderState(ctx, cache);
  try {
    const mark = state.marker("head");
    let html = renderToString(tree);
    if (!state.body) {
      const scripts = renderToString(h(parts.Scripts, null));
      // A head without a body stays in front of the one that is added
      html = state.html
        ? html.replace(/(<\/html>)?$/, (end) => scripts + end)
        : `${state.head ? mark : ""}<body>${html.replace(mark, "")}${scripts}</body>`;
    }
    if (!state.html) html = `<html>${state.marker("top")}${html}</html>`;
    const head = renderHead(state);
    // Functions, because a "$" in the head means nothing special
    html = state.head
      ? html.replace(state.marker("top"), "").replace(mark, () => head)
      : html.replace(state.marker("top"), () => head);
    return { html: `<!DOCTYPE html>${html}`, nonce: state.nonce, link: preloads(state) };
  } finally {
    state.restore();
    current = outer;
  }
}

function renderHead(state: RenderState): string {
  state.headPhase = true;
  const props = state.head?.props ?? { children: h("meta", { charset: "utf-8" }) };
  return renderToString(h("head", { ...props }, props.children, h(parts.RemainingHead, null)));
}

function preloads({ islands, cache, ctx }: RenderState): string {
  if (islands.size === 0) return "";
  return [cache.clientEntry, ...Array.from(islands, (island) => island.file)]
    .map((file) => `<${encodeURI(ctx.config.basePath + file)}>; rel="modulepreload"; as="script"`)
    .join(", ");
}
