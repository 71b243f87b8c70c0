import type { Method } from "./types.ts";

export const METHODS: Method[] = ["GET", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
export const IS_PATTERN = /[*:{}+?()]/;

type ByMethod<T> = { [M in Method]?: T };

export interface RouteResult<T> {
  params: Record<string, string>;
  item: T | null;
  methodMatch: boolean;
  pattern: string | null;
  /** A parameter holds a malformed percent sequence. */
  malformed?: boolean;
}

/** An exact map first, then URLPatterns in the order they were added. */
export class UrlPatternRouter<T> {
  #statics = new Map<string, ByMethod<T>>();
  #dynamics = new Map<string, { pattern: URLPattern; byMethod: ByMethod<T> }>();

  getAllowedMethods(path: string): string[] {
    return Object.keys(this.#statics.get(path) ?? this.#dynamics.get(path)?.byMethod ?? {});
  }

  /** The first item for a method and path wins. */
  add(method: Method, pathname: string, item: T): void {
    let byMethod: ByMethod<T> = this.#statics.get(pathname) ?? {};
    if (IS_PATTERN.test(pathname)) {
      const pattern = new URLPattern({ pathname });
      const route = this.#dynamics.get(pathname) ?? { pattern, byMethod };
      this.#dynamics.set(pathname, route);
      byMethod = route.byMethod;
    } else this.#statics.set(pathname, byMethod);
    byMethod[method] ??= item;
  }

  match(method: Method, url: URL): RouteResult<T> {
    const { pathname } = url;
    const other = pathname.endsWith("/") ? pathname.slice(0, -1) : pathname + "/";
    for (const path of [pathname, other]) {
      const byMethod = this.#statics.get(path);
      if (byMethod !== undefined) return found(path, method, byMethod, {});
    }
    for (const [path, { pattern, byMethod }] of this.#dynamics) {
      const match = pattern.exec(url);
      if (match !== null) return found(path, method, byMethod, match.pathname.groups);
    }
    return found(null, method, {}, {});
  }
}

function found<T>(
  pattern: string | null,
  method: Method,
  items: ByMethod<T>,
  groups: Record<string, string | undefined>,
): RouteResult<T> {
  const item = items[method] ?? (method === "HEAD" ? items.GET : undefined) ?? null;
  const params = Object.create(null);
  try {
    for (const key in item && groups) params[key] = decodeURI(groups[key] ?? "");
  } catch {
    return { params: {}, item: null, methodMatch: false, pattern: null, malformed: true };
  }
  return { params, item, methodMatch: item !== null, pattern };
}

/** Turns the path of a route file (without its extension) into a URL pattern. */
export function pathToPattern(path: string, options?: { keepGroups: boolean }): string {
  const fail = (reason = "") => {
    throw new SyntaxError(`Invalid route pattern: "${path}".${reason}`);
  };
  const parts = path.split("/");
  if (parts.at(-1) === "index") parts.pop();
  let route = "";
  let required = 0;
  for (const part of parts) {
    if (/^\[\.\.\..+\]$/.test(part)) route += `/:${part.slice(4, -1)}*`;
    else if (/^\[\[[^[\]]+\]\]$/.test(part)) route += `{/:${part.slice(2, -2)}}?`;
    else if (options?.keepGroups || !/^\(.*\)$/.test(part)) {
      if (/\[\[|\]\](?=.)/.test(part)) fail(" An optional parameter needs to be a full segment.");
      if (part.includes("][")) {
        fail(" A parameter cannot be followed by another parameter without characters in between.");
      }
      const pattern = part.replace(/\[([^[\]]+)\]/g, ":$1");
      if (/[[\]]/.test(pattern)) fail();
      route += "/" + pattern;
      required++;
    }
  }
  // A path is never empty, so an optional segment alone must leave its slash
  return required === 0 && route.startsWith("{/") ? "/{" + route.slice(2) : route || "/";
}

/** The names of the segments on the way to a route; the last one only on request. */
export function patternToSegments(path: string, root: string, includeLast = false): string[] {
  if (path === "/" || path === "*" || path === "/*") return [root];
  // Optional groups are no segments of their own
  const names = path.replace(/\{[^}]*\}\??/g, "").replace(/^\//, "").split("/");
  const last = names.pop();
  return [root, ...names, ...(includeLast && last ? [last] : [])];
}

/** Joins two patterns; when mounting, `*` means the mount point itself. */
export function mergePath(basePath: string, path: string, isMounting: boolean): string {
  const base = basePath.replace(/\*$/, "").replace(/^\/$/, "");
  if (path === "*") return base + (isMounting ? "" : "/*");
  return base + (base !== "" && path === "/" ? "" : path);
}
