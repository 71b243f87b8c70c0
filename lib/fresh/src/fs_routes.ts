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
  const fns = [handler ?? component].flat().filter((one) => typeof one === "function");
  const segment = to.at(type === "route" ? folder : pattern);
  if (type === "route") to.route(routePattern, route, folder);
  else if (type === "notFound") to.notFound = route;
  else if (type === "error") segment.errorRoute = route;
  else if (type === "app") segment.app = component;
  else if (type === "layout") segment.layout = component && { component, config };
  else segment.middlewares.push(...fns as Middleware<State>[]);
  if (type === "layout" ? handler : type === "middleware" && fns.length === 0) {
    console.warn(`"${filePath}" has handlers that are never called`);
  }
}

function toRoute<State>(filePath: string, mod: FreshFsMod<State>): Route<State> {
  const { config, default: component } = mod;
  const handler = (mod.handlers ?? mod.handler) as RouteHandler<unknown, State> | undefined;
  if (typeof component !== "function" && typeof config !== "object" && !handler) {
    throw new Error(`Cannot use "${filePath}": no component, handler or other relevant exports`);
  }
  return { config, component, handler };
}

/** Order of the kinds within one folder: special files, index, static, groups, dynamic. */
const KINDS = [/^_m/, /^_[^e]/, /^_e/, /^index(\.|$)/, /^[^([]/, /^\(/, /^\[(?!\.)/, /^\[/];

/** Sorts `_app` first, then folder by folder; what lies in a folder comes before its namesake. */
export function sortRoutePaths(a: string, b: string): number {
  const rank = (name: string) => KINDS.findIndex((kind) => kind.test(name)) + name;
  const [left = "", right = ""] = [a, b].map((path) =>
    /\/_app(\.[tj]sx?)?$/.test(path) ? "" : path.split("/").slice(1).map(rank).join("/") + "\uffff"
  );
  return left < right ? -1 : left > right ? 1 : 0;
}
