import { firstTab } from "@/lib/assistant/page.ts";
import { PERSONAS } from "@/lib/assistant/model.ts";
import { hrefOf } from "@/lib/assistant/page_model.ts";
import { personaOfChat } from "@/lib/chat/panel.ts";
import { define, seeOther, unwrap } from "@/lib/http/mod.ts";
import { underPersona } from "../../../(_frames)/assistant.ts";
import { caller, isUuid, projectId, query } from "../../../(_frames)/call.ts";

/** To the document that fits who asks: of the chat, of the persona that is named, or of their role. */
export const handler = define.handlers({
  async GET(ctx) {
    const id = projectId(ctx);
    const { chat, ask, persona, new: fresh } = query(ctx.url, "chat", "ask", "persona", "new");
    const rest = Object.fromEntries(
      Object.entries({ chat, ask, new: fresh }).filter(([, value]) => value !== ""),
    );
    const named = PERSONAS.find((one) => one === persona) ??
      (isUuid(chat) ? await personaOfChat(caller(ctx), id, chat) : null);
    if (named) return seeOther(underPersona(id, named, rest));
    const first = unwrap(await firstTab(caller(ctx), id));
    const anchor = Object.keys(rest).length > 0 ? "#chat" : "";
    return seeOther(hrefOf(id, first, null, rest) + anchor);
  },
});
