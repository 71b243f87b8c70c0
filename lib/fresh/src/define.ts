import type { Define, PageResponse } from "./types.ts";

/** Creates the {@linkcode Define} helpers for the app's state. */
export function createDefine<State>(): Define<State> {
  const same = <T>(value: T): T => value;
  return { handlers: same, page: same, layout: same, middleware: same };
}

/** Renders the route's component with `data`. */
export function page<T>(data: T, options?: Omit<PageResponse<T>, "data">): PageResponse<T>;
export function page(): PageResponse<undefined>;
export function page<T>(data?: T, options?: Omit<PageResponse<T>, "data">): PageResponse<unknown> {
  return { data, headers: options?.headers, status: options?.status };
}
