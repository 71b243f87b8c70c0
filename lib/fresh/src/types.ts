import type { RouteHandler } from "./handlers.ts";
import type { Method } from "./router.ts";
import type { RouteComponent } from "./render.ts";

/** What a layout may switch off for the pages inside it. */
export interface LayoutConfig {
  /** Leave out the layouts above this one. */
  skipInheritedLayouts?: boolean;
  /** Leave out `_app`. */
  skipAppWrapper?: boolean;
}

/** What a route file may export as `config`. */
export interface RouteConfig extends LayoutConfig {
  /** URL pattern that replaces the one from the file name. */
  routeOverride?: string;
  /** Accepted for compatibility with Fresh, not used. */
  csp?: boolean;
  /** Methods that a lazy route is registered for. */
  methods?: "ALL" | Method[];
}

/** A route: a handler, a component, or both. */
export interface Route<State> {
  component?: RouteComponent<State>;
  config?: RouteConfig;
  handler?: RouteHandler<unknown, State>;
  /** Style sheets linked on the page. */
  css?: string[];
}

/** A value that is loaded when it is first needed. */
export type Lazy<T> = () => Promise<T>;
/** A value or its lazy form. */
export type MaybeLazy<T> = T | Lazy<T>;
