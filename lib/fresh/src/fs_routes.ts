import type { Registry } from "./segments.ts";
import type { HandlerFn, MaybeLazy, Middleware, Route, RouteComponent } from "./types.ts";
import type { RouteConfig, RouteHandler } from "./types.ts";

export interface FreshFsMod<State> {
  config?: RouteConfig;
  handler?: RouteHandler<unknown, State> | HandlerFn<unknown, State>[];
  handlers?: RouteHandler<unknown, State>;
  default?: RouteComponent<State>;
}

/** A route file: `pattern` is its place among the folders, `routePattern` that of its URL. */
export interface FsRouteFile<State> {
  id: string;
  filePath: string;
  mod: MaybeLazy<FreshFsMod<State>>;
  pattern: string;
  type: "middleware" | "layout" | "app" | "route" | "error" | "notFound";
  routePattern: string;
}

/** Registers what a route file exports. Throws when it is nothing of use. */
export function addFile<State>(to: Registry<State>, item: FsRouteFile<State>): void {
  const { filePath, pattern, routePattern, mod, type } = item;
  const folder = pattern.replace(/\{[^}]*\}\??/g, "/").replace(/[^/]*$/, "");
  if (typeof mod === "function") {
    return to.route(routePattern, async () => toRoute(filePath, await mod()), folder);
  }
  const route = toRoute(filePath, mod);
  const { component, handler, config = {} } = route;
  const segment = to.at(type === "route" ? folder : pattern);
  if (type === "route") to.route(routePattern, route, folder);
  else if (type === "notFound") to.notFound = route;
  else if (type === "error") segment.errorRoute = route;
  else if (type === "app") segment.app = component;
  else if (type === "layout") segment.layout = component && { component, config };
  else segment.middlewares.push(...[handler ?? component].flat() as Middleware<State>[]);
}

function toRoute<State>(filePath: string, mod: FreshFsMod<State>): Route<State> {
  const { config, default: component } = mod;
  const handler = (mod.handlers ?? mod.handler) as RouteHandler<unknown, State> | undefined;
  if (typeof component !== "function" && typeof config !== "object" && !handler) {
    throw new Error(`Cannot use "${filePath}": it exports no component, handler or config`);
  }
  return { config, component, handler };
}

/** Order of the kinds within one folder: special files, index, static, groups, dynamic. */
const KINDS = [/^_m/, /^_[^e]/, /^_e/, /^index(\.|$)/, /^[^([]/, /^\(/, /^\[(?!\.)/, /^\[/];

/** Sorts `_app` first, then folder by folder; what lies in a folder comes before its namesake. */
export function sortRoutePaths(a: string, b: string): number {
  const [left, right] = [sortKey(a), sortKey(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function sortKey(path: string): string {
  if (/\/_app(\.[tj]sx?)?$/.test(path)) return "";
  const names = path.split("/").slice(1);
  return names.map((name) => KINDS.findIndex((kind) => kind.test(name)) + name).join("/") +
    "\uffff";
}
