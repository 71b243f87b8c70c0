/** HTTP methods that a route can answer. */
export type Method =
  | "HEAD"
  | "GET"
  | "POST"
  | "PATCH"
  | "PUT"
  | "DELETE"
  | "OPTIONS";

export const METHODS: Method[] = [
  "GET",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "PATCH",
  "POST",
  "PUT",
];

type ByMethod<T> = { [M in Method]?: T };

export interface RouteResult<T> {
  params: Record<string, string>;
  item: T | null;
  methodMatch: boolean;
  pattern: string | null;
}

export interface Router<T> {
  add(method: Method, pathname: string, item: T): void;
  match(method: Method, url: URL): RouteResult<T>;
  getAllowedMethods(pattern: string): string[];
}

export const IS_PATTERN = /[*:{}+?()]/;

/** An exact map first, then URLPatterns in the order they were added. */
export class UrlPatternRouter<T> implements Router<T> {
  #statics = new Map<string, ByMethod<T>>();
  #dynamics = new Map<string, { pattern: URLPattern; byMethod: ByMethod<T> }>();

  getAllowedMethods(pattern: string): string[] {
    const byMethod = this.#statics.get(pattern) ??
      this.#dynamics.get(pattern)?.byMethod;
    return byMethod === undefined ? [] : Object.keys(byMethod);
  }

  add(method: Method, pathname: string, item: T): void {
    let byMethod: ByMethod<T>;
    if (IS_PATTERN.test(pathname)) {
      const route = this.#dynamics.get(pathname) ??
        { pattern: new URLPattern({ pathname }), byMethod: {} };
      this.#dynamics.set(pathname, route);
      byMethod = route.byMethod;
    } else {
      byMethod = this.#statics.get(pathname) ?? {};
      this.#statics.set(pathname, byMethod);
    }
    byMethod[method] ??= item;
  }

  /** Throws a URIError when a parameter holds a malformed percent sequence. */
  match(method: Method, url: URL): RouteResult<T> {
    const { pathname } = url;
    const other = pathname.endsWith("/") ? pathname.slice(0, -1) : pathname + "/";
    for (const path of [pathname, other]) {
      const byMethod = this.#statics.get(path);
      if (byMethod !== undefined) return found(path, pick(byMethod, method));
    }

    for (const [path, { pattern, byMethod }] of this.#dynamics) {
      const match = pattern.exec(url);
      if (match === null) continue;
      const result = found(path, pick(byMethod, method));
      if (result.methodMatch) {
        for (const [key, value] of Object.entries(match.pathname.groups)) {
          result.params[key] = value === undefined ? "" : decodeURI(value);
        }
      }
      return result;
    }
    return {
      params: Object.create(null),
      item: null,
      methodMatch: false,
      pattern: null,
    };
  }
}

function pick<T>(byMethod: ByMethod<T>, method: Method): T | undefined {
  return byMethod[method] ?? (method === "HEAD" ? byMethod.GET : undefined);
}

function found<T>(pattern: string, item: T | undefined): RouteResult<T> {
  return {
    params: Object.create(null),
    item: item ?? null,
    methodMatch: item !== undefined,
    pattern,
  };
}

/** Turns the path of a route file (without extension) into a URL pattern. */
export function pathToPattern(
  path: string,
  options?: { keepGroups: boolean },
): string {
  const parts = path.split("/");
  if (parts.at(-1) === "index") parts.pop();

  let route = "";
  let required = 0;
  for (const part of parts) {
    if (part.startsWith("[...") && part.endsWith("]")) {
      route += `/:${part.slice(4, -1)}*`;
    } else if (part.startsWith("[[")) {
      route += `{/:${optionalName(part, path)}}?`;
    } else if (
      options?.keepGroups || !(part.startsWith("(") && part.endsWith(")"))
    ) {
      route += "/" + segmentPattern(part, path);
      required++;
    }
  }
  // An optional segment alone must still match "/", which is never empty
  if (required === 0 && route.startsWith("{/")) route = "/{" + route.slice(2);
  return route === "" ? "/" : route;
}

function optionalName(part: string, path: string): string {
  const name = /^\[\[([^[\]]+)\]\]$/.exec(part)?.[1];
  if (name === undefined) {
    throw new SyntaxError(
      `Invalid route pattern: "${path}". An optional parameter needs to be a full segment.`,
    );
  }
  return name;
}

function segmentPattern(part: string, path: string): string {
  if (part.includes("[[")) optionalName(part, path);
  if (part.includes("][")) {
    throw new SyntaxError(
      `Invalid route pattern: "${path}". A parameter cannot be followed by another parameter ` +
        `without any characters in between.`,
    );
  }
  const pattern = part.replace(/\[([^[\]]+)\]/g, ":$1");
  if (/[[\]]/.test(pattern)) {
    throw new SyntaxError(`Invalid route pattern: "${path}"`);
  }
  return pattern;
}

/** The names of the segments on the way to a route; the last one only on request. */
export function patternToSegments(
  path: string,
  root: string,
  includeLast = false,
): string[] {
  if (path === "/" || path === "*" || path === "/*") return [root];
  // Optional groups are no segments of their own
  const names = path.replace(/\{[^}]*\}\??/g, "").split("/");
  const last = names.pop() ?? "";
  if (names.length > 0 && names[0] === "") names.shift();
  if (includeLast && last !== "") names.push(last);
  return [root, ...names];
}

/** Joins two patterns; when mounting, `*` means the mount point itself. */
export function mergePath(
  basePath: string,
  path: string,
  isMounting: boolean,
): string {
  if (basePath.endsWith("*")) basePath = basePath.slice(0, -1);
  if (basePath === "/") basePath = "";
  if (path === "*") path = isMounting ? "" : "/*";
  return basePath + (basePath !== "" && path === "/" ? "" : path);
}
