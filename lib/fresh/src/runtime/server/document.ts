import { type ComponentChildren, Fragment, h, options, type VNode } from "preact";
import { jsxAttr } from "preact/jsx-runtime";
import { renderToString } from "preact-render-to-string";
import type { BuildSnapshot, Island } from "../../build_cache.ts";
import type { Context } from "../../context.ts";
import { lockedProps } from "../../utils.ts";
import { Head } from "../head.ts";
import { Island as IslandMark, mark, renderScripts, Slot } from "./islands.ts";

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
export function renderDocument(tree: VNode, ...about: ConstructorParameters<typeof RenderState>) {
  const state = current = new RenderState(...about);
  const { headMark, nonce, roots } = state;
  try {
    let html = renderToString(tree);
    if (state.slots.length === 0) html = html.replaceAll(/ data-frsh-key="[^"]*"/g, "");
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
    const files = roots.flatMap((root) => [state.cache.snapshot.clientEntry, root.island.file]);
    const link = Array.from(new Set(files), (file) => encodeURI(state.ctx.config.basePath + file))
      .map((url) => `<${url}>; rel="modulepreload"; as="script"`).join(", ");
    return { html: `<!DOCTYPE html>${html}`, nonce, link };
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

/** Keeps the key of an element whose HTML an island gets. */
const KEY = "data-frsh-key";

type Props = Record<string, unknown>;
type Visit = (state: RenderState, vnode: VNode, props: Props) => void;

/** Preact calls `__b` before a vnode is rendered, and `attr` for attributes in precompiled JSX. */
type Attr = (name: string, value: unknown) => string | null | void;
const hooks = options as { __b?: (vnode: VNode) => void; attr?: Attr };
const { __b: before, attr } = hooks;

hooks.__b = (vnode) => {
  Object.assign(vnode, originals.get(vnode));
  if (current !== null) visit(current, vnode);
  before?.(vnode);
};
hooks.attr = (name, value) => name === "key" ? jsxAttr(KEY, value) : attr?.(name, value);

/** What changed vnodes were before: constants of the app are rendered again and again. */
const originals = new WeakMap<VNode, Pick<VNode, "type" | "props">>();

function change(vnode: VNode, to: { type?: unknown; props?: object }): void {
  const { type, props } = vnode;
  if (!originals.has(vnode)) originals.set(vnode, { type, props });
  Object.assign(vnode, to);
}

/** Of some components the nearest around a vnode; Preact calls a vnode's parent `__`. */
function around(vnode: VNode, ...types: unknown[]): unknown {
  let at = vnode as VNode & { __?: typeof at } | undefined;
  do at = at?.__; while (at && !types.includes(at.type));
  return at?.type;
}

/** Precompiled JSX escapes the text in a list, in its place, and Preact would do it again. */
function asHtml(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asHtml);
  return typeof value === "string" ? h(Fragment, { tpl: [value] } as object) : value;
}

function visit(state: RenderState, vnode: VNode): void {
  const { type, key, props } = vnode;
  const { exprs } = props as { exprs?: unknown[] };
  if (exprs?.some(Array.isArray)) Object.assign(props, { exprs: exprs.map(asHtml) });
  const isKeyed = state.slots.length > 0 && type !== Fragment && (key ?? null) !== null;
  const island = state.cache.snapshot.islands.get(type as never);
  const place = isKeyed || island ? around(vnode, IslandMark, Slot) : undefined;
  if (typeof type === "string") {
    if (place === Slot) change(vnode, { props: { ...props, [KEY]: key } });
    TAGS.get(type)?.(state, vnode, vnode.props as Props);
  } else if (isKeyed && place === Slot) {
    const name = encodeURIComponent(String(key).toWellFormed());
    change(vnode, { type: () => mark("key", name, h(type as never, props)) });
  } else if (island && place !== IslandMark) {
    // Inside of an island it is a plain component, but for the slots
    change(vnode, { type: IslandMark, props: { island, props } });
  }
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
