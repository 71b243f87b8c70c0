import { type Context, getInternals } from "../context.ts";

/** A step of a request: answers it, or passes it on with `ctx.next()`. */
export type Middleware<State> = (ctx: Context<State>) => Response | Promise<Response>;

/** @deprecated Use {@linkcode Middleware}. */
export type MiddlewareFn<State> = Middleware<State>;

/** A middleware that may return the real one at its first run. */
export type MaybeLazyMiddleware<State> = (
  ctx: Context<State>,
) => Response | Promise<Response | Middleware<State>>;

/** Runs the list in order, then what `ctx.next` was before. */
export function runMiddlewares<State>(
  middlewares: MaybeLazyMiddleware<State>[],
  ctx: Context<State>,
  onError?: (error: unknown) => void,
): Promise<Response> {
  const last = ctx.next;
  const internals = getInternals(ctx);

  async function run(index: number): Promise<Response> {
    const middleware = middlewares[index];
    if (middleware === undefined) return await last();
    const { app, layouts } = internals;
    ctx.next = () => run(index + 1);
    try {
      let result = await middleware(ctx);
      if (typeof result === "function") {
        middlewares[index] = result;
        result = await result(ctx);
      }
      return result;
    } catch (error) {
      if (ctx.error !== error) onError?.(error);
      ctx.error = error;
      throw error;
    } finally {
      internals.app = app;
      internals.layouts = layouts;
    }
  }
  return run(0);
}
