import { type ComponentChildren, Fragment, h, isValidElement, type VNode } from "preact";
import type { Island as IslandInfo } from "../../build_cache.ts";
import { ALIVE_URL } from "../../constants.ts";
import { type Stringifiers, stringify } from "../../jsonify/stringify.ts";
import { current, type RenderState } from "./render_state.ts";

type Props = Record<string, unknown>;

/** Puts comments around content, so that the browser finds it again. */
function mark(kind: string, text: string, content: ComponentChildren): VNode {
  return h(
    Fragment,
    null,
    h(Fragment, { UNSTABLE_comment: `frsh:${kind}:${text}` } as object),
    content,
    h(Fragment, { UNSTABLE_comment: `/frsh:${kind}` } as object),
  );
}

function normalizeKey(key: unknown): string {
  return String(key ?? "").replaceAll(":", "_").replaceAll(/--|>/g, "_");
}

interface WrapperProps {
  props: Props;
  name: unknown;
}

/** Stands in for a server component with a key. */
export function Keyed(
  { type, props, name }: WrapperProps & { type: VNode["type"] },
): VNode {
  return mark("key", normalizeKey(name), h(type as () => null, props));
}

/** Stands in for an island: records its props and turns JSX among them into slots. */
export function Island(
  { island, props, name }: WrapperProps & { island: IslandInfo },
): VNode {
  const state = current as RenderState;
  const own: Props = { ...props };
  for (const [prop, value] of Object.entries(own)) {
    if (!isSlotContent(prop, value)) continue;
    const id = state.slots.length;
    state.slots.push({ id, name: prop, value, shown: false });
    own[prop] = h(Slot, { id, name: prop }, value as ComponentChildren);
  }
  const index = state.islandProps.push(own) - 1;
  islandNames.set(own, island.name);
  return mark(
    "island",
    `${island.name}:${index}:${normalizeKey(name)}`,
    h(island.fn, own),
  );
}

const islandNames = new WeakMap<object, string>();

function isSlotContent(prop: string, value: unknown): boolean {
  if (value === null || value === undefined || typeof value === "boolean") {
    return false;
  }
  if (typeof value === "function") return false;
  return prop === "children" || (isValidElement(value) && !isSignal(value));
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
  return value !== null && typeof value === "object" && "value" in value &&
    "peek" in value &&
    typeof value.peek === "function";
}

/** Computed signals keep their function under a name that depends on minification. */
function isComputed(value: SignalLike): boolean {
  return ["x", "_fn"].some((name) =>
    name in value && typeof (value as unknown as Props)[name] === "function"
  );
}

const stringifiers: Stringifiers = {
  Computed: (value) => isSignal(value) && isComputed(value) ? { value: value.peek() } : undefined,
  Signal: (value) => isSignal(value) ? { value: value.peek() } : undefined,
  Slot(value) {
    if (!isValidElement(value)) return;
    if (value.type !== Slot) {
      throw new TypeError(
        "JSX is only supported as a prop of its own or as children",
      );
    }
    const { id, name } = value.props as unknown as SlotProps;
    return { value: { id, name } };
  },
};

/** End of the body: content for later, then the script that starts the islands. */
export function Scripts(): VNode | null {
  const state = current;
  if (state === null || state.scripts) return null;
  state.scripts = true;
  return h(Fragment, null, h(HiddenSlots, null), h(BootScript, null));
}

/** Slots that no island has shown yet, each as a template; they may bring further ones. */
function HiddenSlots(): VNode | null {
  const slots = current?.slots.filter((slot) => !slot.shown) ?? [];
  if (slots.length === 0) return null;
  for (const slot of slots) slot.shown = true;
  const templates = slots.map(({ id, name, value }) =>
    h("template", { id: `frsh-${id}-${name}` }, value as ComponentChildren)
  );
  return h(Fragment, null, templates, h(HiddenSlots, null));
}

function BootScript(): VNode | null {
  const state = current as RenderState;
  const { buildCache, islands, islandProps } = state;
  const base = state.ctx.config.basePath;
  let code = "";
  if (islands.size > 0) {
    const imports = Array.from(islands, ({ name, exportName, file }) => {
      const binding = exportName === "default" ? name : `{ ${exportName} as ${name} }`;
      return `import ${binding} from "${base}${file}";`;
    }).join("");
    const names = Array.from(islands, (island) => island.name).join(",");
    const props = JSON.stringify(serialize(islandProps));
    code = `import { boot } from "${base}${buildCache.clientEntry}";${imports}` +
      `boot({${names}},${props});`;
  }
  if (buildCache.features.liveReload) code += liveReload(base + ALIVE_URL);
  if (code === "") return null;
  // Neither the end of a script nor of a comment can come from data
  const __html = code.replaceAll("<", "\\u003C");
  const props = {
    type: "module",
    nonce: state.nonce,
    dangerouslySetInnerHTML: { __html },
  };
  return h("script", props) as VNode;
}

function serialize(islandProps: Props[]): string {
  return stringify(islandProps, stringifiers, (path, reason) => {
    const [index, ...names] = path;
    const island = islandNames.get(islandProps[Number(index)] ?? {}) ?? "";
    return `Cannot serialize prop "${names.join(".")}" of island "${island}": ${reason}`;
  });
}

function liveReload(path: string): string {
  return `;(function connect(known){const s=new WebSocket(new URL("${path}",location.href` +
    `.replace(/^http/,"ws")));s.onmessage=e=>{const {revision:r}=JSON.parse(e.data);` +
    `if(known&&r!==known)location.reload();known=r};s.onclose=()=>setTimeout(connect,500,known)` +
    `})();`;
}
