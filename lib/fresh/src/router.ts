import type { Method } from "./types.ts";

export const METHODS: Method[] = ["GET", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

export type ByMethod<T> = { [M in Method]?: T };

/** What answers a method; for HEAD that may be what answers GET. */
export function forMethod<T>(items: ByMethod<T>, method: Method): T | undefined {
  return items[method] ?? (method === "HEAD" ? items.GET : undefined);
}

/** Where a URL leads; `params` is null when it holds a malformed percent sequence. */
export interface Match<T> {
  pattern: string | null;
  items: ByMethod<T>;
  params: Record<string, string> | null;
}

/** An exact map first, then URLPatterns in the order they were added; the first item wins. */
export class UrlPatternRouter<T> {
  #statics = new Map<string, ByMethod<T>>();
  #dynamics = new Map<string, { test: URLPattern; shape: RegExp; items: ByMethod<T> }>();

  add(method: Method, pathname: string, item: T): void {
    let items = this.#statics.get(pathname) ?? this.#dynamics.get(pathname)?.items;
    if (items === undefined) {
      items = {};
      if (!/[*:{}+?()]/.test(pathname)) this.#statics.set(pathname, items);
      else {
        // Most are told apart by their shape, at a hundredth of what a URLPattern costs
        const plain = /^(\/([\w.-]+|:\w+))+$/.test(pathname);
        const shape = new RegExp(plain ? `^${pathname.replace(/:\w+/g, "[^/]+")}$` : "");
        this.#dynamics.set(pathname, { test: new URLPattern({ pathname }), shape, items });
      }
    }
    items[method] ??= item;
  }

  match({ pathname }: URL): Match<T> {
    const other = pathname.endsWith("/") ? pathname.slice(0, -1) : pathname + "/";
    for (const pattern of [pathname, other]) {
      const items = this.#statics.get(pattern);
      if (items !== undefined) return { pattern, items, params: {} };
    }
    for (const [pattern, { test, shape, items }] of this.#dynamics) {
      const groups = shape.test(pathname) ? test.exec({ pathname })?.pathname.groups : undefined;
      if (groups === undefined) continue;
      try {
        const params = Object.entries(groups).map(([name, value = ""]) => [name, decodeURI(value)]);
        return { pattern, items, params: Object.fromEntries(params) };
      } catch {
        return { pattern, items, params: null };
      }
    }
    return { pattern: null, items: {}, params: {} };
  }
}

/** Turns the path of a route file (without its extension) into a URL pattern. */
export function pathToPattern(path: string, options?: { keepGroups: boolean }): string {
  const parts = path.replace(/(^|\/)index$/, "").split("/")
    .filter((part) => options?.keepGroups || !/^\(.*\)$/.test(part));
  const route = parts.filter(Boolean).map((part) => {
    if (/^\[\.\.\..+\]$/.test(part)) return `/:${part.slice(4, -1)}*`;
    if (/^\[\[[^[\]]+\]\]$/.test(part)) return `{/:${part.slice(2, -2)}}?`;
    const pattern = part.replace(/\[([^[\]]+)\]/g, ":$1");
    if (!part.includes("][") && !/[[\]]/.test(pattern)) return "/" + pattern;
    // Two parameters in a row, an optional one beside text, or a stray bracket
    throw new SyntaxError(`Cannot make a URL pattern of "${path}": see "${part}"`);
  }).join("");
  // A path is never empty, so optional segments alone must leave its slash
  return route.replace(/^\{\/(?!.*\}\?\/)/, "/{") || "/";
}
