import { brandCss } from "@/lib/brand/model.ts";
import { define, unwrap } from "@/lib/http/mod.ts";
import { caching } from "@/lib/organizations/logo.ts";
import { readColour } from "@/lib/organizations/service.ts";
import { caller, projectId as idOf } from "../../(_frames)/call.ts";

/** The organisation's colour as design tokens, for its members' pages. */
export const handler = define.handlers({
  async GET(ctx) {
    const { colour, version } = unwrap(await readColour(caller(ctx), idOf(ctx)));
    return new Response(colour ? brandCss(colour) : "", {
      headers: {
        "content-type": "text/css; charset=utf-8",
        "cache-control": caching(ctx.url.searchParams.get("v") ?? undefined, version),
      },
    });
  },
});
