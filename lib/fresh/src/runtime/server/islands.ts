import { type ComponentChildren, Fragment, h, isValidElement, type VNode } from "preact";
import type { Island as IslandInfo } from "../../build_cache.ts";
import { type Stringifiers, stringify } from "../../jsonify/stringify.ts";
import { ALIVE_URL } from "../../utils.ts";
import { current, type RenderState } from "./document.ts";

type Props = Record<string, unknown>;

/** Puts comments around content, so that the browser finds it again. */
function mark(kind: string, text: string, content: ComponentChildren): VNode {
  const comment = (text: string) => h(Fragment, { UNSTABLE_comment: text } as object);
  return h(Fragment, null, comment(`frsh:${kind}:${text}`), content, comment(`/frsh:${kind}`));
}

function normalizeKey(key: unknown): string {
  return String(key ?? "").replaceAll(/:|--|>/g, "_");
}

interface WrapperProps {
  props: Props;
  /** Key of the component that is wrapped. */
  name: unknown;
}

/** Stands in for a server component with a key. */
export function Keyed({ type, props, name }: WrapperProps & { type: VNode["type"] }): VNode {
  return mark("key", normalizeKey(name), h(type as () => null, props));
}

/** Stands in for an island: records its props and turns JSX among them into slots. */
export function Island({ island, props, name }: WrapperProps & { island: IslandInfo }): VNode {
  const state = current as RenderState;
  const own: Props = { ...props };
  for (const [prop, value] of Object.entries(own)) {
    const isText = typeof value === "string" || typeof value === "number" || Array.isArray(value);
    const isJsx = isValidElement(value) && !isSignal(value);
    if (!isJsx && !(prop === "children" && isText)) continue;
    const id = state.slots.push({ id: state.slots.length, name: prop, value, shown: false }) - 1;
    own[prop] = h(Slot, { id, name: prop }, value as ComponentChildren);
  }
  const index = state.roots.push({ island, props: own }) - 1;
  return mark("island", `${island.name}:${index}:${normalizeKey(name)}`, h(island.fn, own));
}

export interface SlotProps {
  id: number;
  name: string;
  children?: ComponentChildren;
}

/** Server content inside an island. */
export function Slot({ id, name, children }: SlotProps): VNode {
  return mark("slot", `${id}:${name}`, children);
}

interface SignalLike {
  peek(): unknown;
}

function isSignal(value: unknown): value is SignalLike {
  return value !== null && typeof value === "object" && "value" in value && "peek" in value &&
    typeof value.peek === "function";
}

/** The function of a computed signal has a name that depends on minification. */
function isComputed(value: unknown): value is SignalLike {
  return isSignal(value) &&
    ["x", "_fn"].some((name) => typeof Reflect.get(value, name) === "function");
}

const stringifiers: Stringifiers = {
  Computed: (value) => isComputed(value) ? { value: value.peek() } : undefined,
  Signal: (value) => isSignal(value) ? { value: value.peek() } : undefined,
  Slot: (value) => {
    if (!isValidElement(value) || value.type !== Slot) return;
    const { id, name } = value.props as unknown as SlotProps;
    return { value: { id, name } };
  },
  // JSX deep inside of a prop has no place in the document
  JSX: (value) => isValidElement(value) ? { value: () => {} } : undefined,
};

/** End of the body: content for later, then the script that starts the islands. */
export function Scripts(): VNode | null {
  if (current === null || current.scripts) return null;
  current.scripts = true;
  return h(Fragment, null, h(HiddenSlots, null), h(BootScript, null));
}

/** Slots that no island has shown yet, each as a template; they may bring further ones. */
function HiddenSlots(): VNode | null {
  const slots = current?.slots.filter((slot) => !slot.shown) ?? [];
  if (slots.length === 0) return null;
  const templates = slots.map((slot) => {
    slot.shown = true;
    return h("template", { id: `frsh-${slot.id}-${slot.name}` }, slot.value as ComponentChildren);
  });
  return h(Fragment, null, templates, h(HiddenSlots, null));
}

function BootScript(): VNode | null {
  const { cache, ctx, islands, roots, nonce } = current as RenderState;
  const base = ctx.config.basePath;
  let code = "";
  if (islands.size > 0) {
    const imports = Array.from(islands, ({ name, exportName, file }) => {
      const named = exportName === name ? `{ ${name} }` : `{ ${exportName} as ${name} }`;
      return `import ${exportName === "default" ? name : named} from "${base}${file}";`;
    });
    const names = Array.from(islands, (island) => island.name);
    const allProps = roots.map((root) => root.props);
    const props = stringify(allProps, stringifiers, ([index = "", ...path], reason) => {
      const name = roots[+index]?.island.name;
      return `Cannot serialize prop "${path.join(".")}" of island "${name}": ${reason}`;
    });
    code = `import { boot } from "${base}${cache.clientEntry}";${imports.join("")}` +
      `boot({${names}},${JSON.stringify(props)});`;
  }
  if (cache.liveReload) code += `(${reloadWhenNewer})("${base}${ALIVE_URL}")`;
  if (code === "") return null;
  // Neither the end of a script nor of a comment can come from data
  const __html = code.replaceAll(/<(?=[/!])/g, "\\u003C");
  return h("script", { type: "module", nonce, dangerouslySetInnerHTML: { __html } }) as VNode;
}

/** Runs in the browser during development. */
function reloadWhenNewer(path: string, known?: number): void {
  const socket = new WebSocket(new URL(path, location.href.replace(/^http/, "ws")));
  socket.onmessage = ({ data }) => {
    const { revision } = JSON.parse(data);
    if (known !== undefined && revision !== known) location.reload();
    known = revision;
  };
  socket.onclose = () => setTimeout(reloadWhenNewer, 500, path, known);
}
