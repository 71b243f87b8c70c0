import type { ComponentChildren, ContainerNode, VNode } from "preact";
import { Fragment, h, render } from "preact";
import { useEffect, useMemo } from "preact/hooks";

export type HeadProps = { children?: ComponentChildren };

/** Puts its elements into the document's head, in place of equal ones. */
export function Head({ children }: HeadProps): ComponentChildren {
  // On the server the renderer collects the children
  if (typeof document === "undefined") return children;

  const root = useMemo(liveHead, []);
  const own = [children].flat().map((one) => {
    const { type, key, props } = Object(one) as VNode;
    return key ? h(type as "meta", { ...props, key, "data-key": key }) : one;
  });
  useEffect(() => render(h(Fragment, null, own), root));
  useEffect(() => () => render(null, root), []);
  return null;
}

function liveHead(): ContainerNode {
  const insertBefore = (node: Element, before: Node | null) => {
    find(node)?.remove();
    return document.head.insertBefore(node, before);
  };
  return { nodeType: 1, firstChild: null, childNodes: [], insertBefore } as never;
}

function find(element: Element): Element | undefined {
  const tag = element.localName;
  const others = Array.from(document.head.querySelectorAll(tag)).filter((one) => one !== element);
  if (tag === "title" || tag === "base") return others[0];
  const same = ["data-key", "id", "name", "property", "rel"].find((name) => {
    const value = element.getAttribute(name);
    return value && value !== "stylesheet";
  });
  if (same === undefined) return;
  return others.find((other) => other.getAttribute(same) === element.getAttribute(same));
}
