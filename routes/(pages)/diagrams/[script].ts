import { scriptHeaders } from "@/lib/diagrams/frame.ts";
import { MERMAID_PATH, mermaidScript } from "@/lib/diagrams/script.ts";
import { define, notFound } from "@/lib/http/mod.ts";

/** Mermaid for browsers. Its version is in its address, so it is kept for ever. */
export const handler = define.handlers({
  async GET(ctx) {
    if (ctx.url.pathname !== MERMAID_PATH) throw notFound();
    const { plain, gzip } = await mermaidScript();
    const packs = /\bgzip\b/.test(ctx.req.headers.get("accept-encoding") ?? "");
    const packed = packs ? { "content-encoding": "gzip" } : undefined;
    return new Response(packs ? gzip : plain, {
      headers: { ...scriptHeaders, vary: "accept-encoding", ...packed },
    });
  },
});
