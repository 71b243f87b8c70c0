import { type ComponentChild, type ComponentType, Fragment, h } from "preact";

export type Props = Record<string, unknown>;

/** A prop whose content is in the document. */
export class SlotRef {
  constructor(readonly id: number, readonly name: string) {}
}

let islands: Record<string, ComponentType>;
let allProps: Props[];
let slots: Map<string, Comment>;
/** The node to read next. */
let cursor: Node | null;

export function startReader(
  components: Record<string, ComponentType>,
  props: Props[],
  slotStarts: Map<string, Comment>,
): void {
  islands = components;
  allProps = props;
  slots = slotStarts;
}

export const readSlot = {
  /** Props of an island, with its slots read from the document. */
  props(index: number): Props {
    const props = allProps[index] ?? {};
    for (const name in props) {
      if (props[name] instanceof SlotRef) props[name] = content(props[name]);
    }
    return props;
  },
};

function content({ id, name }: SlotRef): ComponentChild[] {
  const before = cursor;
  const start = slots.get(String(id));
  const template = document.getElementById(`frsh-${id}-${name}`) as
    | HTMLTemplateElement
    | null;
  cursor = start ? start.nextSibling : template ? template.content.firstChild : null;
  const children = read("/frsh:slot");
  cursor = before;
  return children;
}

/** Reads nodes up to a closing comment, or the end of the parent, as vnodes. */
function read(end?: string): ComponentChild[] {
  const children: ComponentChild[] = [];
  while (cursor) {
    const node = cursor;
    cursor = node.nextSibling;
    if (node.nodeType === 1) children.push(readElement(node as Element));
    else if (node.nodeType === 3) children.push((node as Text).data);
    else if (node.nodeType === 8) {
      const { data } = node as Comment;
      if (data === end) break;
      const [kind, what, id = "", index = "", key = ""] = data.split(":");
      if (kind !== "frsh") continue;
      const inner = read("/frsh:" + what);
      if (what === "key") children.push(h(Fragment, { key: id }, inner));
      else if (islands[id]) {
        // Its own component renders what was read
        children.push(
          h(islands[id], { ...readSlot.props(+index), key: key || undefined }),
        );
      } else children.push(...inner);
    }
  }
  return children;
}

function readElement(element: Element): ComponentChild {
  const props: Props = {};
  for (const { name, value } of element.attributes) {
    if (name.startsWith("on")) continue;
    // Boolean attributes are true when they are there
    props[name] = typeof Reflect.get(element, name) === "boolean" ? true : value;
  }
  const after = cursor;
  cursor = element.firstChild;
  const children = read();
  cursor = after;
  return h(element.localName, props, children);
}
