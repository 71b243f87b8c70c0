import { HOLE, INFINITY_NEG, INFINITY_POS, NAN, NULL, UNDEFINED, ZERO_NEG } from "./constants.ts";

/** Own types by name: each returns what stands for the value, or nothing. */
export type Stringifiers = Record<string, (value: unknown) => { value: unknown } | undefined>;

/** Builds the message for a value that cannot be serialized. */
export type Describe = (path: string[], reason: string) => string;

const describePath: Describe = (path, reason) => `Cannot serialize "${path.join(".")}": ${reason}`;

/**
 * Turns a value into text for {@linkcode parse}. Every distinct value is written once and
 * referred to by its index, which keeps shared and circular references.
 * Throws a TypeError on functions, symbols and instances of unknown classes.
 */
export function stringify(
  data: unknown,
  custom: Stringifiers = {},
  describe: Describe = describePath,
): string {
  const writer = new Writer(custom, describe);
  const index = writer.write(data);
  return index < 0 ? String(index) : `[${writer.out.join(",")}]`;
}

class Writer {
  out: string[] = [];
  #indexes = new Map<unknown, number>();
  #path: string[] = [];

  constructor(readonly custom: Stringifiers, readonly describe: Describe) {}

  write(value: unknown): number {
    if (value === undefined) return UNDEFINED;
    if (value === null) return NULL;
    if (typeof value === "number") {
      if (Number.isNaN(value)) return NAN;
      if (value === Infinity) return INFINITY_POS;
      if (value === -Infinity) return INFINITY_NEG;
      if (Object.is(value, -0)) return ZERO_NEG;
    }
    const seen = this.#indexes.get(value);
    if (seen !== undefined) return seen;

    const index = this.out.push("") - 1;
    this.#indexes.set(value, index);
    this.out[index] = this.#text(value);
    return index;
  }

  #text(value: unknown): string {
    switch (typeof value) {
      case "bigint":
        return `["BigInt","${value}"]`;
      case "string":
      case "number":
      case "boolean":
        return JSON.stringify(value);
      case "object":
        return this.#object(value as object);
      default:
        return this.#fail(`a ${typeof value} cannot be sent to the browser`);
    }
  }

  #object(value: object): string {
    if (Array.isArray(value)) {
      const items = Array.from(value, (item, i) => i in value ? this.#at(i, item) : HOLE);
      return `[${items.join(",")}]`;
    }
    for (const name in this.custom) {
      let found;
      try {
        found = this.custom[name]?.(value);
      } catch (error) {
        return this.#fail(error instanceof Error ? error.message : String(error));
      }
      if (found !== undefined) return `["${name}",${this.write(found.value)}]`;
    }
    if (value instanceof URL) return `["URL",${JSON.stringify(value.href)}]`;
    if (value instanceof Date) {
      const text = Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
      return `["Date","${text}"]`;
    }
    if (value instanceof RegExp) {
      return `["RegExp",${JSON.stringify(value.source)}, "${value.flags}"]`;
    }
    if (value instanceof Uint8Array) return `["Uint8Array","${base64(value)}"]`;
    if (value instanceof Set) {
      return `["Set",[${Array.from(value, (item, i) => this.#at(i, item)).join(",")}]]`;
    }
    if (value instanceof Map) {
      const items = Array.from(value, ([k, v], i) => `${this.#at(i, k)},${this.#at(i, v)}`);
      return `["Map",[${items.join(",")}]]`;
    }
    const temporal = temporalName(value);
    if (temporal !== null) return `["${temporal}","${value}"]`;
    return this.#plain(value);
  }

  #plain(value: object): string {
    const proto = Object.getPrototypeOf(value);
    // Plain objects of another realm have a prototype without a parent as well
    if (proto !== null && Object.getPrototypeOf(proto) !== null) {
      this.#fail(`an instance of ${proto.constructor?.name} cannot be sent to the browser`);
    }
    const entries = Object.entries(value);
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${this.#at(k, v)}`).join(",")}}`;
  }

  #at(key: string | number, value: unknown): number {
    this.#path.push(String(key));
    const index = this.write(value);
    this.#path.pop();
    return index;
  }

  #fail(reason: string): never {
    throw new TypeError(this.describe(this.#path, reason));
  }
}

function temporalName(value: object): string | null {
  const tag = (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return typeof tag === "string" && tag.startsWith("Temporal.") ? tag : null;
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  }
  return btoa(text);
}
