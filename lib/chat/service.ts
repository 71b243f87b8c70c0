/** Use cases of chats: ask, go on, read, take away. */
import { namesOf, rightsIn, type Standing, standingIn } from "@/lib/assistant/asking.ts";
import { type Gateway, gateway as ours } from "@/lib/assistant/gateway.ts";
import { budgetFault } from "@/lib/assistant/ledger.ts";
import type { Claims, Db, Permission, Sql } from "@/lib/db/mod.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { answerOf } from "./answers.ts";
import { type Asked, askModel, LIMITS } from "./asking.ts";
import {
  type Answer,
  BY_RULES,
  type Chat,
  type ChatEvent,
  type ChatInput,
  type Message,
} from "./model.ts";
import * as queries from "./queries.ts";
import { type Plan, planOf, type Unknown, withGeneral } from "./question.ts";
import { type Read, readAll } from "./tools.ts";

export interface Ctx {
  db: Db;
  claims: Claims;
  /** Of a change, for the audit trail. */
  reason: string | null;
}

const NOT_FOUND = failure(404, "Not there, or not yours");
const NO_CHAT = failure(404, "No such chat, or not yours");

const inProject = <T>(
  ctx: Ctx,
  projectId: string,
  verb: Permission["verb"],
  work: (sql: Sql) => Promise<T>,
) =>
  ctx.db.asUser(ctx.claims, work, {
    ...{ reason: ctx.reason, permission: { resource: "chat", verb, projectId } },
  });

export interface AskOptions {
  signal: AbortSignal;
  onEvent?(event: ChatEvent): void;
  /** Instead of the process's own. */
  gateway?: Gateway;
  limits?: Partial<typeof LIMITS>;
}

interface Begun {
  chatId: string;
  plan: Plan | Unknown;
  /** Whether a model may be asked. */
  model: boolean;
  standing: Standing;
  reads: Read[];
  rights: { resources: string[]; restricted: boolean };
  history: Message[];
}

/** Reads what the question takes and keeps the question, in one transaction. */
async function begin(ctx: Ctx, input: ChatInput, configured: boolean): Promise<Result<Begun>> {
  const { projectId, persona, message } = input;
  return await inProject(ctx, projectId, "insert", async (sql) => {
    const [sites, standing, chat, history] = await Promise.all([
      queries.listSites(sql, projectId),
      standingIn(sql, projectId),
      input.chatId ? queries.readChatRow(sql, projectId, input.chatId) : null,
      input.chatId ? queries.listMessages(sql, projectId, input.chatId, 20) : [],
    ]);
    if (!standing) return NOT_FOUND;
    if (input.chatId && !chat) return NO_CHAT;
    const plan = planOf(message, sites);
    // The inspector's words are never a model's.
    const model = configured && !standing.off && persona !== "inspector";
    const uses = model ? withGeneral(plan, persona) : plan.topic === null ? [] : plan.uses;
    const reads = await readAll(sql, projectId, uses);
    const rights = await rightsIn(sql, projectId, reads.flatMap(({ keys }) => keys));
    if (!rights) return NOT_FOUND;
    // Who loses the right to a kind of rows no longer reads what was told of them.
    const kinds = reads.filter(({ use }) => use.tool === "search")
      .flatMap(({ facts }) => facts.map(({ kind }) => kind));
    const resources = [...new Set([...rights.resources, ...kinds])];
    const chatId = chat?.id ?? crypto.randomUUID();
    if (!chat) {
      await queries.insertChat(sql, projectId, {
        id: chatId,
        persona,
        title: message.slice(0, 120),
      });
    }
    await queries.insertMessage(sql, projectId, {
      ...{ id: crypto.randomUUID(), chatId, role: "user", text: message, provider: "person" },
      ...{ facts: [], steps: [], figures: null, callId: null, resources: [], restricted: false },
    });
    const told = { ...rights, resources };
    return success({ chatId, plan, model, standing, reads, rights: told, history });
  });
}

/** The facts that rules alone would say, numbered as they were read. */
const rulesReads = ({ plan, reads }: Begun): Read[] =>
  plan.topic === null ? [] : reads.filter(({ use }) => plan.uses.includes(use));

