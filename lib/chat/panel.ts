/** The chat beside a document, in the transaction of its page. */
import { standingIn } from "@/lib/assistant/asking.ts";
import { markFigures, readTexts, withoutLinks } from "@/lib/assistant/sources.ts";
import { aiState } from "@/lib/assistant/versions.ts";
import type { Persona } from "@/lib/assistant/model.ts";
import type { Sql } from "@/lib/db/mod.ts";
import type { Listed } from "@/lib/proposals/page_model.ts";
import { proposalsOfChat } from "@/lib/proposals/of_chat.ts";
import { namedIn } from "./about.ts";
import type { ChatFact, Message } from "./model.ts";
import type { Panel, PanelAsk, Said } from "./panel_model.ts";
import * as queries from "./queries.ts";
import { type Ctx, wholeChatIn } from "./service.ts";

/** An answer cites the facts that came with it, under numbers of its own. */
function saidOf(message: Message, listed: readonly Listed[]): Said {
  const { id, role, text, steps, about, at, figures, provider, citations, proposals } = message;
  const facts = citations.map((fact: ChatFact) => ({ ...fact, section: id }));
  const { texts, sources } = readTexts([{ key: id, text, facts }], [id]);
  const read = role === "assistant" ? texts.get(id) : undefined;
  return {
    ...{ id, role, text, steps, about, at },
    model: role === "assistant" && provider !== "rules" ? provider : null,
    blocks: withoutLinks(markFigures(read?.blocks ?? [], figures?.unverified ?? [])),
    numbers: read?.numbers ?? {},
    sources: read ? sources : [],
    figures: provider === "rules" ? null : figures,
    proposals: listed.filter(({ proposal }) => proposals.includes(proposal.id)),
  };
}

/** What the caller may do with chats in the study. */
async function readRights(sql: Sql, projectId: string): Promise<string[]> {
  const [row] = await sql<{ can: string[] | null }[]>`
    select public.my_permissions(${projectId}::uuid) -> 'can' -> 'chat' as can`;
  return row?.can ?? [];
}

/** What the panel shows: in one wait, or two where a chat holds proposals. */
export async function panelIn(
  sql: Sql,
  projectId: string,
  { persona, chatId, about }: PanelAsk,
  me: string,
): Promise<Panel> {
  const [can, standing, chats, whole, proposed, beside] = await Promise.all([
    readRights(sql, projectId),
    standingIn(sql, projectId),
    queries.listChats(sql, projectId),
    chatId ? wholeChatIn(sql, projectId, chatId) : undefined,
    chatId ? proposalsOfChat(sql, projectId, { chatId, me }) : { listed: [], names: {} },
    about ? namedIn(sql, projectId, about) : null,
  ]);
  const { messages, open, ...chat } = whole ?? { messages: [], open: null };
  return {
    ...{ persona, chats, open, about: beside },
    chat: "id" in chat ? chat : null,
    lost: chatId !== null && !whole,
    gone: about !== null && !beside,
    said: messages.map((message) => saidOf(message, proposed.listed)),
    may: { ask: can.includes("insert"), remove: can.includes("delete") },
    ai: aiState(standing?.off ?? false),
    names: proposed.names,
  };
}

/** Whose chat it is; null when it is not there, or not the caller's. */
export async function personaOfChat(
  ctx: Ctx,
  projectId: string,
  id: string,
): Promise<Persona | null> {
  const permission = { resource: "chat", verb: "select" as const, projectId };
  const chat = await ctx.db.asUser(
    ctx.claims,
    (sql) => queries.readChatRow(sql, projectId, id),
    { reason: null, permission },
  );
  return chat?.persona ?? null;
}
