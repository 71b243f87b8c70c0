/** The pages of the assistant: from the address and the form to what is shown. */
import { page } from "fresh";
import type { Typed } from "@/components/chat/composer.tsx";
import type { FieldError } from "@/components/form.tsx";
import { renumbered } from "@/lib/assistant/citations.ts";
import type { Persona, TabPage } from "@/lib/assistant/model.ts";
import { readDocumentPage, type Wanted } from "@/lib/assistant/page.ts";
import { type DocView, type Draft, hrefOf } from "@/lib/assistant/page_model.ts";
import type { Place } from "@/lib/assistant/service.ts";
import { readTexts } from "@/lib/assistant/sources.ts";
import { tabOf, tabsOf } from "@/lib/assistant/tabs.ts";
import { readAsk } from "@/lib/chat/ask_link.ts";
import { panelIn } from "@/lib/chat/panel.ts";
import type { Panel, PanelAsk } from "@/lib/chat/panel_model.ts";
import { type Ctx, notFound, seeOther, unwrap } from "@/lib/http/mod.ts";
import { caller, isUuid, projectId, query, saidIn } from "./call.ts";
import { takeNote } from "./chat_note.ts";

const SAID = {
  saved: "Saved as a new version",
  cancelled: "Cancelled: what was written until then is kept",
  kept: "The figures were kept as a version",
  same: "Nothing has changed since the newest version",
  accepted: "Accepted",
  restored: "Restored as a new version",
  "chat-deleted": "The chat is gone",
};
export type Said = keyof typeof SAID;

/** The document that an address names; a site that cannot be one is none. */
export function placeIn(ctx: Ctx, tabType = ctx.params.tabType ?? ""): Place {
  const { site } = query(ctx.url, "site");
  if (!tabOf(tabType)) throw notFound();
  return { projectId: projectId(ctx), tabType, siteId: isUuid(site) ? site : null };
}

const NUMBER = /^[1-9]\d{0,6}$/;

export function wantedIn(url: URL): Wanted {
  const { version, compare, a, b, q, job } = query(
    ...[url, "version", "compare", "a", "b", "q", "job"] as const,
  );
  const pair = a && b ? [a, b] : compare.split("..");
  const [one, two] = pair.map((text) => NUMBER.test(text) ? Number(text) : null);
  return {
    version: NUMBER.test(version) ? Number(version) : null,
    compare: one && two ? [Math.min(one, two), Math.max(one, two)] : null,
    q: q.slice(0, 100),
    job: isUuid(job) ? job : null,
  };
}

/** Where the document is. */
export function hereOf({ projectId, tabType, siteId }: Place, query: Record<string, string>) {
  const { type, ofSite } = tabOf(tabType)!;
  return hrefOf(projectId, { type, ofSite: ofSite ?? false }, siteId, query);
}

/** The page with something of the chat in its query, scrolled to the panel; the version stays. */
export function chatAt(url: URL, place: Place, asked: Record<string, string>): string {
  const { version } = query(url, "version");
  return `${hereOf(place, { ...(version ? { version } : {}), ...asked })}#chat`;
}

/** Address of a chat, or of what is asked about, under the first document of a persona. */
export function underPersona(id: string, persona: Persona, asked: Record<string, string>): string {
  const { type, ofSite } = tabsOf(persona)[0]!;
  return `${hrefOf(id, { type, ofSite: ofSite ?? false }, null, asked)}#chat`;
}

/** The same, with what is said there once. */
export const back = (place: Place, said: Said): string => hereOf(place, { said });

export interface Extra {
  status?: number;
  draft?: { key: string; text: string; base: number; preview: boolean } | null;
  errors?: FieldError[];
  /** The draft was begun on an older version than there is now. */
  conflict?: boolean;
  asked?: { instructions: string; problem: string | null };
  /** Why something else did not come about. */
  problem?: string | null;
  /** What was asked and refused, and in which chat. */
  chat?: { id: string; typed: Typed };
}