/**
 * Answers a question of a study. Without a model, or when it fails, rules answer from the facts, and
 * `note` says why. Problems: 403, 404; 409 when it was taken back before there was an answer.
 */
export async function ask(
  given: Ctx,
  input: ChatInput,
  options: AskOptions,
): Promise<Result<Answer>> {
  const gateway = options.gateway ?? ours();
  const onEvent = options.onEvent ?? (() => {});
  const begun = await begin(given, input, gateway.configured);
  if (!begun.ok) return begun;
  const { standing, reads, model, chatId } = begun.value;
  // What was asked is kept though its asker leaves.
  const ctx = { ...given, db: given.db.base };
  for (const { step } of reads) onEvent({ kind: "step", step });
  const spent = model ? budgetFault(standing) : null;
  let note = spent;
  if (model && spent === null) {
    const asked: Asked = {
      ...{ db: ctx.db, gateway, signal: options.signal, onEvent, reads, chatId },
      ...{ projectId: input.projectId, persona: input.persona, message: input.message },
      ...{ orgId: standing.orgId, userId: ctx.claims.sub, history: begun.value.history },
      ...{ restricted: begun.value.rights.restricted, limits: { ...LIMITS, ...options.limits } },
      names: await namesOf(ctx.db, input.projectId),
    };
    const told = await askModel(asked);
    if (told.ok) return await keep(ctx, input, begun.value, { ...told.value, note: null });
    if (options.signal.aborted) return failure(409, "Taken back before there was an answer");
    note = told.failure.message;
  } else if (options.signal.aborted) {
    return failure(409, "Taken back before there was an answer");
  }
  const own = rulesReads(begun.value);
  const { text, facts } = answerOf(begun.value.plan, own);
  onEvent({ kind: "delta", text });
  return await keep(ctx, input, begun.value, {
    ...{ text, facts, note, provider: "rules", callId: null, steps: own.map(({ step }) => step) },
    figures: { found: 0, unverified: [] },
  });
}

type Said =
  & Pick<queries.NewMessage, "text" | "facts" | "steps" | "figures" | "provider" | "callId">
  & { note: string | null };

/** Keeps an answer as software wrote it for its asker. */
async function keep(ctx: Ctx, input: ChatInput, begun: Begun, said: Said): Promise<Result<Answer>> {
  const { projectId } = input;
  const { chatId, rights } = begun;
  const { note, ...made } = said;
  const id = crypto.randomUUID();
  const message = await ctx.db.asUser(ctx.claims, async (sql) => {
    await queries.insertMessage(sql, projectId, {
      ...made,
      ...rights,
      id,
      chatId,
      role: "assistant",
    });
    return await queries.readMessage(sql, projectId, id);
  }, {
    ...{ reason: ctx.reason, kind: "agent", onBehalfOf: ctx.claims.sub },
    permission: { resource: "chat", verb: "insert", projectId },
  });
  const label = message.provider === "rules" ? BY_RULES : null;
  return success({ chatId, message, label, note, proposals: [] });
}

/** The caller's chats in a study, newest first, a hundred at most. */
export const listChats = (ctx: Ctx, projectId: string): Promise<Chat[]> =>
  inProject(ctx, projectId, "select", (sql) => queries.listChats(sql, projectId));

/** A chat of the caller with its messages, the newest 200. */
export async function readChat(
  ctx: Ctx,
  projectId: string,
  id: string,
): Promise<Result<Chat & { messages: Message[] }>> {
  return await inProject(ctx, projectId, "select", async (sql) => {
    const [chat, messages] = await Promise.all([
      queries.readChatRow(sql, projectId, id),
      queries.listMessages(sql, projectId, id),
    ]);
    return chat ? success({ ...chat, messages }) : NO_CHAT;
  });
}

export async function deleteChat(ctx: Ctx, projectId: string, id: string): Promise<Result<null>> {
  const gone = await inProject(
    ctx,
    projectId,
    "delete",
    (sql) => queries.deleteChat(sql, projectId, id),
  );
  return gone ? success(null) : NO_CHAT;
}
