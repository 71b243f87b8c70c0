import type { Command, CommandType } from "./commands.ts";
import { newNotFoundCmd, toRoute } from "./commands.ts";
import { type HandlerFn, isHandlerByMethod, type RouteHandler } from "./handlers.ts";
import type { Middleware } from "./middlewares/mod.ts";
import type { RouteComponent } from "./render.ts";
import type { MaybeLazy, Route, RouteConfig } from "./types.ts";

/** What a file under `routes/` may export. */
export interface FreshFsMod<State> {
  config?: RouteConfig;
  handler?: RouteHandler<unknown, State> | HandlerFn<unknown, State>[];
  handlers?: RouteHandler<unknown, State>;
  default?: RouteComponent<State>;
}

export interface FsRouteFile<State> {
  id: string;
  filePath: string;
  mod: MaybeLazy<FreshFsMod<State>>;
  pattern: string;
  type: CommandType;
  routePattern: string;
  overrideConfig?: RouteConfig | undefined;
}

export function fsItemsToCommands<State>(items: FsRouteFile<State>[]): Command<State>[] {
  return items.flatMap((item) => toCommand(item) ?? []);
}

function toCommand<State>(item: FsRouteFile<State>): Command<State> | null {
  const { filePath, pattern, routePattern, mod: raw } = item;
  const place = { pattern, includeLastSegment: true };

  if (typeof raw === "function") {
    if (item.type !== "route") return null;
    return {
      type: "route",
      pattern,
      includeLastSegment: false,
      route: async () => normalizeRoute(filePath, await raw(), routePattern),
      config: {
        methods: item.overrideConfig?.methods ?? "ALL",
        routeOverride: item.overrideConfig?.routeOverride ?? routePattern,
      },
    };
  }

  const { handlers, mod } = validateFsMod<State>(filePath, raw);
  const route: Route<State> = {
    config: mod.config,
    component: mod.default,
    handler: handlers as RouteHandler<unknown, State> ?? undefined,
  };
  switch (item.type) {
    case "middleware": {
      const fns = handlers ?? mod.default ?? null;
      if (fns === null) return null;
      if (isHandlerByMethod(fns)) {
        warn(`Middleware does not support object handlers with GET, POST, etc. in ${filePath}`);
        return null;
      }
      return {
        type: "middleware",
        ...place,
        fns: (Array.isArray(fns) ? fns : [fns]) as Middleware<State>[],
      };
    }
    case "layout":
      if (handlers !== null) warn("Layout does not support handlers");
      if (mod.default === undefined) return null;
      return { type: "layout", ...place, component: mod.default, config: mod.config };
    case "error":
      return { type: "error", ...place, item: toRoute(route) };
    case "notFound":
      return newNotFoundCmd(route);
    case "app":
      return mod.default === undefined ? null : { type: "app", component: mod.default };
    case "route":
      return {
        type: "route",
        pattern,
        includeLastSegment: false,
        route: normalizeRoute(filePath, mod, routePattern),
        config: mod.config,
      };
    default:
      throw new Error(`Unknown kind of route file: ${item.type}`);
  }
}

function warn(message: string): void {
  console.warn(
    `🍋 %c[WARNING] Unsupported route config: ${message}`,
    "color:rgb(251, 184, 0)",
  );
}

function isFreshFile<State>(mod: unknown): mod is FreshFsMod<State> {
  if (mod === null || typeof mod !== "object") return false;
  const { default: component, config, handler, handlers } = mod as Record<string, unknown>;
  const usable = (value: unknown) =>
    typeof value === "function" || (typeof value === "object" && value !== null);
  return typeof component === "function" || typeof config === "object" || usable(handler) ||
    usable(handlers);
}

function validateFsMod<State>(filePath: string, mod: unknown): {
  handlers: RouteHandler<unknown, State> | HandlerFn<unknown, State>[] | null;
  mod: FreshFsMod<State>;
} {
  if (!isFreshFile<State>(mod)) {
    throw new Error(
      `Expected a route, middleware, layout or error template, but couldn't find relevant ` +
        `exports in: ${filePath}`,
    );
  }
  const handlers = mod.handlers ?? mod.handler ?? null;
  if (typeof handlers === "function" && handlers.length > 1) {
    throw new Error(
      `Handlers must only have one argument but found more than one. Check the function ` +
        `signature in: ${filePath}`,
    );
  }
  return { handlers, mod };
}

function normalizeRoute<State>(
  filePath: string,
  raw: FreshFsMod<State>,
  routePattern: string,
): Route<State> {
  const { handlers, mod } = validateFsMod<State>(filePath, raw);
  return {
    config: { ...mod.config, routeOverride: mod.config?.routeOverride ?? routePattern },
    handler: handlers as RouteHandler<unknown, State> ?? undefined,
    component: mod.default,
  };
}

/** Order of the kinds within one folder; dynamic segments come last. */
function rank(name: string): number {
  if (name.startsWith("_m")) return 0;
  if (name.startsWith("_e")) return 2;
  if (name.startsWith("_")) return 1;
  if (name === "index" || name.startsWith("index.")) return 3;
  if (name.startsWith("[...")) return 7;
  if (name.startsWith("[")) return 6;
  return 4;
}

const APP_FILE = /\/_app(\.[tj]sx?)?$/;

/** Sorts `_app` first, then by folder: special files, index, static, groups, dynamic. */
export function sortRoutePaths(a: string, b: string): number {
  if (APP_FILE.test(a)) return -1;
  if (APP_FILE.test(b)) return 1;
  const left = a.split("/");
  const right = b.split("/");
  for (let i = 0; i < left.length && i < right.length; i++) {
    const x = left[i] ?? "";
    const y = right[i] ?? "";
    if (x === y) continue;
    return compareSegments(x, y, i === left.length - 1, i === right.length - 1);
  }
  return right.length - left.length;
}

function compareSegments(x: string, y: string, xLast: boolean, yLast: boolean): number {
  const order = score(x) - score(y);
  if (order !== 0) return order;
  // Within one folder "foo/..." comes before "foo" itself
  const name = (part: string, last: boolean) => last ? part.replace(/\.\w+$/, "") : part;
  const [left, right] = [name(x, xLast), name(y, yLast)];
  if (left === right) return Number(xLast) - Number(yLast);
  return left < right ? -1 : 1;
}

/** Groups sort after plain names, since their content may be dynamic. */
function score(name: string): number {
  return name.startsWith("(") ? 5 : rank(name);
}
