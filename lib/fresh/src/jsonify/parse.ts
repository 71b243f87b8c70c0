/**
 * Own types by name. `keep` makes the value known before `read` unpacks what it refers to, so that
 * circular references through it work.
 */
export type CustomParser = Record<
  string,
  (read: () => unknown, keep: <T>(value: T) => T) => unknown
>;

const SPECIAL = [undefined, null, NaN, Infinity, -Infinity, -0];
const HOLE = -7;

/** Reads the text that `stringify` made. */
export function parse<T = unknown>(text: string, custom: CustomParser = {}): T {
  const data = JSON.parse(text);
  const values: unknown[] = [];

  function unpack(index: number): unknown {
    if (index < 0) return SPECIAL[-index - 1];
    if (index in values) return values[index];
    const raw = data[index];
    const keep = <V>(value: V): V => (values[index] = value) as V;
    if (raw === null || typeof raw !== "object") return keep(raw);
    if (typeof raw[0] === "string") return unpackTyped(raw[0], raw[1] as never, raw[2], keep);
    const result = keep<Record<string, unknown>>(
      (Array.isArray(raw) ? new Array(raw.length) : {}) as Record<string, unknown>,
    );
    for (const key in raw) {
      if (raw[key] === HOLE) continue;
      // Assigning to __proto__ would not make a property
      const rest = { configurable: true, enumerable: true, writable: true };
      Object.defineProperty(result, key, { value: unpack(raw[key]), ...rest });
    }
    return result;
  }

  function unpackTyped(
    name: string,
    value: never,
    flags: string,
    keep: <V>(value: V) => V,
  ): unknown {
    const own = custom[name];
    if (own) return keep(own(() => unpack(value), keep));
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
        for (const ref of value as number[]) set.add(unpack(ref));
        return set;
      }
      case "Map": {
        const map = keep(new Map());
        const refs = value as number[];
        while (refs.length > 0) map.set(unpack(refs.shift() ?? 0), unpack(refs.shift() ?? 0));
        return map;
      }
    }
    // A Temporal type
    return keep(Reflect.get(Temporal, name.slice(9)).from(value));
  }

  return unpack(Array.isArray(data) ? 0 : data) as T;
}
