import { Fragment, h, options, type VNode } from "preact";
import { BUILD_ID } from "../../build_id.ts";
import { Head } from "../head.ts";
import { lockedProps } from "../shared_internal.ts";
import { headKey } from "./head_key.ts";
import { Island, Keyed, Scripts, Slot, type SlotProps } from "./islands.ts";
import { current, elements, type RenderState } from "./render_state.ts";

type Props = Record<string, unknown>;

interface InternalOptions {
  /** Called before a vnode is rendered. */
  __b?: (vnode: VNode) => void;
  /** Called after it and its children are rendered. */
  diffed?: (vnode: VNode) => void;
}

const hooks = options as InternalOptions;
const { __b: oldDiff, diffed: oldDiffed } = hooks;

hooks.__b = (vnode) => {
  const state = current;
  if (state !== null) {
    const { type } = vnode;
    if (typeof type === "string") {
      TAGS.get(type)?.(state, vnode, vnode.props as Props);
    } else if (type !== Fragment && type !== undefined) {
      visitComponent(state, vnode);
    }
  }
  oldDiff?.(vnode);
};

hooks.diffed = (vnode) => {
  current?.leave(vnode);
  oldDiffed?.(vnode);
};

function visitComponent(state: RenderState, vnode: VNode): void {
  const { type, props, key } = vnode;
  if (type === Head) return state.enter(vnode, { inHead: true });
  if (type === Slot) {
    const slot = state.slots[(props as SlotProps).id];
    if (slot !== undefined) slot.shown = true;
    return state.enter(vnode, { inIsland: false });
  }
  if (state.inIsland) return;

  const island = state.buildCache.islandRegistry.get(type as never);
  if (island !== undefined) {
    state.islands.add(island);
    state.change(vnode, { type: Island, props: { island, props, name: key } });
    state.enter(vnode, { inIsland: true });
  } else if (key !== undefined && key !== null && !state.inHead) {
    state.change(vnode, {
      type: Keyed,
      props: { type, props, name: key },
      key: undefined,
    });
  }
}

const TAGS = new Map<
  string,
  (state: RenderState, vnode: VNode, props: Props) => void
>([
  ["html", (state, vnode, props) => {
    state.html = true;
    const top = raw(state.marker("top"));
    state.change(vnode, {
      props: { ...props, children: [top, props.children] },
    });
  }],
  ["head", (state, vnode) => {
    if (state.headPhase || state.head !== null) return;
    state.head = h("head", { ...vnode.props }) as VNode;
    const mark = state.marker("head");
    state.change(vnode, { type: () => raw(mark) });
  }],
  ["body", (state, vnode, props) => {
    state.body = true;
    const children = [props.children, h(Scripts, null)];
    state.change(vnode, { props: { ...props, children } });
  }],
  ["a", markActive],
  ["img", lockAsset],
  ["source", lockAsset],
]);
for (
  const tag of [
    "title",
    "meta",
    "link",
    "script",
    "style",
    "base",
    "noscript",
    "template",
  ]
) {
  TAGS.set(tag, visitHeadElement);
}

function raw(html: string): VNode {
  return h(Fragment, { tpl: [html] } as object);
}

/** Marks links to the current page and to the pages above it. */
function markActive(state: RenderState, vnode: VNode, props: Props): void {
  const { href } = props;
  if (typeof href !== "string" || !href.startsWith("/")) return;
  const path = trim(href.replace(/[?#].*$/s, ""));
  const here = trim(state.ctx.url.pathname);
  let marks: Props;
  if (path === here) marks = { "data-current": "true", "aria-current": "page" };
  else if (path === "/" || here.startsWith(path + "/")) {
    marks = { "data-ancestor": "true", "aria-current": "true" };
  } else return;
  state.change(vnode, { props: { ...marks, ...props } });
}

function trim(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

function lockAsset(state: RenderState, vnode: VNode, props: Props): void {
  const locked = lockedProps(props, BUILD_ID, state.ctx.config.basePath);
  if (locked !== undefined) {
    state.change(vnode, { props: { ...props, ...locked } });
  }
}

function visitHeadElement(
  state: RenderState,
  vnode: VNode,
  props: Props,
): void {
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
    return;
  }
  const replacement = headElements.get(key);
  headElements.delete(key);
  const { type, props: shown } = replacement ?? vnode;
  state.change(vnode, { type, props: { ...shown, ...keyed } });
}

/** What the head does not have yet: style sheets and the rest of `<Head>`. */
function RemainingHead(): VNode | null {
  const state = current;
  if (state === null) return null;
  const sheets = new Set([
    ...state.buildCache.getEntryAssets().filter((id) => id.endsWith(".css")),
    ...state.styles,
    ...Array.from(state.islands, (island) => island.css).flat(),
  ]);
  const links = Array.from(
    sheets,
    (href) => h("link", { rel: "stylesheet", href }),
  );
  const rest = [...state.headElements.values()];
  state.headElements.clear();
  return h(Fragment, null, links, rest);
}

elements.RemainingHead = RemainingHead;
elements.Scripts = Scripts;
