/** Use cases of chats: ask, go on, read, take away. */
import { namesOf } from "@/lib/assistant/asking.ts";
import { type Gateway, gateway as ours } from "@/lib/assistant/gateway.ts";
import { DbProblem, type Sql } from "@/lib/db/mod.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { namedIn } from "./about.ts";
import { listSteps } from "./agent_queries.ts";
import { answerOf } from "./answers.ts";
import { converse, takeUp } from "./loop.ts";
import { Overtaken } from "./loop_steps.ts";
import {
  type About,
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
import { CAPS, type Caps, type Talk } from "./talk.ts";
import type { Read } from "./tools.ts";

export type { Ctx };

/** Things that questions of a chat were asked beside, at most, that are looked up when it is read. */
const MOST_ABOUTS = 12;

export interface AskOptions {
  signal: AbortSignal;
  onEvent?(event: ChatEvent): void;
  /** Instead of the process's own. */
  gateway?: Gateway;
  limits?: Partial<Caps>;
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

const TAKEN_BACK = failure(409, "Taken back before there was an answer");
const OVERTAKEN = "Somebody else goes on with this question, or has answered it";

function talkOf(
  ctx: Ctx,
  begun: Begun,
  options: AskOptions & { gateway: Gateway },
  names: Talk["names"],
): Talk {
  const { gateway, signal, limits, onEvent = () => {} } = options;
  return {
    ...{ ctx, begun, gateway, signal, onEvent, names, caps: { ...CAPS, ...limits } },
    ...{ reads: [...begun.reads], rounds: [], steps: [], tokens: 0, newest: 0, calls: 0 },
    ...{ resources: new Set(begun.rights.resources), from: performance.now() },
  };
}

async function answer(
  given: Ctx,
  begun: Begun,
  options: AskOptions & { gateway: Gateway },
): Promise<Result<Answer>> {
  // What was asked is kept though its asker leaves.
  const ctx = { ...given, db: given.db.base };
  const { chatId, questionId, model } = begun;
  let said = false;
  const onEvent = (event: ChatEvent) => {
    said ||= event.kind === "delta";
    options.onEvent?.(event);
  };
  const names = model ? await namesOf(ctx.db, begun.projectId) : [];
  const talk = talkOf(ctx, begun, { ...options, onEvent }, names);
  for (const { step } of begun.reads) onEvent({ kind: "step", step });
  try {
    await takeUp(talk);
    if (talk.signal.aborted) return TAKEN_BACK;
    const ended = model ? await converse(talk) : { kind: "none" as const, note: null };
    if (ended.kind === "answer") return await keep(talk, { ...ended.value, note: null });
    if (ended.kind === "waiting") {
      const proposals = proposalsOf(talk.steps);
      const nothing = { message: null, label: null, note: null };
      return success({ chatId, questionId, ...nothing, proposals, waiting: ended.step });
    }
    if (talk.signal.aborted) return TAKEN_BACK;
    return await byRules(talk, ended.note, !said);
  } catch (error) {
    if (error instanceof Overtaken) return failure(409, OVERTAKEN, { cause: error });
    throw error;
  }
}

/** The rules' answer; what was proposed on the way stays with it. */
async function byRules(talk: Talk, note: string | null, tell: boolean): Promise<Result<Answer>> {
  const own = rulesReads(talk.begun);
  const { text, facts } = answerOf(talk.begun.plan, own, talk.begun.allowed.sites);
  // What a model said before it failed is replaced by `done`.
  if (tell) talk.onEvent({ kind: "delta", text });
  const steps = [...own.map(({ step }) => step), ...talk.steps];
  const figures = { found: 0, unverified: [] };
  return await keep(talk, { text, facts, note, provider: "rules", callId: null, steps, figures });
}

type Said =
  & Pick<queries.NewMessage, "text" | "facts" | "steps" | "figures" | "provider" | "callId">
  & { note: string | null };

/** Keeps an answer as software wrote it for its asker. */
async function keep({ ctx, begun, resources }: Talk, said: Said): Promise<Result<Answer>> {
  const { projectId, chatId, questionId, rights: { restricted } } = begun;
  const { note, ...made } = said;
  const rights = { resources: [...resources], restricted };
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
    const message = whole(kept);
    const label = message.provider === "rules" ? BY_RULES : null;
    return success({ chatId, questionId, message, label, note, proposals, waiting: null });
  } catch (error) {
    const first = error instanceof DbProblem && error.code === "23505";
    if (first) return failure(409, OVERTAKEN, { cause: error });
    throw error;
  }
}

const whole = (
  { no: _, questionId: __, about: ___, ...row }: queries.MessageRow,
  about: About | null = null,
): Message => ({ ...row, about, proposals: proposalsOf(row.steps) });

/** What the newest questions were asked beside, by kind and id; what is not there any more is not. */
async function aboutsOf(sql: Sql, projectId: string, rows: readonly queries.MessageRow[]) {
  const refs = rows.flatMap(({ about }) => about ?? []).toReversed();
  const once = new Map(refs.map((ref) => [`${ref.kind} ${ref.id}`, ref]));
  const some = [...once].slice(0, MOST_ABOUTS);
  const told = await Promise.all(some.map(([, ref]) => namedIn(sql, projectId, ref)));
  return new Map(some.map(([key], i) => [key, told[i] ?? null]));
}

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
  const abouts = await aboutsOf(sql, projectId, rows);
  const messages = rows.map((row) => {
    const { kind, id } = row.about ?? {};
    const message = whole(row, abouts.get(`${kind} ${id}`) ?? null);
    if (row.id !== question?.id) return message;
    return { ...message, steps: lastOf(open).map(toStep), proposals: proposalsOf(open) };
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
