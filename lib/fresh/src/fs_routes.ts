import { type Command, toRoute } from "./commands.ts";
import { mergePath } from "./router.ts";
import { isByMethod, renderRoute } from "./segments.ts";
import type {
  HandlerFn,
  MaybeLazy,
  Middleware,
  Route,
  RouteComponent,
  RouteConfig,
  RouteHandler,
} from "./types.ts";

/** What a file under `routes/` may export. */
export interface FreshFsMod<State> {
  config?: RouteConfig;
  handler?: RouteHandler<unknown, State> | HandlerFn<unknown, State>[];
  handlers?: RouteHandler<unknown, State>;
  default?: RouteComponent<State>;
}

export type FsRouteType = "middleware" | "layout" | "app" | "route" | "error" | "notFound";

export interface FsRouteFile<State> {
  id: string;
  filePath: string;
  mod: MaybeLazy<FreshFsMod<State>>;
  /** Pattern of the file's place among the folders, groups included. */
  pattern: string;
  type: FsRouteType;
  /** Pattern of its URL. */
  routePattern: string;
}

/** Turns route files into what the app registers. Throws on a file without usable exports. */
export function fsItemsToCommands<State>(items: FsRouteFile<State>[]): Command<State>[] {
  return items.flatMap((item) => toCommand(item) ?? []);
}

function toCommand<State>(item: FsRouteFile<State>): Command<State> | undefined {
  const { filePath, pattern, routePattern: path, mod: raw, type } = item;
  if (typeof raw === "function") {
    const load = async () => toFileRoute(filePath, await raw());
    return (to, at) => to.route(at(pattern), load, { routeOverride: at(path) });
  }
  const route = toFileRoute(filePath, raw);
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
      if (handler !== undefined) warn("Layout does not support handlers");
      if (component === undefined) return;
      return (to, at) => to.root.at(at(pattern), true).layout = { component, config };
    case "app":
      return (to) => to.root.app = component ?? null;
    case "error":
      return (to, at) => to.root.at(at(pattern), true).errorRoute = toRoute(route);
    case "notFound":
      return (to) => to.root.notFound = (ctx) => renderRoute(ctx, toRoute(route), 404);
    case "route": {
      const routeOverride = config.routeOverride ?? path;
      return (to, at) =>
        to.route(at(pattern), {
          ...route,
          config: { ...config, routeOverride: at(routeOverride) },
        });
    }
  }
}

/** How the file routes are placed when they are inserted below `base`. */
export function placedAt(base: string): (pattern: string) => string {
  return base === "*" ? (pattern) => pattern : (pattern) => mergePath(base, pattern, true);
}

function warn(message: string): undefined {
  console.warn(`🍋 %c[WARNING] Unsupported route config: ${message}`, "color:rgb(251, 184, 0)");
}

function toFileRoute<State>(filePath: string, mod: FreshFsMod<State>): Route<State> {
  const handler = mod.handlers ?? mod.handler;
  const usable = typeof mod.default === "function" || typeof mod.config === "object" ||
    typeof handler === "function" || (typeof handler === "object" && handler !== null);
  if (!usable) {
    throw new Error(
      `Expected a route, middleware, layout or error template, but couldn't find relevant ` +
        `exports in: ${filePath}`,
    );
  }
  if (typeof handler === "function" && handler.length > 1) {
    throw new Error(
      `Handlers must only have one argument but found more than one. Check the function ` +
        `signature in: ${filePath}`,
    );
  }
  return {
    config: mod.config,
    component: mod.default,
    handler: handler as Route<State>["handler"],
  };
}

/** Order of the kinds within one folder: special files, index, static, groups, dynamic. */
const KINDS = [/^_m/, /^_[^e]/, /^_e/, /^index(\.|$)/, /^[^([]/, /^\(/, /^\[(?!\.)/, /^\[/];
const APP_FILE = /\/_app(\.[tj]sx?)?$/;

/** Sorts `_app` first, then folder by folder; what lies in a folder comes before its namesake. */
export function sortRoutePaths(a: string, b: string): number {
  if (APP_FILE.test(a)) return -1;
  if (APP_FILE.test(b)) return 1;
  const rank = (name: string) => KINDS.findIndex((kind) => kind.test(name));
  const left = a.split("/").slice(1);
  const right = b.split("/").slice(1);
  for (const [i, x] of left.entries()) {
    const y = right[i];
    if (y === undefined) return -1;
    if (x !== y) return rank(x) - rank(y) || (x < y ? -1 : 1);
  }
  return left.length < right.length ? 1 : 0;
}
