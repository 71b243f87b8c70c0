/** How an answer begins: what its question takes is read with the asker's rights, in one transaction. */
import { rightsIn, type Standing, standingIn } from "@/lib/assistant/asking.ts";
import type { Persona } from "@/lib/assistant/model.ts";
import type { Claims, Db, Permission, Sql } from "@/lib/db/mod.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { besides } from "./beside.ts";
import { insertWord, listSteps, readPolicies, type StepRow } from "./agent_queries.ts";
import { TOOLS } from "./agent_offer.ts";
import type { AboutRef, ChatInput, GoOnInput } from "./model.ts";
import * as queries from "./queries.ts";
import { type Plan, type Unknown, withGeneral } from "./question.ts";
import { lastOf, openOf, waitingOf } from "./steps.ts";
import type { Allowed } from "./talk.ts";
import { understood } from "./understood.ts";
import { type Read, readAll } from "./tools.ts";

export interface Ctx {
  db: Db;
  claims: Claims;
  /** Of a change, for the audit trail. */
  reason: string | null;
}

export const NOT_FOUND = failure(404, "Not there, or not yours");
export const NO_CHAT = failure(404, "No such chat, or not yours");

export const inProject = <T>(
  ctx: Ctx,
  projectId: string,
  verb: Permission["verb"],
  work: (sql: Sql) => Promise<T>,
) =>
  ctx.db.asUser(ctx.claims, work, {
    ...{ reason: ctx.reason, permission: { resource: "chat", verb, projectId } },
  });

/** A question with what was read for it. */
export interface Begun {
  projectId: string;
  chatId: string;
  questionId: string;
  persona: Persona;
  message: string;
  about: AboutRef | null;
  /** Name of what it is asked beside; null: nothing, or it is not there any more. */
  label: string | null;
  plan: Plan | Unknown;
  /** Whether a model may be asked. */
  model: boolean;
  /** What its agent may do. */
  allowed: Allowed;
  standing: Standing;
  reads: Read[];
  rights: { resources: string[]; restricted: boolean };
  history: queries.MessageRow[];
  /** Of an answer that goes on: what the model asked for until now, one row a place. */
  steps: StepRow[];
}

interface Asked {
  projectId: string;
  persona: Persona;
  message: string;
  about: AboutRef | null;
}

/** Reads what a question takes; undefined when the study is not seen. */
async function gathered(
  sql: Sql,
  { projectId, persona, message, about }: Asked,
  given: {
    sites: queries.SiteRow[];
    others: queries.StudyRow[];
    standing: Standing | undefined;
    configured: boolean;
  },
) {
  const { standing, sites, others, configured } = given;
  if (!standing) return undefined;
  // The inspector's words are never a model's.
  const plain = understood(message, sites, others);
  const elsewhere = plain.topic === null && plain.elsewhere === true;
  const model = configured && !standing.off && persona !== "inspector" && !elsewhere;
  const wish = about && !elsewhere ? besides(message, sites, about) : plain;
  const of = (plan: Plan | Unknown) =>
    model ? withGeneral(plan, persona) : plan.topic === null ? [] : plan.uses;
  const [read, policies] = await Promise.all([
    readAll(sql, projectId, of(wish)),
    readPolicies(sql, projectId, model ? TOOLS : []),
  ]);
  const here = read.some((one) => one.about);
  // What it was asked beside is not there: it is a question like any other.
  const plan = about && !here ? plain : wish;
  const reads = plan === wish ? read : await readAll(sql, projectId, of(plan));
  const label = reads.find((one) => one.about)?.about?.label ?? null;
  const rights = await rightsIn(sql, projectId, reads.flatMap(({ keys }) => keys));
  if (!rights) return undefined;
  const resources = [...new Set([...rights.resources, ...reads.flatMap((one) => one.resources)])];
  const allowed = { ...policies, sites };
  return { plan, model, standing, reads, label, allowed, rights: { ...rights, resources } };
}

