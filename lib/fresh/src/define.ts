import type { AnyComponent } from "preact";
import type { HandlerByMethod, HandlerFn, RouteHandler } from "./handlers.ts";
import type { Middleware } from "./middlewares/mod.ts";
import type { AsyncAnyComponent, PageProps } from "./render.ts";

type Component<P> = AnyComponent<P> | AsyncAnyComponent<P>;

/** Identity functions that give route files their types. */
export interface Define<State> {
  /** Types the `handler` export of a route. */
  handlers<Data, Handlers extends RouteHandler<Data, State> = RouteHandler<Data, State>>(
    handlers: Handlers,
  ): typeof handlers;
  /** Types a page component; `define.page<typeof handler>` infers `data`. */
  page<
    Handler extends RouteHandler<unknown, State> = never,
    Data = Handler extends HandlerFn<infer D, State> ? D
      : Handler extends HandlerByMethod<infer D, State> ? D
      : never,
    Render extends Component<PageProps<Data, State>> = Component<PageProps<Data, State>>,
  >(render: Render): typeof render;
  /** Types a middleware or a list of them. */
  middleware<M extends Middleware<State> | Middleware<State>[]>(middleware: M): typeof middleware;
  /** Types a layout or the app wrapper. */
  layout<Render extends Component<PageProps<unknown, State>>>(render: Render): typeof render;
}

/** Creates the {@linkcode Define} helpers for the app's state. */
export function createDefine<State>(): Define<State> {
  return {
    handlers: (handlers) => handlers,
    page: (render) => render,
    layout: (render) => render,
    middleware: (middleware) => middleware,
  };
}
