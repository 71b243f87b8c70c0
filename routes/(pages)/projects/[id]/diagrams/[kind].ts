import { frameDocument, frameHeaders } from "@/lib/diagrams/frame.ts";
import { KINDS } from "@/lib/diagrams/model.ts";
import { MERMAID_PATH } from "@/lib/diagrams/script.ts";
import { readDiagram } from "@/lib/diagrams/service.ts";
import { define, notFound, unwrap } from "@/lib/http/mod.ts";
import { caller, projectId } from "../../../(_frames)/call.ts";

/** One diagram alone, in a document that may do nothing but draw it. */
export const handler = define.handlers({
  async GET(ctx) {
    const kind = KINDS.find((kind) => kind === ctx.params.kind);
    if (!kind) throw notFound();
    const diagram = unwrap(await readDiagram(caller(ctx), projectId(ctx), kind));
    const nonce = crypto.randomUUID();
    const html = frameDocument({
      diagrams: [diagram],
      theme: ctx.state.theme ?? "auto",
      nonce,
      script: MERMAID_PATH,
    });
    return new Response(html, { headers: frameHeaders(nonce) });
  },
});
