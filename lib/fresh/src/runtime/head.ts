import { type ComponentChildren, Fragment, h, render } from "preact";
import { useEffect, useRef } from "preact/hooks";

export interface HeadProps {
  children?: ComponentChildren;
}

const IN_BROWSER = typeof document !== "undefined";

/** Puts its elements into the document's head, in place of equal ones. */
export function Head(props: HeadProps): ComponentChildren {
  // On the server the renderer collects the children
  if (!IN_BROWSER) return props.children;

  const box = useRef<HTMLElement>(null);
  const added = useRef(new Map<Element, Element>()).current;
  useEffect(() => {
    const source = box.current ??= document.createElement("div");
    render(h(Fragment, null, props.children), source);
    sync(source, added);
  });
  useEffect(() => {
    const source = box.current;
    if (source === null) return;
    // A signal changes its text without a new render
    const observer = new MutationObserver(() => sync(source, added));
    observer.observe(source, {
      attributes: true,
      characterData: true,
      childList: true,
      subtree: true,
    });
    return () => {
      observer.disconnect();
      added.forEach((element) => element.remove());
      render(null, source);
    };
  }, []);
  return null;
}

/** Copies the elements to the live head; those it had to create are kept in `added`. */
function sync(source: Element, added: Map<Element, Element>): void {
  for (const element of source.children) {
    if (element.localName === "title") {
      document.title = element.textContent ?? "";
      continue;
    }
    let target = added.get(element) ?? find(element);
    if (!target) {
      target = document.head.appendChild(
        document.createElement(element.localName),
      );
      added.set(element, target);
    }
    for (const { name, value } of element.attributes) {
      if (target.getAttribute(name) !== value) target.setAttribute(name, value);
    }
    if (target.innerHTML !== element.innerHTML) {
      target.innerHTML = element.innerHTML;
    }
  }
}

function find(element: Element): Element | undefined {
  const tag = element.localName;
  const names = tag === "meta" ? ["name", "property"] : tag === "link" ? ["rel"] : [];
  for (const name of ["data-key", "id", ...names]) {
    const value = element.getAttribute(name);
    if (value === null || value === "stylesheet") continue;
    for (const other of document.head.querySelectorAll(tag)) {
      if (other.getAttribute(name) === value) return other;
    }
  }
  if (tag === "base") return document.head.querySelector(tag) ?? undefined;
}
