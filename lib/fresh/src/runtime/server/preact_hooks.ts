import { Fragment, h, options, type VNode } from "preact";
import { BUILD_ID } from "../../build_id.ts";
import { lockedProps } from "../../utils.ts";
import { Head } from "../head.ts";
import { current, type RenderState } from "./document.ts";
import { Island, Keyed, Scripts, Slot, type SlotProps } from "./islands.ts";

type Props = Record<string, unknown>;
type Hook = (vnode: VNode) => void;

/** Preact calls `__b` before a vnode is rendered, and `diffed` after it and its children are. */
const hooks = options as { __b?: Hook; diffed?: Hook };
const { __b: oldBefore, diffed: oldAfter } = hooks;

hooks.__b = (vnode) => {
  const { type } = vnode;
  if (current !== null) {
    if (typeof type === "string") TAGS.get(type)?.(current, vnode, vnode.props as Props);
    else if (type !== Fragment) visitComponent(current, vnode);
  }
  oldBefore?.(vnode);
};

hooks.diffed = (vnode) => {
  current?.leave(vnode);
  oldAfter?.(vnode);
};

function visitComponent(state: RenderState, vnode: VNode): void {
  const { type, props, key } = vnode;
  if (type === Head) return state.enter(vnode, { inHead: true });
  if (type === Slot) {
    const slot = state.slots[(props as SlotProps).id];
    if (slot !== undefined) slot.shown = true;
    return state.enter(vnode, { inIsland: false });
  }
  // A vnode that is shown twice is changed already
  if (type === Island) return state.enter(vnode, { inIsland: true });
  if (state.inIsland) return;
  const island = state.cache.islandRegistry.get(type as never);
  if (island !== undefined) {
    state.islands.add(island);
    state.change(vnode, { type: Island, props: { island, props, name: key } });
    state.enter(vnode, { inIsland: true });
  } else if (key !== undefined && key !== null && !state.inHead) {
    state.change(vnode, { type: Keyed, props: { type, props, name: key }, key: undefined });
  }
}

const TAGS = new Map<string, (state: RenderState, vnode: VNode, props: Props) => unknown>([
  ["html", (state) => state.html = true],
  ["head", (state, vnode) => {
    if (state.headPhase || state.head !== null) return;
    state.head = { ...vnode };
    const mark = h(Fragment, { tpl: [state.headMark] } as object);
    state.change(vnode, { type: () => mark });
  }],
  ["body", (state, vnode, props) => {
    state.body = true;
    state.change(vnode, { props: { ...props, children: [props.children, h(Scripts, null)] } });
  }],
  ["a", markActive],
]);
for (const tag of ["img", "source"]) {
  TAGS.set(tag, (state, vnode, props) => {
    const locked = lockedProps(props, BUILD_ID, state.ctx.config.basePath);
    state.change(vnode, { props: { ...props, ...locked } });
  });
}
for (const tag of ["title", "meta", "link", "script", "style", "base", "noscript", "template"]) {
  TAGS.set(tag, visitHeadElement);
}

/** Marks links to the current page and to the pages above it. */
function markActive(state: RenderState, vnode: VNode, props: Props): void {
  const { href } = props;
  if (typeof href !== "string" || !href.startsWith("/")) return;
  const trim = (path: string) => path.length > 1 ? path.replace(/\/$/, "") : path;
  const path = trim(href.replace(/[?#].*$/s, ""));
  const here = trim(state.ctx.url.pathname);
  if (path === here) {
    state.change(vnode, { props: { "data-current": "true", "aria-current": "page", ...props } });
  } else if (path === "/" || here.startsWith(path + "/")) {
    state.change(vnode, { props: { "data-ancestor": "true", "aria-current": "true", ...props } });
  }
}

/** Moves what `<Head>` holds to the head, in place of an equal element there. */
function visitHeadElement(state: RenderState, vnode: VNode, props: Props): void {
  const tag = vnode.type as string;
  const { inHead, headPhase, headElements } = state;
  if ((tag === "script" || tag === "style") && !props.nonce) {
    state.change(vnode, { props: { ...props, nonce: state.nonce } });
  }
  if (!inHead && !headPhase) return;

  const key = headKey(tag, props, vnode.key);
  const keyed = vnode.key === undefined || vnode.key === null ? {} : { "data-key": vnode.key };
  if (inHead) {
    headElements.set(key, h(tag, { ...vnode.props, ...keyed }) as VNode);
    state.change(vnode, { type: () => null });
  } else {
    const { type, props: shown } = headElements.get(key) ?? vnode;
    headElements.delete(key);
    state.change(vnode, { type, props: { ...shown, ...keyed } });
  }
}

/** Links of which a page may have several that differ in `href` only. */
const MANY = /stylesheet|pre(load|fetch|connect)|modulepreload|dns-prefetch|alternate/;

/** Elements with the same key replace each other. */
function headKey(tag: string, props: Props, key: unknown): string {
  if (key !== undefined && key !== null) return String(key);
  if (tag === "title") return tag;
  const ignored = ["children", "nonce", "ref"];
  if (tag === "meta") ignored.push("content");
  if (tag === "link" && !MANY.test(String(props.rel))) ignored.push("href");
  const names = Object.keys(props).filter((name) => !ignored.includes(name)).sort();
  return tag + JSON.stringify(names.map((name) => [name, props[name]]));
}
