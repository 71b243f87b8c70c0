import { ALIVE_URL } from "../constants.ts";
import type { Middleware } from "../middlewares/mod.ts";

/** Tells open pages over a WebSocket which process serves them; they reload on a newer one. */
export function liveReload<State>(): Middleware<State> {
  const revision = Date.now();
  return (ctx) => {
    if (!ctx.url.pathname.endsWith(ALIVE_URL)) return ctx.next();
    if (ctx.req.headers.get("upgrade") !== "websocket") {
      return new Response(null, { status: 501 });
    }
    const { response, socket } = Deno.upgradeWebSocket(ctx.req);
    socket.onopen = () => socket.send(JSON.stringify({ type: "initial-state", revision }));
    return response;
  };
}
