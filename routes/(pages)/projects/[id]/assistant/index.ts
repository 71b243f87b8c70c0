import { firstTab } from "@/lib/assistant/page.ts";
import { PERSONAS } from "@/lib/assistant/model.ts";
import { hrefOf } from "@/lib/assistant/page_model.ts";
import type { Place } from "@/lib/assistant/service.ts";
import { tabOf } from "@/lib/assistant/tabs.ts";
import { personaOfChat } from "@/lib/chat/panel.ts";
import { type Ctx, define, seeOther, unwrap } from "@/lib/http/mod.ts";
import { hereOf, underPersona } from "../../../(_frames)/assistant.ts";
import { caller, isUuid, projectId, query } from "../../../(_frames)/call.ts";

/** The document on which somebody asks about something: there it is asked. */
function cameFrom(ctx: Ctx, id: string): Place | null {
  const from = URL.parse(ctx.req.headers.get("referer") ?? "");
  const [, tabType = ""] = /^\/projects\/[^/]+\/assistant\/(\w+)$/.exec(from?.pathname ?? "") ?? [];
  if (!from?.pathname.startsWith(`/projects/${id}/`) || !tabOf(tabType)) return null;
  const site = from.searchParams.get("site") ?? "";
  return { projectId: id, tabType, siteId: isUuid(site) ? site : null };
}

/** To the document that fits who asks: of the chat, of the persona that is named, or of their role. */
export const handler = define.handlers({
  async GET(ctx) {
    const id = projectId(ctx);
    const { chat, ask, persona, new: fresh } = query(ctx.url, "chat", "ask", "persona", "new");
    const rest = Object.fromEntries(
      Object.entries({ chat, ask, new: fresh }).filter(([, value]) => value !== ""),
    );
    const from = ask && !persona ? cameFrom(ctx, id) : null;
    if (from) return seeOther(`${hereOf(from, rest)}#chat`);
    const named = PERSONAS.find((one) => one === persona) ??
      (isUuid(chat) ? await personaOfChat(caller(ctx), id, chat) : null);
    if (named) return seeOther(underPersona(id, named, rest));
    const first = unwrap(await firstTab(caller(ctx), id));
    const anchor = Object.keys(rest).length > 0 ? "#chat" : "";
    return seeOther(hrefOf(id, first, null, rest) + anchor);
  },
});