/** Reads what the question takes and keeps the question, in one transaction. */
export async function begin(
  ctx: Ctx,
  input: ChatInput,
  configured: boolean,
): Promise<Result<Begun>> {
  const { projectId, persona, message } = input;
  const about = input.about ?? null;
  return await inProject(ctx, projectId, "insert", async (sql) => {
    const [sites, others, standing, chat, history] = await Promise.all([
      queries.listSites(sql, projectId),
      queries.listOthers(sql, projectId),
      standingIn(sql, projectId),
      input.chatId ? queries.readChatRow(sql, projectId, input.chatId) : null,
      input.chatId ? queries.listMessages(sql, projectId, input.chatId, 20) : [],
    ]);
    if (input.chatId && standing && !chat) return NO_CHAT;
    const asked = { projectId, persona, message, about };
    const read = await gathered(sql, asked, { sites, others, standing, configured });
    if (!read) return NOT_FOUND;
    const [chatId, questionId] = [chat?.id ?? crypto.randomUUID(), crypto.randomUUID()];
    if (!chat) {
      const title = message.slice(0, 120);
      await queries.insertChat(sql, projectId, { id: chatId, persona, title });
    }
    await queries.insertMessage(sql, projectId, {
      ...{ id: questionId, chatId, role: "user", text: message, provider: "person", about },
      ...{ facts: [], steps: [], figures: null, callId: null, resources: [], restricted: false },
      questionId: null,
    });
    return success({ ...asked, ...read, chatId, questionId, history, steps: [] });
  });
}

/** A question of a chat without an answer; a step of it may wait for its asker's word. */
export type Reopened = { begun: Begun } | { questionId: string; waiting: StepRow };

/** Takes up the last question of a chat, with its asker's word where one is given. */
export async function reopen(
  ctx: Ctx,
  projectId: string,
  chatId: string,
  word: GoOnInput,
  configured: boolean,
): Promise<Result<Reopened>> {
  return await inProject(ctx, projectId, "insert", async (sql): Promise<Result<Reopened>> => {
    const [sites, others, standing, chat, messages, all] = await Promise.all([
      queries.listSites(sql, projectId),
      queries.listOthers(sql, projectId),
      standingIn(sql, projectId),
      queries.readChatRow(sql, projectId, chatId),
      queries.listMessages(sql, projectId, chatId, 21),
      listSteps(sql, projectId, chatId),
    ]);
    if (!chat) return NO_CHAT;
    const question = openOf(messages);
    if (!question) return failure(409, "The last question has its answer");
    const rows = all.filter(({ questionId }) => questionId === question.id);
    const heard = await hear(sql, projectId, rows, word);
    if (!heard.ok) return heard;
    const waiting = waitingOf(heard.value);
    if (waiting) return success({ questionId: question.id, waiting });
    const asked = {
      ...{ projectId, persona: chat.persona, message: question.text, about: question.about },
    };
    const read = await gathered(sql, asked, { sites, others, standing, configured });
    if (!read) return NOT_FOUND;
    const history = messages.slice(0, messages.indexOf(question));
    const steps = lastOf(heard.value);
    return success({
      begun: { ...asked, ...read, chatId, questionId: question.id, history, steps },
    });
  });
}

/** Keeps the asker's word; the same word twice is heard once. The steps with it. */
async function hear(
  sql: Sql,
  projectId: string,
  rows: StepRow[],
  { stepId, allow }: GoOnInput,
): Promise<Result<StepRow[]>> {
  if (stepId === undefined || allow === undefined) return success(rows);
  const step = rows.find(({ id, outcome }) => id === stepId && outcome === "asked");
  if (!step) return failure(404, "No such question of an agent, or not yours");
  if (step.allowed === null) {
    await insertWord(sql, projectId, { stepId, allow });
  } else if (step.allowed !== allow) {
    return failure(409, `It is decided: you have ${step.allowed ? "allowed" : "refused"} it`);
  }
  return success(rows.map((row) => row === step ? { ...row, allowed: allow } : row));
}
