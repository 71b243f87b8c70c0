/** How far an import of the caller is, and a way to stop it; without any query. */
import { progressOf, stopImport } from "@/lib/csv/progress.ts";
import { define } from "@/lib/http/mod.ts";
import { caller, query } from "../../../(_frames)/call.ts";

export const handler = define.handlers({
  GET(ctx) {
    const now = progressOf(caller(ctx).claims.sub, query(ctx.url, "job").job);
    return Response.json(now, { headers: { "cache-control": "no-store" } });
  },

  POST(ctx) {
    stopImport(caller(ctx).claims.sub, query(ctx.url, "job").job);
    return new Response(null, { status: 204 });
  },
});
