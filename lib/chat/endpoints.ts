/** The calls of chats and findings. */
import { z } from "zod";
import { streamed, type Told } from "@/lib/assistant/answer_stream.ts";
import { admitAi } from "@/lib/assistant/limits.ts";
import { type Call, contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { noContent, ok, type Result, unwrap } from "@/lib/http/reply.ts";
import { analyze } from "./analyze.ts";
import { analyzeInput, findingsSchema } from "./findings_model.ts";
import {
  type Answer,
  answerSchema,
  type ChatEvent,
  chatInput,
  chatSchema,
  goOnInput,
  wholeChatSchema,
} from "./model.ts";
import * as service from "./service.ts";

const shared = { tag: "chat", caller: "user" as const };
const may = (verb: "select" | "delete") => ({ permission: { resource: "chat", verb } });
const path = "/api/projects/{id}/chats" as const;

const toTold = (event: ChatEvent): Told =>
  event.kind === "step"
    ? { event: "step", data: event.step }
    : { event: "delta", data: { text: event.text } };

export const chatEndpoint = endpoint(
  contract({
    ...shared,
    method: "POST",
    path: "/api/ai/chat",
    summary: "Ask about a study",
    description: "The answer cites facts that were looked up with the caller's rights, by their " +
      "ids. Without a model (off, not configured, down) rules answer the common questions from " +
      "queries, `provider` is `rules`, and `note` says why no model did; what they cannot answer " +
      "is said. A chat is its asker's own.\n\nWith `Accept: text/event-stream`: `event: step` " +
      "(what was looked up or proposed), `event: delta` (data `{text}`), at last `event: done` " +
      "with the same answer, which is what is kept and replaces what deltas said, or `event: " +
      "error` with a problem. Who leaves takes the answer back; what was proposed stays. " +
      "`message` is null when the agent waits for its asker's word on `waiting`.",
    idempotent: false,
    body: chatInput,
    responses: {
      200: { description: "The answer", schema: answerSchema },
      409: { description: "Taken back before there was an answer" },
      429: { description: "Too many questions" },
    },
  }),
  async (call) => {
    unwrap(admitAi(call.claims.sub));
    return await told(call, (options) => service.ask(call, call.body, options));
  },
);

export const goOnEndpoint = endpoint(
  contract({
    ...shared,
    method: "POST",
    path: `${path}/{chatId}/continue`,
    summary: "Go on with the last question of a chat",
    description: "With an answer that was cut off, or one whose step waits for its asker's word: " +
      "then with `stepId` and `allow`. Answers and events as of `POST /api/ai/chat`.",
    idempotent: false,
    body: goOnInput,
    responses: {
      200: { description: "The answer", schema: answerSchema },
      409: { description: "There is nothing to go on with, or somebody else was first" },
      429: { description: "Too many questions" },
    },
  }),
  async (call) => {
    unwrap(admitAi(call.claims.sub));
    const { id, chatId } = call.params;
    return await told(call, (options) => service.goOn(call, id, chatId, call.body, options));
  },
);

/** An answer at once, or as it is made. */
async function told(
  { req, requestId }: Pick<Call, "req" | "requestId">,
  answer: (options: service.AskOptions) => Promise<Result<Answer>>,
) {
  if (/\btext\/event-stream\b/i.test(req.headers.get("accept") ?? "")) {
    const work = async (signal: AbortSignal, onEvent: (event: ChatEvent) => void) =>
      unwrap(await answer({ signal, onEvent }));
    return await streamed(requestId, toTold, work);
  }
  return ok(unwrap(await answer({ signal: req.signal })));
}

export const analyzeEndpoint = endpoint(
  contract({
    ...shared,
    method: "POST",
    path: "/api/ai/analyze",
    summary: "What is wrong with a study, worst first, each with its evidence",
    description: "Rules find it; a model, where there is one, only ranks and words it, and " +
      "neither adds nor drops a finding. A question that names a site is about that site.",
    idempotent: false,
    body: analyzeInput,
    responses: {
      200: { description: "Findings", schema: findingsSchema },
      429: { description: "Too many questions" },
    },
  }),
  async (call) => {
    unwrap(admitAi(call.claims.sub));
    return ok(unwrap(await analyze(call, call.body, { signal: call.req.signal })));
  },
);

export const listChatsEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("select"), method: "GET", path },
    summary: "The caller's chats of a study, newest first, a hundred at most",
    responses: {
      200: { description: "Chats", schema: z.object({ chats: z.array(chatSchema) }) },
    },
  }),
  async (call) => ok({ chats: await service.listChats(call, call.params.id) }),
);

export const readChatEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("select"), method: "GET", path: `${path}/{chatId}` },
    summary: "A chat of the caller with its newest 200 messages",
    responses: {
      200: {
        description: "The chat",
        schema: z.object({ chat: wholeChatSchema }),
      },
    },
  }),
  async (call) => {
    const { id, chatId } = call.params;
    return ok({ chat: unwrap(await service.readChat(call, id, chatId)) });
  },
);

export const deleteChatEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("delete"), method: "DELETE", path: `${path}/{chatId}` },
    summary: "Take a chat of the caller away; the trail keeps that there was one",
    responses: { 204: { description: "It is gone" } },
  }),
  async (call) => {
    const { id, chatId } = call.params;
    unwrap(await service.deleteChat(call, id, chatId));
    return noContent();
  },
);
