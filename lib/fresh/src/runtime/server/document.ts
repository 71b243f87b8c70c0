import { type ComponentChildren, Fragment, h, options, type VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type { BuildSnapshot, Island } from "../../build_cache.ts";
import type { Context } from "../../context.ts";
import { lockedProps } from "../../utils.ts";
import { Head } from "../head.ts";
import { Island as IslandMark, renderScripts, Slot } from "./islands.ts";

/** What is known about the document being rendered. */
export class RenderState {
  readonly nonce: string = crypto.randomUUID().replaceAll("-", "");
  /** Stands for the head until the rest is rendered; no user content can contain it. */
  readonly headMark = `<!--head:${this.nonce}-->`;
  readonly roots: { island: Island; props: object }[] = [];
  readonly slots: ComponentChildren[] = [];
  readonly headElements = new Map<string, VNode>();
  head: VNode | null = null;
  headPhase = false;

  constructor(
    readonly ctx: Pick<Context<unknown>, "url" | "config">,
    readonly cache: {
      liveReload: boolean;
      snapshot: Pick<BuildSnapshot<unknown>, "islands" | "clientEntry">;
    },
  ) {}
}

/** The document being rendered; rendering is synchronous, so there is at most one. */
export let current: RenderState | null = null;

/** Renders a whole document, adds what the app left out, and lists what to preload. */
export function renderDocument(
  tree: VNode,
  ctx: RenderState["ctx"],
  cache: RenderState["cache"],
): { html: string; nonce: string; link: string } {
  const state = current = new RenderState(ctx, cache);
  const { headMark, nonce } = state;
  try {
    let html = renderToString(tree);
    const scripts = renderScripts(state, html);
    const isWhole = /^<html[\s>]/.test(html);
    const end = /<\/body>(<\/html>)?$|<\/html>$/.exec(html)?.index;
    if (end !== undefined) html = html.slice(0, end) + scripts + html.slice(end);
    // A head without a body stays in front of the one that is added
    else html = `${state.head ? headMark : ""}<body>${html.replace(headMark, "")}${scripts}</body>`;
    if (!isWhole) html = `<html>${html}</html>`;
    if (!state.head) html = html.replace(/<html[^>]*>/, (tag) => tag + headMark);
    // A function, because a "$" in the head means nothing special
    html = html.replace(headMark, () => renderHead(state));
    return { html: `<!DOCTYPE html>${html}`, nonce, link: preloads(state) };
  } finally {
    current = null;
  }
}

function renderHead(state: RenderState): string {
  state.headPhase = true;
  const props = state.head?.props ?? { children: h("meta", { charset: "utf-8" }) };
  const remaining = () => h(Fragment, null, ...state.headElements.values());
  return renderToString(h("head", { ...props }, props.children, h(remaining, null)));
}

function preloads({ roots, cache, ctx }: RenderState): string {
  if (roots.length === 0) return "";
  return [...new Set([cache.snapshot.clientEntry, ...roots.map((root) => root.island.file)])]
    .map((file) => `<${encodeURI(ctx.config.basePath + file)}>; rel="modulepreload"; as="script"`)
    .join(", ");
}

type Props = Record<string, unknown>;
type Visit = (state: RenderState, vnode: VNode, props: Props) => void;

/** Preact calls `__b` before a vnode is rendered. */
const hooks = options as { __b?: (vnode: VNode) => void };
const { __b: before } = hooks;

hooks.__b = (vnode) => {
  Object.assign(vnode, originals.get(vnode));
  const { type, props } = vnode;
  if (current !== null) {
    if (typeof type === "string") TAGS.get(type)?.(current, vnode, props as Props);
    else visitComponent(current, vnode);
  }
  before?.(vnode);
};

/** What changed vnodes were before: constants of the app are rendered again and again. */
const originals = new WeakMap<VNode, Pick<VNode, "type" | "props">>();

function change(vnode: VNode, to: { type?: unknown; props?: object }): void {
  const { type, props } = vnode;
  originals.set(vnode, { type, props });
  Object.assign(vnode, to);
}

/** Of some components the nearest around a vnode; Preact calls a vnode's parent `__`. */
function around(vnode: VNode, ...types: unknown[]): unknown {
  let at = vnode as VNode & { __?: typeof at } | undefined;
  do at = at?.__; while (at && !types.includes(at.type));
  return at?.type;
}

function visitComponent(state: RenderState, vnode: VNode): void {
  const island = state.cache.snapshot.islands.get(vnode.type as never);
  // Inside of an island it is a plain component, but for the slots
  if (island === undefined || around(vnode, IslandMark, Slot) === IslandMark) return;
  change(vnode, { type: IslandMark, props: { island, props: vnode.props } });
}

/** Moves what `<Head>` holds to the head, in place of an equal element there. */
const visitHeadElement: Visit = (state, vnode, props) => {
  const tag = vnode.type as string;
  const { headPhase, headElements, nonce } = state;
  const inHead = around(vnode, Head) === Head;
  const isCode = tag === "script" || tag === "style";
  const own: Props = isCode ? { ...props, nonce: props.nonce || nonce } : { ...props };
  if (!inHead && !headPhase) return isCode ? change(vnode, { props: own }) : undefined;

  const key = headKey(tag, props, vnode.key);
  if ((vnode.key ?? null) !== null) own["data-key"] = vnode.key;
  if (inHead) {
    headElements.set(key, h(tag, own) as VNode);
    change(vnode, { type: () => null });
  } else {
    change(vnode, { props: headElements.get(key)?.props ?? own });
    headElements.delete(key);
  }
};

/** Links of which a page may have several that differ in `href` only. */
const MANY = /stylesheet|pre(load|fetch|connect)|modulepreload|dns-prefetch|alternate/;

function headKey(tag: string, props: Props, key: unknown): string {
  if (key !== undefined && key !== null) return `${tag} ${key}`;
  if (tag === "title") return tag;
  const ignored = ["children", "nonce", "ref"];
  if (tag === "meta") ignored.push("content");
  if (tag === "link" && !MANY.test(String(props.rel))) ignored.push("href");
  const names = Object.keys(props).filter((name) => !ignored.includes(name)).sort();
  return tag + JSON.stringify(names.map((name) => [name, props[name]]));
}

const lockImage: Visit = (state, vnode, props) =>
  change(vnode, { props: { ...props, ...lockedProps(props, state.ctx.config.basePath) } });

const TAGS = new Map<string, Visit>([
  ["head", (state, vnode) => {
    if (state.headPhase || state.head !== null) return;
    state.head = { ...vnode };
    const mark = h(Fragment, { tpl: [state.headMark] } as object);
    change(vnode, { type: () => mark });
  }],
  ["img", lockImage],
  ["source", lockImage],
  // Links to the current page and to the pages above it are marked
  ["a", (state, vnode, props) => {
    const { href } = props;
    if (typeof href !== "string" || !href.startsWith("/")) return;
    const trim = (path: string) => path.length > 1 ? path.replace(/\/$/, "") : path;
    const path = trim(href.replace(/[?#].*$/s, ""));
    const here = trim(state.ctx.url.pathname);
    const isHere = path === here;
    if (!isHere && path !== "/" && !here.startsWith(path + "/")) return;
    const marks = isHere
      ? { "data-current": "true", "aria-current": "page" }
      : { "data-ancestor": "true", "aria-current": "true" };
    change(vnode, { props: { ...marks, ...props } });
  }],
]);
for (const tag of ["title", "meta", "link", "script", "style", "base", "noscript", "template"]) {
  TAGS.set(tag, visitHeadElement);
}
