import { computed, signal } from "@preact/signals";
import { parse } from "devalue";
import { type ComponentChild, type ComponentType, Fragment, h, options, render } from "preact";
import { lockedProps } from "../../utils.ts";

type Props = Record<string, unknown>;

const Slot: ComponentType<{ id: number }> = ({ children }) => children;

/** A signal's value and the signal. In a circle a reviver is called again, before it has the value. */
type Box = [value: unknown, made?: { value: unknown }];

const revivers = {
  Signal: (box: Box) => Object.assign(box[1] ??= signal(), { value: box[0] }),
  Computed: (box: Box) => box[1] ??= computed(() => box[0]),
  Slot: ([id]: [number]) => h(Slot, { id }),
  Entries: Object.fromEntries,
  Bytes: (bytes: Uint8Array) => bytes,
};

// Images get the same URL as on the server
const { vnode: oldHook } = options;
options.vnode = (vnode) => {
  if (vnode.type === "img" || vnode.type === "source") {
    Object.assign(vnode.props, lockedProps(vnode.props as Props));
  }
  oldHook?.(vnode);
};

let islands: Record<string, ComponentType>;
let allProps: Props[];
const slotStarts = new Map<string, Comment>();

/** Brings the islands of the server's HTML to life. */
export function boot(components: Record<string, ComponentType>, islandProps: string): void {
  islands = components;
  allProps = parse(islandProps, revivers);
  for (const [start, end] of findRoots()) {
    const [, , name = "", index = ""] = start.data.split(":");
    const component = islands[name];
    if (!component) continue;
    setTimeout(() => render(h(component, readProps(+index)), rootBetween(start, end)));
  }
}

/** Finds the outermost islands; what is inside of them belongs to them. */
function findRoots(): [start: Comment, end: Comment][] {
  const roots: [Comment, Comment][] = [];
  const open: Comment[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_COMMENT);
  while (walker.nextNode()) {
    const comment = walker.currentNode as Comment;
    const [kind, what, id = ""] = comment.data.split(":");
    if (kind === "/frsh" && what === "island") {
      const start = open.pop();
      if (start && open.length === 0) roots.push([start, comment]);
    } else if (kind === "frsh" && what === "island") open.push(comment);
    else if (kind === "frsh" && what === "slot") slotStarts.set(id, comment);
  }
  return roots;
}

function* siblings(node: Node | null | undefined, end?: Node): Generator<Node> {
  for (; node && node !== end; node = node.nextSibling) yield node;
}

/** An object that Preact takes for an element holding just the nodes between two comments. */
function rootBetween(start: Comment, end: Comment): Element {
  const parent = start.parentNode as Element;
  return {
    nodeType: 1,
    parentNode: parent,
    namespaceURI: parent.namespaceURI,
    firstChild: start.nextSibling,
    childNodes: [...siblings(start.nextSibling, end)],
    insertBefore: (node: Node, before: Node | null) => parent.insertBefore(node, before ?? end),
  } as unknown as Element;
}

function readProps(index: number): Props {
  const props = allProps[index] ?? {};
  for (const name in props) {
    const { type, props: slot } = Object(props[name]);
    if (type !== Slot) continue;
    const hidden = document.getElementById(`frsh-${slot.id}`) as HTMLTemplateElement | null;
    const first = hidden?.content.firstChild ?? slotStarts.get(`${slot.id}`)?.nextSibling;
    slot.children = readNodes(siblings(first), "slot");
  }
  return props;
}

function readNodes(nodes: Iterator<Node>, kind?: string): ComponentChild[] {
  const children: ComponentChild[] = [];
  for (let next = nodes.next(); !next.done; next = nodes.next()) {
    const node = next.value;
    if (node instanceof Element) children.push(readElement(node));
    else if (node instanceof Text) children.push(node.data);
    else if (node instanceof Comment) {
      if (node.data === "/frsh:" + kind) break;
      const [mark, what, name = "", index = ""] = node.data.split(":");
      if (mark !== "frsh") continue;
      if (what === "slot") slotStarts.set(name, node);
      const inner = readNodes(nodes, what);
      const island = islands[name];
      // An island renders by itself what was read
      if (what === "island" && island) children.push(h(island, readProps(+index)));
      else if (what !== "key") children.push(...inner);
      else children.push(h(Fragment, { key: decodeURIComponent(name) }, inner));
    }
  }
  return children;
}

function readElement(element: Element): ComponentChild {
  const props: Props = {};
  for (const { name, value } of element.attributes) {
    const now = Reflect.get(element, name);
    // A flag may be false in words
    if (name === "data-frsh-key") props.key = value;
    else if (!name.startsWith("on")) props[name] = typeof now === "boolean" ? now : value;
  }
  return h(element.localName, props, readNodes(siblings(element.firstChild)));
}
