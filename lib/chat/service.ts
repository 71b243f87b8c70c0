/** Use cases of chats: ask, go on, read, take away. */
import { namesOf } from "@/lib/assistant/asking.ts";
import { type Gateway, gateway as ours } from "@/lib/assistant/gateway.ts";
import { budgetFault } from "@/lib/assistant/ledger.ts";
import { DbProblem, type Sql } from "@/lib/db/mod.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { listSteps } from "./agent_queries.ts";
import { answerOf } from "./answers.ts";
import { type Asked, askModel, LIMITS } from "./asking.ts";
import {
  type Answer,
  BY_RULES,
  type Chat,
  type ChatEvent,
  type ChatInput,
  type GoOnInput,
  type Message,
  type WholeChat,
} from "./model.ts";
import { begin, type Begun, type Ctx, inProject, NO_CHAT, reopen } from "./opening.ts";
import * as queries from "./queries.ts";
import { lastOf, openOf, proposalsOf, toStep, waitingOf } from "./steps.ts";
import type { Read } from "./tools.ts";

export type { Ctx };

export interface AskOptions {
  signal: AbortSignal;
  onEvent?(event: ChatEvent): void;
  /** Instead of the process's own. */
  gateway?: Gateway;
  limits?: Partial<typeof LIMITS>;
}

/** The facts that rules alone would say, numbered as they were read. */
const rulesReads = ({ plan, reads }: Begun): Read[] =>
  plan.topic === null ? [] : reads.filter(({ use }) => plan.uses.includes(use));

/**
 * Answers a question of a study. Without a model, or when it fails, rules answer from the facts, and
 * `note` says why. Problems: 403, 404; 409 when it was taken back before there was an answer.
 */
export async function ask(
  ctx: Ctx,
  input: ChatInput,
  options: AskOptions,
): Promise<Result<Answer>> {
  const gateway = options.gateway ?? ours();
  const begun = await begin(ctx, input, gateway.configured);
  return begun.ok ? await answer(ctx, begun.value, { ...options, gateway }) : begun;
}

/**
 * Goes on with the last question of a chat: one that was cut off, or one whose step waits for its
 * asker's word. Problems: 403, 404; 409 when there is nothing to go on with, somebody else was
 * first, or it was taken back.
 */
export async function goOn(
  ctx: Ctx,
  projectId: string,
  chatId: string,
  word: GoOnInput,
  options: AskOptions,
): Promise<Result<Answer>> {
  const gateway = options.gateway ?? ours();
  const opened = await reopen(ctx, projectId, chatId, word, gateway.configured);
  if (!opened.ok) return opened;
  if ("begun" in opened.value) {
    return await answer(ctx, opened.value.begun, { ...options, gateway });
  }
  const { questionId, waiting } = opened.value;
  const nothing = { message: null, label: null, note: null, proposals: [] };
  return success({ chatId, questionId, ...nothing, waiting: toStep(waiting) });
}

async function answer(
  given: Ctx,
  begun: Begun,
  options: AskOptions & { gateway: Gateway },
): Promise<Result<Answer>> {
  const { gateway, signal } = options;
  const onEvent = options.onEvent ?? (() => {});
  const { standing, reads, model } = begun;
  // What was asked is kept though its asker leaves.
  const ctx = { ...given, db: given.db.base };
  for (const { step } of reads) onEvent({ kind: "step", step });
  const spent = model ? budgetFault(standing) : null;
  let note = spent;
  let said = false;
  if (model && spent === null) {
    const asked: Asked = {
      ...{ db: ctx.db, gateway, signal, reads, chatId: begun.chatId, history: begun.history },
      ...{ projectId: begun.projectId, persona: begun.persona, message: begun.message },
      ...{ orgId: standing.orgId, userId: ctx.claims.sub },
      ...{ restricted: begun.rights.restricted, limits: { ...LIMITS, ...options.limits } },
      names: await namesOf(ctx.db, begun.projectId),
      onEvent: (event) => {
        said ||= event.kind === "delta";
        onEvent(event);
      },
    };
    const told = await askModel(asked);
    if (told.ok) return await keep(ctx, begun, { ...told.value, note: null });
    if (signal.aborted) return failure(409, "Taken back before there was an answer");
    note = told.failure.message;
  } else if (signal.aborted) {
    return failure(409, "Taken back before there was an answer");
  }
  const own = rulesReads(begun);
  const { text, facts } = answerOf(begun.plan, own);
  // What a model said before it failed is replaced by `done`.
  if (!said) onEvent({ kind: "delta", text });
  return await keep(ctx, begun, {
    ...{ text, facts, note, provider: "rules", callId: null, steps: own.map(({ step }) => step) },
    figures: { found: 0, unverified: [] },
  });
}

type Said =
  & Pick<queries.NewMessage, "text" | "facts" | "steps" | "figures" | "provider" | "callId">
  & { note: string | null };

/** Keeps an answer as software wrote it for its asker. */
async function keep(ctx: Ctx, begun: Begun, said: Said): Promise<Result<Answer>> {
  const { projectId, chatId, questionId, rights } = begun;
  const { note, ...made } = said;
  const id = crypto.randomUUID();
  try {
    const kept = await ctx.db.asUser(ctx.claims, async (sql) => {
      await queries.insertMessage(sql, projectId, {
        ...{ ...made, ...rights, id, chatId, questionId, role: "assistant", about: null },
      });
      return await queries.readMessage(sql, projectId, id);
    }, {
      ...{ reason: ctx.reason, kind: "agent", onBehalfOf: ctx.claims.sub },
      permission: { resource: "chat", verb: "insert", projectId },
    });
    const proposals = proposalsOf(kept.steps);
    const message = { ...whole(kept), proposals };
    const label = message.provider === "rules" ? BY_RULES : null;
    return success({ chatId, questionId, message, label, note, proposals, waiting: null });
  } catch (error) {
    const first = error instanceof DbProblem && error.code === "23505";
    if (first) return failure(409, "It was answered meanwhile", { cause: error });
    throw error;
  }
}

const whole = ({ questionId: _, about: __, ...row }: queries.MessageRow): Message => ({
  ...{ ...row, about: null, proposals: proposalsOf(row.steps) },
});

/** The caller's chats in a study, newest first, a hundred at most. */
export const listChats = (ctx: Ctx, projectId: string): Promise<Chat[]> =>
  inProject(ctx, projectId, "select", (sql) => queries.listChats(sql, projectId));

/** A chat of the caller with its messages, the newest 200, in the transaction at hand; null: no such. */
export async function wholeChatIn(
  sql: Sql,
  projectId: string,
  id: string,
): Promise<WholeChat | null> {
  const [chat, rows, steps] = await Promise.all([
    queries.readChatRow(sql, projectId, id),
    queries.listMessages(sql, projectId, id),
    listSteps(sql, projectId, id),
  ]);
  if (!chat) return null;
  const question = openOf(rows);
  const open = steps.filter(({ questionId }) => questionId === question?.id);
  const messages = rows.map((row) => {
    if (row.id !== question?.id) return whole(row);
    return { ...whole(row), steps: lastOf(open).map(toStep), proposals: proposalsOf(open) };
  });
  const waiting = waitingOf(open);
  return {
    ...{ ...chat, messages },
    open: question ? { questionId: question.id, waiting: waiting && toStep(waiting) } : null,
  };
}

/** The same. */
export async function readChat(
  ctx: Ctx,
  projectId: string,
  id: string,
): Promise<Result<WholeChat>> {
  const chat = await inProject(ctx, projectId, "select", (sql) => wholeChatIn(sql, projectId, id));
  return chat ? success(chat) : NO_CHAT;
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
