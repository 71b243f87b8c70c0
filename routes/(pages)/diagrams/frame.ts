import { frameDocument, frameHeaders } from "@/lib/diagrams/frame.ts";
import { define } from "@/lib/http/mod.ts";

/** The empty frame, which draws what its page sends. It holds nothing of anybody's. */
export const handler = define.handlers({
  GET(ctx) {
    const asked = ctx.url.searchParams.get("theme");
    const theme = asked === "light" || asked === "dark" ? asked : "auto";
    const nonce = crypto.randomUUID();
    const html = frameDocument({ diagrams: [], theme, nonce, script: null });
    return new Response(html, { headers: frameHeaders(nonce) });
  },
});
