import { computed, signal } from "@preact/signals";
import { type ComponentChildren, type ComponentType, Fragment, h, type VNode } from "preact";

/** A generator of numbers from 0 to 1 that repeats itself for the same seed (mulberry32). */
function numbers(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Random structures of everything that may be a prop, with shared and circular references. */
export function randomValues(seed: number, count: number): unknown[] {
  const random = numbers(seed);
  const int = (below: number) => Math.floor(random() * below);
  const known: object[] = [];
  const keep = <T extends object>(value: T): T => {
    known.push(value);
    return value;
  };
  const word = () =>
    Array.from({ length: int(8) }, () => String.fromCodePoint(1 + int(0x2fff))).join("");

  function leaf(): unknown {
    const leaves = [
      () => undefined,
      () => null,
      () => random() < 0.5,
      () => int(1000) - 500,
      () => random() * 1e20,
      () => [NaN, Infinity, -Infinity, -0][int(4)],
      () => BigInt(int(1e9)) ** 3n,
      word,
      () => new Date(int(2e9) * 1000),
      () => new RegExp("[a-z]{" + int(5) + "}", ["", "g", "iu"][int(3)]),
      () => new URL("https://example.com/" + encodeURIComponent(word())),
      () => Uint8Array.from({ length: int(40) }, () => int(256)),
    ];
    return leaves[int(leaves.length)]?.();
  }

  function value(depth: number): unknown {
    if (depth === 0 || random() < 0.3) return leaf();
    if (known.length > 0 && random() < 0.15) return known[int(known.length)];
    const size = int(5);
    switch (int(7)) {
      case 0: {
        const list: unknown[] = keep(new Array(size));
        for (let i = 0; i < size; i++) if (random() < 0.9) list[i] = value(depth - 1);
        return list;
      }
      case 1: {
        const set = keep(new Set<unknown>());
        for (let i = 0; i < size; i++) set.add(value(depth - 1));
        return set;
      }
      case 2: {
        const map = keep(new Map<unknown, unknown>());
        for (let i = 0; i < size; i++) map.set(value(depth - 1), value(depth - 1));
        return map;
      }
      case 3: {
        const box = keep(signal<unknown>());
        box.value = value(depth - 1);
        return box;
      }
      case 4: {
        const inner = value(depth - 1);
        return keep(computed(() => inner));
      }
    }
    const object = keep<Record<string, unknown>>({});
    for (let i = 0; i < size; i++) {
      object[["a", "b c", "list", "é", "0"][i] ?? ""] = value(depth - 1);
    }
    return object;
  }
  return Array.from({ length: count }, () => value(5));
}

/** Random content of a page: text, elements, components and islands inside of one another. */
export function randomContent(
  seed: number,
  count: number,
  components: ComponentType<{ children?: ComponentChildren }>[],
): VNode[] {
  const random = numbers(seed);
  const int = (below: number) => Math.floor(random() * below);
  let ids = 0;
  const texts = ["", " ", "text", "<b>&amp;", "-->", "frsh:slot:1", "a\nb", "ünï 🍋"];

  function child(depth: number): ComponentChildren {
    const kind = depth === 0 ? int(3) : int(8);
    if (kind === 0) return [null, undefined, true, false, 0, 7, 12n][int(7)];
    if (kind < 3) return texts[int(texts.length)];
    if (kind === 3) return list(depth - 1);
    return element(depth - 1);
  }
  function list(depth: number): ComponentChildren[] {
    return Array.from({ length: int(4) }, () => child(depth));
  }
  function element(depth: number): VNode {
    const key = [undefined, `k:${ids++}`, ids++][int(3)];
    if (random() < 0.3) return h(Fragment, { key }, list(depth));
    const own = components[int(components.length)];
    if (own !== undefined && random() < 0.5) return h(own, { key }, list(depth));
    const props = { key, id: `e${ids++}`, title: texts[int(texts.length)], hidden: random() < 0.2 };
    return h(["div", "b", "section", "i"][int(4)] ?? "p", props, list(depth)) as VNode;
  }
  return Array.from({ length: count }, () => element(6));
}
