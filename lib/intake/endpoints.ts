/** The calls of the intake: what they take and give, and which service answers. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { readIfMatch } from "@/lib/http/intake.ts";
import { ok, unwrap } from "@/lib/http/reply.ts";
import * as schemas from "./api_schemas.ts";
import * as decisions from "./decisions.ts";
import { ANSWER_LENGTH } from "./model.ts";
import * as service from "./service.ts";

const id = z.uuid();
const tag = "intake";
const caller = "user";
const read = { resource: "intake", verb: "select" } as const;
const write = { resource: "intake", verb: "update" } as const;
const { progress, question, item } = schemas;

export const readIntake = endpoint(
  contract({
    method: "GET",
    path: "/api/projects/{id}/intake",
    summary: "Read the guided intake: ten questions with answers, what was read, and progress",
    tag,
    caller,
    permission: read,
    responses: {
      200: {
        description: "The intake; next is the question to go on with, null when all is done",
        schema: z.object({
          questions: z.array(question),
          progress,
          next: schemas.questionKey.nullable(),
        }),
      },
    },
  }),
  async (call) => ok(unwrap(await service.readIntake(call, call.params))),
);

const answerSpec = contract({
  method: "PUT",
  path: "/api/projects/{id}/intake/{question}",
  summary: "Answer a question in free text; rules read it into items to decide",
  description: "If-Match is needed when the question has an answer: its version, from " +
    "`answer.version` or the ETag. A blank text takes the answer back. Nothing of the study changes.",
  tag,
  caller,
  permission: write,
  params: z.object({ id, question: schemas.questionKey }),
  body: z.object({
    raw: z.string().max(ANSWER_LENGTH, `Must be at most ${ANSWER_LENGTH} characters`),
    reason: z.string().max(2_000).optional(),
  }),
  responses: {
    200: { description: "The question as it stands", schema: z.object({ question, progress }) },
    412: { description: "Somebody else changed the answer; its ETag is in the answer" },
    428: { description: "The question is answered already, and If-Match is missing" },
  },
});

export const putAnswer = endpoint(answerSpec, async (call) => {
  // Of a PUT without an answer yet no version can be asked; a POST is not asked for one.
  const version = readIfMatch(
    { ...answerSpec, method: "POST", versioned: true } as never,
    call.req.headers,
  );
  const input = { ...call.params, raw: call.body.raw, version };
  const { question, intake } = unwrap(await service.putAnswer(call, input));
  return ok({ question, progress: intake.progress }, { version: question.answer!.version });
});

export const confirmAll = endpoint(
  contract({
    method: "POST",
    path: "/api/projects/{id}/intake/{question}/confirm",
    summary: "Confirm all items of a question that nothing stands in the way of",
    tag,
    caller,
    permission: write,
    params: z.object({ id, question: schemas.questionKey }),
    responses: {
      200: {
        description: "How many were confirmed, and which are left to be looked at one by one",
        schema: z.object({
          question,
          progress,
          confirmed: z.int(),
          left: z.array(z.object({ id, why: z.string() })),
        }),
      },
    },
  }),
  async (call) => {
    const { intake, ...rest } = unwrap(await decisions.confirmAll(call, call.params));
    return ok({ ...rest, progress: intake.progress });
  },
);

export const decideItem = endpoint(
  contract({
    method: "POST",
    path: "/api/projects/{id}/intake/items/{itemId}/decision",
    summary: "Confirm an item, as read or with edits, or reject it",
    description: "A confirmed item becomes a row of the study. Where another value stands, " +
      "`replaces` must be its text (`standing.text`); a confirmed milestone also needs `reason`.",
    tag,
    caller,
    permission: write,
    params: z.object({ id, itemId: id }),
    body: z.object({
      decision: z.enum(["confirm", "reject"]),
      edits: z.record(z.string(), z.unknown()).optional(),
      replaces: z.string().max(2_000).optional(),
      reason: z.string().max(2_000).optional(),
    }),
    responses: {
      200: { description: "The item as decided", schema: z.object({ item, progress }) },
      409: { description: "Somebody has decided it, or another value stands there" },
    },
  }),
  async (call) => {
    const { decision, edits, replaces } = call.body;
    const input = { ...call.params, decision, edits, replaces };
    const { item, intake } = unwrap(await decisions.decide(call, input));
    return ok({ item, progress: intake.progress });
  },
);