/** What somebody writes, beside what is there. */
function draftOf(view: DocView, tab: TabPage, extra: Extra, asked: string): Draft | null {
  const newest = view.versions[0] ?? null;
  const key = extra.draft?.key ?? asked;
  const section = tab.skeleton.sections.find((one) => one.key === key);
  if (!section || !view.may.write || view.place.tab.generatesNothing) return null;
  const { draft, errors = [], conflict } = extra;
  if (!draft) {
    const written = tab.version?.sections.find((one) => one.key === key);
    // The text cites facts by the numbers that they had then.
    const text = written ? renumbered(written.text, written.facts, section.facts) : "";
    return { key, text, base: newest?.version ?? 0, preview: null, errors, conflict: null };
  }
  const { text } = draft;
  const author = { kind: "person", id: "", name: "" } as const;
  const read = readTexts([{ key, text, facts: section.facts, author }], [key]).texts.get(key);
  return {
    ...{ key, text, errors },
    base: conflict ? newest?.version ?? 0 : draft.base,
    preview: draft.preview ? read ?? { blocks: [], numbers: {} } : null,
    conflict: conflict ? { version: newest } : null,
  };
}

/** What stays of the page's query when a proof is opened: "site=1&version=2&". */
function keepOf(view: DocView, { version }: Wanted): string {
  const [, search = ""] = hrefOf(view.place.projectId, view.place.tab, view.place.siteId, {
    ...(version ? { version: `${version}` } : {}),
  }).split("?");
  return search && `${search}&`;
}

/** What of the page's query a proof and the other documents of a persona keep: the chat. */
const chatPart = (panel: Panel) => panel.chat ? `chat=${panel.chat.id}&` : "";

/** The chat as the address, or a form that was refused, has it. */
function panelAsk(ctx: Ctx, place: Place, { chat }: Extra): PanelAsk {
  const asked = query(ctx.url, "chat", "ask");
  const id = chat?.id || asked.chat;
  return {
    persona: tabOf(place.tabType)!.persona,
    chatId: isUuid(id) ? id.toLowerCase() : null,
    about: readAsk(asked.ask),
  };
}

export async function showDocument(ctx: Ctx, place: Place, extra: Extra = {}) {
  const wanted = wantedIn(ctx.url);
  const { proof, do: act, new: fresh } = query(ctx.url, "proof", "do", "new");
  const me = caller(ctx);
  const asked = panelAsk(ctx, place, extra);
  const read = unwrap(
    await readDocumentPage(
      me,
      place,
      wanted,
      (sql) => panelIn(sql, place.projectId, asked, me.claims.sub),
    ),
  );
  const { head, choice, comparison, beside: panel } = read;
  // A chat is shown under its persona.
  if (panel.chat && panel.chat.persona !== panel.persona && ctx.req.method === "GET") {
    return seeOther(underPersona(place.projectId, panel.chat.persona, { chat: panel.chat.id }));
  }
  const { view = null, tab = null } = read.document ?? {};
  const writes = /^write\.(\w{1,60})$/.exec(act)?.[1] ?? "";
  const proven = view?.sections.flatMap(({ widgets }) => widgets).find(({ id }) => id === proof);
  const behind = new Set(proven?.sourceRefs.map(({ kind, id }) => `${kind} ${id}`));
  return page({
    ...{ head, view, choice, comparison, panel },
    chat: {
      typed: extra.chat?.typed ?? null,
      note: panel.chat && takeNote(ctx, panel.chat.id),
      focus: fresh !== "" || panel.about !== null,
      deleting: act === "delete-chat" && panel.may.remove,
    },
    said: saidIn(ctx.url, SAID),
    thanked: query(ctx.url, "thanks").thanks,
    keep: (view ? keepOf(view, wanted) : "") + chatPart(panel),
    draft: view && tab ? draftOf(view, tab, extra, writes) : null,
    asked: extra.asked ?? { instructions: "", problem: null },
    problem: extra.problem ?? null,
    proven: proven && {
      widget: proven,
      rows: view!.rows.filter(({ kind, id }) => behind.has(`${kind} ${id}`)),
    },
    stale: proof === "stale" && view?.stale ? view.stale : null,
    restoring: act === "restore" && view?.may.write && view.version &&
        view.version.version < (view.versions[0]?.version ?? 0)
      ? view.version.version
      : null,
  }, { status: extra.status ?? 200 });
}
