import { type ComponentType, h, options, render, type VNode } from "preact";
import { computed, signal } from "@preact/signals";
import { BUILD_ID } from "../../build_id.ts";
import { type CustomParser, parse } from "../../jsonify/parse.ts";
import { lockedProps } from "../shared_internal.ts";
import { type Props, readSlot, SlotRef, startReader } from "./reviver.ts";

const custom: CustomParser = {
  Signal(read, keep) {
    const result = keep(signal<unknown>());
    result.value = read();
    return result;
  },
  Computed(read, keep) {
    let value: unknown;
    const result = keep(computed(() => value));
    value = read();
    return result;
  },
  Slot(read) {
    const { id, name } = read() as { id: number; name: string };
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

interface Root {
  start: Comment;
  end: Comment;
}

/** Brings the islands of the server's HTML to life. */
export function boot(
  islands: Record<string, ComponentType>,
  islandProps: string,
): void {
  const props = parse<Props[]>(islandProps, custom);
  const slots = new Map<string, Comment>();
  for (const { start, end } of scan(document.body, slots)) {
    const run = () => {
      startReader(islands, props, slots);
      const [, , name = "", index = ""] = start.data.split(":");
      const component = islands[name];
      if (component) {
        render(
          h(component, readSlot.props(+index)) as VNode,
          rootBetween(start, end),
        );
      }
    };
    const { scheduler } = globalThis as {
      scheduler?: { postTask(task: () => void): unknown };
    };
    if (scheduler) scheduler.postTask(run);
    else setTimeout(run);
  }
}

/** Finds the outermost islands; what is inside of them belongs to them. */
function scan(body: HTMLElement, slots: Map<string, Comment>): Root[] {
  const roots: Root[] = [];
  const open: Comment[] = [];
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  while (walker.nextNode()) {
    const comment = walker.currentNode as Comment;
    const [kind, what, id = ""] = comment.data.split(":");
    if (kind === "frsh") {
      if (what === "island") open.push(comment);
      else if (what === "slot") slots.set(id, slots.get(id) ?? comment);
    } else if (comment.data === "/frsh:island") {
      const start = open.pop();
      if (start && open.length === 0) roots.push({ start, end: comment });
    }
  }
  return roots;
}

/** An object that Preact takes for an element holding just the nodes between two comments. */
function rootBetween(start: Comment, end: Comment): Element {
  const parent = start.parentNode as Element;
  return {
    nodeType: 1,
    parentNode: parent,
    ownerDocument: document,
    namespaceURI: parent.namespaceURI,
    get firstChild() {
      return start.nextSibling === end ? null : start.nextSibling;
    },
    get childNodes() {
      const nodes: Node[] = [];
      for (
        let node = start.nextSibling;
        node && node !== end;
        node = node.nextSibling
      ) {
        nodes.push(node);
      }
      return nodes;
    },
    contains: (node: Node) => parent.contains(node),
    insertBefore: (node: Node, before: Node | null) => parent.insertBefore(node, before ?? end),
    appendChild: (node: Node) => parent.insertBefore(node, end),
    removeChild: (node: Node) => parent.removeChild(node),
  } as unknown as Element;
}
