import { DevalueError, stringify } from "devalue";
import { type ComponentChildren, Fragment, h, isValidElement, type VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Island as IslandInfo } from "../../build_cache.ts";
import { ALIVE_URL } from "../../utils.ts";
import { current, type RenderState } from "./document.ts";

/** Content between two comments that the browser side understands. */
export function mark(kind: string, text: string, content: ComponentChildren): VNode {
  const comment = (text: string) => h(Fragment, { UNSTABLE_comment: text } as object);
  return h(Fragment, null, comment(`frsh:${kind}:${text}`), content, comment(`/frsh:${kind}`));
}

/** Stands in for an island: records its props and turns JSX among them into slots. */
export function Island({ island, props }: { island: IslandInfo; props: object }): VNode {
  const { slots, roots } = current as RenderState;
  const own: Record<string, unknown> = { ...props };
  for (const [name, value] of Object.entries(own)) {
    // Children are in the document already, so the payload need not have them as well
    const isText = ["string", "number", "bigint"].includes(typeof value);
    if (!isJsx(value) && !(name === "children" && (isText || Array.isArray(value)))) continue;
    own[name] = h(Slot, { id: slots.push(value as ComponentChildren) - 1 }, value as VNode);
  }
  const index = roots.push({ island, props: own }) - 1;
  return mark("island", `${island.name}:${index}`, h(island.fn, own));
}

type SlotProps = { id: number; children?: ComponentChildren };

export function Slot({ id, children }: SlotProps): VNode {
  return mark("slot", `${id}`, children);
}

function isSignal(value: unknown): value is { peek(): unknown } {
  return (value as { brand?: symbol } | null)?.brand === Symbol.for("preact-signals");
}

/** Preact takes signals and objects without a prototype for elements, too. */
function isJsx(value: unknown): value is VNode {
  return isValidElement(value) && Object.hasOwn(value, "constructor");
}

const reducers = {
  /** A computed signal has no setter. */
  Computed: (value: unknown) =>
    isSignal(value) &&
    !Object.getOwnPropertyDescriptor(Object.getPrototypeOf(value), "value")?.set && [value.peek()],
  Signal: (value: unknown) => isSignal(value) && [value.peek()],
  /** JSX deep inside of a prop has no place in the document: it is refused by its path. */
  Slot: (value: unknown) =>
    isJsx(value) && [value.type === Slot ? (value.props as SlotProps).id : new class Jsx {}()],
  /** devalue refuses the name; made of entries it is a property like others. */
  Entries: (one: unknown) => Object.hasOwn(Object(one), "__proto__") && Object.entries(Object(one)),
  /** Of a part of a buffer just that part: the rest may be anything. */
  Bytes: (value: unknown) =>
    value instanceof Uint8Array && value.length < value.buffer.byteLength && new Uint8Array(value),
};

/** One payload for all islands, so that what they share stays shared. */
function serialize(roots: RenderState["roots"]): string {
  try {
    return stringify(roots.map((root) => root.props), reducers);
  } catch (error) {
    if (!(error instanceof DevalueError)) throw error;
    const [, index = "", prop] = /^\[(\d+)\]\.?(.*)/s.exec(error.path ?? "") ?? [];
    const name = roots[+index]?.island.name;
    const kind = Object(error.value).constructor?.name;
    throw new TypeError(`Cannot serialize prop "${prop}" of island "${name}": ${kind} is not data`);
  }
}

/** The end of the body: content for later, then the script that starts the islands. */
export function renderScripts(state: RenderState, page: string): string {
  const { cache, ctx, slots, roots, nonce } = state;
  let html = "";
  // What no island has shown yet; it may bring further slots, which the loop comes to
  for (const [id, content] of slots.entries()) {
    if ((page + html).includes(`<!--frsh:slot:${id}-->`)) continue;
    html += renderToString(h("template", { id: `frsh-${id}` }, h(Slot, { id }, content)));
  }
  const base = ctx.config.basePath;
  let code = "";
  if (roots.length > 0) {
    const islands = [...new Set(roots.map((root) => root.island))];
    const imports = islands.map(({ name, exportName, file }) => {
      const binding = exportName === "default" ? name : `{ ${exportName} as ${name} }`;
      return `import ${binding} from "${base}${file}";`;
    });
    code = `import { boot } from "${base}${cache.snapshot.clientEntry}";${imports.join("")}` +
      `boot({${islands.map(({ name }) => name)}},${JSON.stringify(serialize(roots))});`;
  }
  if (cache.liveReload) code += `(${reloadWhenBack})("${base}${ALIVE_URL}")`;
  if (code === "") return html;
  // Neither the end of a script nor of a comment can come from data
  const safe = code.replaceAll(/<(?=[/!])/g, "\\u003C");
  return `${html}<script type="module" nonce="${nonce}">${safe}</script>`;
}

/** Runs in the browser during development: when the server is gone, waits for the next one. */
function reloadWhenBack(path: string): void {
  const ask = () => fetch(path).then(() => location.reload(), () => {});
  new WebSocket(path).onclose = () => setInterval(ask, 300);
}
