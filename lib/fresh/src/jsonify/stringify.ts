/** Own types by name: each returns what stands for the value, or nothing. */
export type Stringifiers = Record<string, (value: unknown) => { value: unknown } | undefined>;

/** Values that JSON has no number for; everything else gets an index from 0 on. */
const SPECIAL = new Map<unknown, number>([
  [undefined, -1],
  [null, -2],
  [NaN, -3],
  [Infinity, -4],
  [-Infinity, -5],
]);
const ZERO_NEG = -6;
const HOLE = -7;

/**
 * Turns a value into text for `parse`. Every distinct value is written once and referred to by its
 * index, which keeps shared and circular references. Throws a TypeError on functions, symbols and
 * instances of unknown classes; `describe` makes its message from the path and the reason.
 */
export function stringify(
  data: unknown,
  custom: Stringifiers = {},
  describe = (path: string[], why: string) => `Cannot serialize "${path.join(".")}": ${why}`,
): string {
  const out: string[] = [];
  const indexes = new Map<unknown, number>();
  const path: string[] = [];

  function fail(reason: string): never {
    throw new TypeError(describe(path, reason));
  }

  function write(value: unknown): number {
    if (Object.is(value, -0)) return ZERO_NEG;
    const known = SPECIAL.get(value) ?? indexes.get(value);
    if (known !== undefined) return known;
    const index = out.push("") - 1;
    indexes.set(value, index);
    if (typeof value === "bigint") out[index] = `["BigInt","${value}"]`;
    else if (typeof value === "object") out[index] = writeObject(value as object);
    else out[index] = JSON.stringify(value) ?? fail(`a ${typeof value} cannot go to the browser`);
    return index;
  }

  function at(key: string | number, value: unknown): number {
    path.push(String(key));
    const index = write(value);
    path.pop();
    return index;
  }

  function writeObject(value: object): string {
    const list = (items: Iterable<unknown>) => Array.from(items, (item, i) => at(i, item)).join();
    if (Array.isArray(value)) {
      return `[${Array.from(value, (item, i) => i in value ? at(i, item) : HOLE)}]`;
    }
    for (const name in custom) {
      const found = custom[name]?.(value);
      if (found !== undefined) return `["${name}",${write(found.value)}]`;
    }
    if (value instanceof URL) return `["URL",${JSON.stringify(value.href)}]`;
    if (value instanceof Date) {
      return `["Date","${isNaN(+value) ? "Invalid Date" : value.toISOString()}"]`;
    }
    if (value instanceof RegExp) {
      return `["RegExp",${JSON.stringify(value.source)}, "${value.flags}"]`;
    }
    if (value instanceof Uint8Array) {
      return `["Uint8Array","${btoa(Array.from(value, (b) => String.fromCharCode(b)).join(""))}"]`;
    }
    if (value instanceof Set) return `["Set",[${list(value)}]]`;
    if (value instanceof Map) return `["Map",[${list([...value].flat())}]]`;
    const tag = Reflect.get(value, Symbol.toStringTag);
    if (typeof tag === "string" && tag.startsWith("Temporal.")) return `["${tag}","${value}"]`;
    const proto = Object.getPrototypeOf(value);
    // Plain objects of another realm have a prototype without a parent as well
    if (proto !== null && Object.getPrototypeOf(proto) !== null) {
      fail(`an instance of ${proto.constructor?.name} cannot go to the browser`);
    }
    const entries = Object.entries(value).map(([key, v]) => `${JSON.stringify(key)}:${at(key, v)}`);
    return `{${entries}}`;
  }

  const index = write(data);
  return index < 0 ? String(index) : `[${out.join(",")}]`;
}
