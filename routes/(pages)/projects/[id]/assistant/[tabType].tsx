import { asset, Head } from "fresh/runtime";
import { Bars } from "@/components/assistant/bars.tsx";
import { Compare } from "@/components/assistant/compare.tsx";
import { Document } from "@/components/assistant/document.tsx";
import { Restore } from "@/components/assistant/restore.tsx";
import { ChooseSite } from "@/components/assistant/sites.tsx";
import { StaleRows } from "@/components/assistant/stale.tsx";
import { Work } from "@/components/assistant/work.tsx";
import { DeleteChat } from "@/components/chat/earlier.tsx";
import { Chat } from "@/components/chat/panel.tsx";
import { WidgetProof } from "@/components/dashboard/proof.tsx";
import { Problems } from "@/components/form.tsx";
import { Said } from "@/components/people/dialog.tsx";
import AssistantWrite from "@/islands/AssistantWrite.tsx";
import ChatBox from "@/islands/ChatBox.tsx";
import { hrefOf } from "@/lib/assistant/page_model.ts";
import { tabOf } from "@/lib/assistant/tabs.ts";
import { define, readForm } from "@/lib/http/mod.ts";
import { unknownIntent } from "../../../(_frames)/acts.ts";
import { chatAt, placeIn, showDocument, underPersona } from "../../../(_frames)/assistant.ts";
import * as acts from "../../../(_frames)/assistant_acts.ts";
import { documentFile, rowsFile } from "../../../(_frames)/assistant_files.ts";
import * as chats from "../../../(_frames)/chat.ts";
import { Frame } from "../../../(_frames)/frame.tsx";

export const handler = define.handlers({
  async GET(ctx) {
    const [, name = "", kind] = /^(\w+?)(?:\.(md|csv))?$/.exec(ctx.params.tabType ?? "") ?? [];
    if (kind === "md") return await documentFile(ctx, placeIn(ctx, name));
    if (kind === "csv") return await rowsFile(ctx, placeIn(ctx, name));
    return await showDocument(ctx, placeIn(ctx));
  },

  async POST(ctx) {
    const place = placeIn(ctx);
    const form = await readForm(ctx.req, ctx.state.config.limits.bodyBytes);
    const all = (name: string) => form.getAll(name).filter((one) => typeof one === "string");
    const sent = { all, text: (name: string) => all(name)[0] ?? "" };
    switch (sent.text("intent")) {
      case "generate":
      case "change":
        return await acts.write(ctx, place, sent);
      case "keep":
        return await acts.keepFigures(ctx, place, sent);
      case "cancel":
        return await acts.cancelWriting(ctx, place, sent);
      case "accept":
        return await acts.acceptSection(ctx, place, sent);
      case "save":
        return await acts.saveOwn(ctx, place, sent, false);
      case "preview":
        return await acts.saveOwn(ctx, place, sent, true);
      case "restore":
        return await acts.restoreVersion(ctx, place, sent);
      case "ask":
        return await chats.askQuestion(ctx, place, tabOf(place.tabType)!.persona, sent);
      case "chat-go-on":
        return await chats.goOnWith(ctx, place, sent);
      case "chat-delete":
        return await chats.removeChat(ctx, place, sent);
    }
    throw unknownIntent();
  },
});

export default define.page<typeof handler>(({ data, state, url }) => {
  const { head, view, choice, comparison, keep, draft, proven, stale, restoring, panel } = data;
  const { place, bars } = view ?? choice!;
  const { projectId, tab, siteId } = place;
  const path = hrefOf(projectId, tab, null);
  const here = hrefOf(projectId, tab, siteId);
  const at = (query: Record<string, string>) =>
    chatAt(url, { projectId, tabType: tab.type, siteId }, query);
  const chatting: Record<string, string> = panel.chat ? { chat: panel.chat.id } : {};
  const deleting = data.chat.deleting && panel.chat;
  return (
    <Frame
      state={state}
      url={url}
      section="assistant"
      label={tab.title}
      study={head.project}
      above={{ href: `/projects/${projectId}/assistant`, label: "Assistant" }}
      organization={head.organization}
      islands={!comparison && (
        <>
          {view && <AssistantWrite />}
          {panel.may.ask && <ChatBox />}
        </>
      )}
      modal={restoring !== null
        ? <Restore version={restoring} close={here} />
        : deleting && <DeleteChat chat={deleting} close={at({ chat: deleting.id })} />}
    >
      <Head>
        <link rel="stylesheet" href={asset("/assistant.css")} />
      </Head>
      <Bars bars={bars} projectId={projectId} siteId={siteId} type={tab.type} keep={chatting} />
      {data.problem && (
        <Problems title="That did not work" errors={[{ path: "", message: data.problem }]} />
      )}
      {view && comparison && (
        <Compare comparison={comparison} versions={view.versions} place={place} />
      )}
      {!comparison && (
        <div class="split">
          <div>
            {choice && <ChooseSite {...choice} />}
            {view && <Document view={view} keep={keep} draft={draft} thanked={data.thanked} />}
            {view && <Work view={view} asked={data.asked} />}
          </div>
          <Chat
            {...data.chat}
            {...{ panel, projectId }}
            study={head.project.name}
            seesBudget={head.project.seesBudget ?? false}
            me={state.session?.user.name ?? ""}
            to={at}
            toOther={({ id, persona }) => underPersona(projectId, persona, { chat: id })}
            asOf={new Date().toISOString()}
          />
        </div>
      )}
      {proven && (
        <WidgetProof
          {...proven}
          projectId={projectId}
          base={path}
          keep={keep}
          csv={`${path}.csv?${keep}proof=${proven.widget.id}`}
        />
      )}
      {stale && (
        <StaleRows
          stale={stale}
          version={view!.version!}
          rows={view!.rows}
          close={`${here}#doc-h`}
        />
      )}
      <Said text={data.said} />
    </Frame>
  );
});
