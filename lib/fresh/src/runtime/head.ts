import { type ComponentChildren, Fragment, h, render } from "preact";
import { useEffect, useRef } from "preact/hooks";

export interface HeadProps {
  children?: ComponentChildren;
}

/** Puts its elements into the document's head, in place of equal ones. */
export function Head({ children }: HeadProps): ComponentChildren {
  // On the server the renderer collects the children
  if (typeof document === "undefined") return children;

  const state = useRef<{ box: Element; added: Map<Element, Element> }>(null);
  useEffect(() => {
    const { box, added } = state.current ??= { box: document.createElement("p"), added: new Map() };
    render(h(Fragment, null, children), box);
    sync(box, added);
  });
  useEffect(() => {
    const { box, added } = state.current ?? {};
    if (!box) return;
    // A signal changes its text without a new render
    const observer = new MutationObserver(() => sync(box, added));
    observer.observe(box, {
      attributes: true,
      characterData: true,
      childList: true,
      subtree: true,
    });
    return () => {
      observer.disconnect();
      added?.forEach((element) => element.remove());
    };
  }, []);
  return null;
}

/** Copies the elements to the live head; those it had to create are kept in `added`. */
function sync(box: Element, added = new Map<Element, Element>()): void {
  for (const element of box.children) {
    const tag = element.localName;
    let target = added.get(element) ?? find(element);
    if (!target) {
      added.set(element, target = document.head.appendChild(document.createElement(tag)));
    }
    for (const { name, value } of element.attributes) target.setAttribute(name, value);
    if (target.innerHTML !== element.innerHTML) target.innerHTML = element.innerHTML;
  }
}

function find(element: Element): Element | undefined {
  const tag = element.localName;
  const live = Array.from(document.head.querySelectorAll(tag));
  if (tag === "title" || tag === "base") return live[0];
  for (const name of ["data-key", "id", "name", "property", "rel"]) {
    const value = element.getAttribute(name);
    if (!value || value === "stylesheet") continue;
    const same = live.find((other) => other.getAttribute(name) === value);
    if (same) return same;
  }
}
