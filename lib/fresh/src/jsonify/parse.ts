import { HOLE, INFINITY_NEG, INFINITY_POS, NAN, NULL, UNDEFINED, ZERO_NEG } from "./constants.ts";

/**
 * Own types by name. `keep` makes the value known before `read` unpacks what it refers to, so
 * that circular references through it work.
 */
export type CustomParser = Record<
  string,
  (read: () => unknown, keep: <T>(value: T) => T) => unknown
>;

/** A name and what the value is made of. */
type Typed = [name: string, value: never, flags: string];
type Temporals = Record<string, { from(text: string): unknown }>;

/** Reads the text that `stringify` made. */
export function parse<T = unknown>(text: string, custom: CustomParser = {}): T {
  const data = JSON.parse(text);
  const values: unknown[] = [];

  function unpack(index: number): unknown {
    switch (index) {
      case UNDEFINED:
        return undefined;
      case NULL:
        return null;
      case NAN:
        return NaN;
      case INFINITY_POS:
        return Infinity;
      case INFINITY_NEG:
        return -Infinity;
      case ZERO_NEG:
        return -0;
    }
    if (index in values) return values[index];
    const raw = data[index];
    const keep = <V>(value: V): V => (values[index] = value) as V;
    if (raw === null || typeof raw !== "object") return keep(raw);
    if (Array.isArray(raw)) {
      return typeof raw[0] === "string" ? typed(raw as Typed, keep) : list(raw, keep);
    }

    const object = keep<Record<string, unknown>>({});
    for (const key in raw) {
      const value = unpack(raw[key]);
      if (key === "__proto__") {
        Object.defineProperty(object, key, {
          value,
          configurable: true,
          enumerable: true,
          writable: true,
        });
      } else object[key] = value;
    }
    return object;
  }

  function list(raw: number[], keep: <V>(value: V) => V): unknown[] {
    const array = keep<unknown[]>(new Array(raw.length));
    raw.forEach((ref, i) => {
      if (ref !== HOLE) array[i] = unpack(ref);
    });
    return array;
  }

  function typed(
    [name, value, flags]: Typed,
    keep: <V>(value: V) => V,
  ): unknown {
    if (Object.hasOwn(custom, name)) {
      return keep(custom[name]?.(() => unpack(value), keep));
    }
    const refs: number[] = value;
    switch (name) {
      case "BigInt":
        return keep(BigInt(value));
      case "URL":
        return keep(new URL(value));
      case "Date":
        return keep(new Date(value));
      case "RegExp":
        return keep(new RegExp(value, flags));
      case "Uint8Array":
        return keep(Uint8Array.from(atob(value), (char) => char.charCodeAt(0)));
      case "Set": {
        const set = keep(new Set());
        for (const ref of refs) set.add(unpack(ref));
        return set;
      }
      case "Map": {
        const map = keep(new Map());
        for (let i = 0; i < refs.length; i += 2) {
          map.set(unpack(refs[i] as number), unpack(refs[i + 1] as number));
        }
        return map;
      }
    }
    const { Temporal } = globalThis as unknown as { Temporal?: Temporals };
    return keep(Temporal?.[name.slice("Temporal.".length)]?.from(value));
  }

  return (Array.isArray(data) ? unpack(0) : unpack(data)) as T;
}
