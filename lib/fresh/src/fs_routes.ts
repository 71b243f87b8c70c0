import { type Command, toRoute } from "./commands.ts";
import { isByMethod, renderRoute } from "./segments.ts";
import type { HandlerFn, MaybeLazy, Middleware, Route, RouteComponent } from "./types.ts";
import type { RouteConfig, RouteHandler } from "./types.ts";

/** What a file under `routes/` may export. */
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

/** Turns route files into what the app registers. Throws on a file without usable exports. */
export function fsItemsToCommands<State>(items: FsRouteFile<State>[]): Command<State>[] {
  return items.flatMap((item) => toCommand(item) ?? []);
}

function toCommand<State>(item: FsRouteFile<State>): Command<State> | undefined {
  const { filePath, pattern, routePattern, mod, type } = item;
  if (typeof mod === "function") {
    const load = async () => toFileRoute(filePath, await mod());
    return (to, at) => to.route(at(pattern), load, { routeOverride: at(routePattern) });
  }
  const route = toFileRoute(filePath, mod);
  const { component, handler, config = {} } = route;
  switch (type) {
    case "middleware": {
      if (isByMethod(handler)) {
        return warn(
          `Middleware does not support object handlers with GET, POST, etc. in ${filePath}`,
        );
      }
      const fns = [handler ?? component].flat() as Middleware<State>[];
      return (to, at) => to.root.at(at(pattern), true).middlewares.push(...fns);
    }
    case "layout":
      if (handler) warn("Layout does not support handlers");
      return component &&
        ((to, at) => to.root.at(at(pattern), true).layout = { component, config });
    case "app":
      return (to) => to.root.app = component;
    case "error":
      return (to, at) => to.root.at(at(pattern), true).errorRoute = toRoute(route);
    case "notFound":
      return (to) => to.root.notFound = (ctx) => renderRoute(ctx, toRoute(route), 404);
    case "route":
      return (to, at) => to.route(at(pattern), route, { routeOverride: at(routePattern) });
  }
}

function warn(message: string): undefined {
  console.warn(`🍋 %c[WARNING] Unsupported route config: ${message}`, "color:rgb(251, 184, 0)");
}

function toFileRoute<State>(filePath: string, mod: FreshFsMod<State>): Route<State> {
  const { config, default: component } = mod;
  const handler = (mod.handlers ?? mod.handler) as RouteHandler<unknown, State> | undefined;
  if (typeof component !== "function" && typeof config !== "object" && !handler) {
    throw new Error(
      `Expected a route, middleware, layout or error template, but couldn't find relevant ` +
        `exports in: ${filePath}`,
    );
  }
  if (typeof handler === "function" && handler.length > 1) {
    throw new Error(`Handlers must only have one argument but found more than one in: ${filePath}`);
  }
  return { config, component, handler };
}

/** Order of the kinds within one folder: special files, index, static, groups, dynamic. */
const KINDS = [/^_m/, /^_[^e]/, /^_e/, /^index(\.|$)/, /^[^([]/, /^\(/, /^\[(?!\.)/, /^\[/];
const APP_FILE = /\/_app(\.[tj]sx?)?$/;

/** Sorts `_app` first, then folder by folder; what lies in a folder comes before its namesake. */
export function sortRoutePaths(a: string, b: string): number {
  if (APP_FILE.test(a)) return -1;
  if (APP_FILE.test(b)) return 1;
  const rank = (name: string) => KINDS.findIndex((kind) => kind.test(name));
  const [left, right] = [a.split("/").slice(1), b.split("/").slice(1)];
  for (const [i, x] of left.entries()) {
    const y = right[i];
    if (y === undefined) return -1;
    if (x !== y) return rank(x) - rank(y) || (x < y ? -1 : 1);
  }
  return left.length < right.length ? 1 : 0;
}
