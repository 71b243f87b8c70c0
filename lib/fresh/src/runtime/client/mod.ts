import { type ComponentType, h, options, render } from "preact";
import { computed, signal } from "@preact/signals";
import { BUILD_ID } from "../../build_id.ts";
import { type CustomParser, parse } from "../../jsonify/parse.ts";
import { lockedProps } from "../../utils.ts";
import { type Props, Reader, SlotRef } from "./reader.ts";

const custom: CustomParser = {
  Signal(read, keep) {
    const result = keep(signal<unknown>());
    result.value = read();
    return result;
  },
  Computed(read, keep) {
    const result = keep(computed(() => value));
    const value = read();
    return result;
  },
  Slot(read) {
    const { id, name } = read() as SlotRef;
    return new SlotRef(id, name);
  },
};

// Images get the same URL as on the server
const { vnode: oldHook } = options;
options.vnode = (vnode) => {
  if (vnode.type === "img" || vnode.type === "source") {
    Object.assign(vnode.props, lockedProps(vnode.props as Props, BUILD_ID));
  }
  oldHook?.(vnode);
};

/** Brings the islands of the server's HTML to life. */
export function boot(islands: Record<string, ComponentType>, islandProps: string): void {
  const slots = new Map<string, Comment>();
  const reader = new Reader(islands, parse<Props[]>(islandProps, custom), slots);
  for (const [start, end] of scan(slots)) {
    const [, , name = "", index = ""] = start.data.split(":");
    const run = () => {
      const component = islands[name];
      if (component) render(h(component, reader.props(+index)), rootBetween(start, end));
    };
    const { scheduler } = globalThis as { scheduler?: { postTask(task: () => void): unknown } };
    if (scheduler) scheduler.postTask(run);
    else setTimeout(run);
  }
}

/** Finds the outermost islands; what is inside of them belongs to them. */
function scan(slots: Map<string, Comment>): [start: Comment, end: Comment][] {
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
    else if (kind === "frsh" && what === "slot" && !slots.has(id)) slots.set(id, comment);
  }
  return roots;
}

/** An object that Preact takes for an element holding just the nodes between two comments. */
function rootBetween(start: Comment, end: Comment): Element {
  const parent = start.parentNode as Element;
  return {
    nodeType: 1,
    parentNode: parent,
    namespaceURI: parent.namespaceURI,
    get firstChild() {
      return start.nextSibling === end ? null : start.nextSibling;
    },
    get childNodes() {
      const nodes: Node[] = [];
      for (let node = start.nextSibling; node && node !== end; node = node.nextSibling) {
        nodes.push(node);
      }
      return nodes;
    },
    insertBefore: (node: Node, before: Node | null) => parent.insertBefore(node, before ?? end),
  } as unknown as Element;
}
