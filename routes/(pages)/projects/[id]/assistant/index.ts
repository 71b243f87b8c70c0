import { firstTab } from "@/lib/assistant/page.ts";
import { hrefOf } from "@/lib/assistant/page_model.ts";
import { define, seeOther, unwrap } from "@/lib/http/mod.ts";
import { caller, projectId } from "../../../(_frames)/call.ts";

/** To the document that fits who asks. */
export const handler = define.handlers({
  async GET(ctx) {
    const id = projectId(ctx);
    return seeOther(hrefOf(id, unwrap(await firstTab(caller(ctx), id)), null));
  },
});
