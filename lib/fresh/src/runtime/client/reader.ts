import { type ComponentChild, type ComponentType, Fragment, h } from "preact";

export type Props = Record<string, unknown>;

/** A prop whose content is in the document. */
export class SlotRef {
  constructor(readonly id: number, readonly name: string) {}
}

/** Reads server HTML back into vnodes. */
export class Reader {
  /** The node to read next. */
  #at: Node | null = null;

  constructor(
    readonly islands: Record<string, ComponentType>,
    readonly allProps: Props[],
    readonly slots: Map<string, Comment>,
  ) {}

  /** Props of an island, with its slots read from the document. */
  props(index: number): Props {
    const props = this.allProps[index] ?? {};
    for (const name in props) {
      const value = props[name];
      if (value instanceof SlotRef) props[name] = this.#content(value);
    }
    return props;
  }

  #content({ id, name }: SlotRef): ComponentChild[] {
    const template = document.getElementById(`frsh-${id}-${name}`) as HTMLTemplateElement | null;
    const start = this.slots.get(String(id));
    return this.#from(start ? start.nextSibling : template && template.content.firstChild, "slot");
  }

  /** Reads elsewhere, then goes on here. */
  #from(node: Node | null, kind?: string): ComponentChild[] {
    const before = this.#at;
    this.#at = node;
    const children = this.#read(kind);
    this.#at = before;
    return children;
  }

  /** Reads up to the closing comment of a kind, or to the end of the parent. */
  #read(kind?: string): ComponentChild[] {
    const children: ComponentChild[] = [];
    for (let node = this.#at; node; node = this.#at) {
      this.#at = node.nextSibling;
      if (node.nodeType === 1) children.push(this.#element(node as Element));
      else if (node.nodeType === 3) children.push((node as Text).data);
      else if (node.nodeType === 8) {
        const { data } = node as Comment;
        if (data === "/frsh:" + kind) break;
        const [mark, what, name = "", index = "", key = ""] = data.split(":");
        if (mark !== "frsh") continue;
        const inner = this.#read(what);
        const island = this.islands[name];
        if (what === "key") children.push(h(Fragment, { key: name }, inner));
        // An island renders by itself what was read
        else if (island) children.push(h(island, { key: key || undefined, ...this.props(+index) }));
        else children.push(...inner);
      }
    }
    return children;
  }

  #element(element: Element): ComponentChild {
    const props: Props = {};
    for (const { name, value } of element.attributes) {
      // Boolean attributes are true when they are there
      const isFlag = typeof Reflect.get(element, name) === "boolean";
      if (!name.startsWith("on")) props[name] = isFlag || value;
    }
    return h(element.localName, props, this.#from(element.firstChild));
  }
}
