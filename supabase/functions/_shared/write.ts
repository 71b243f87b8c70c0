/** Answers in prose, at once or as a stream: what generate and chat have in common. */
import type { ChatAnswer, StreamEvent } from "./contract.ts";
import type { Prompted } from "./ask.ts";
import type { Fact } from "./contract.ts";
import { json, type Question, sha256 } from "./gateway.ts";
import { problemOf } from "./http/problem.ts";
import { events } from "./http/sse.ts";
import { type ModelAnswer, ModelError } from "./model/types.ts";
import { restore, restorer } from "./privacy/gate.ts";
import { citationsOf } from "./prompts/material.ts";

interface Asked {
  body: {
    projectId: string;
    facts: readonly Fact[];
    limits: { deadlineMs: number };
    cacheKey?: string | undefined;
  };
  prompt: Prompted;
  version: string;
  /** Facts beside those of the body. */
  more?: readonly Fact[];
}

/** What a model may ask for at a time. */
const MOST_CALLS = 100;

export async function write(question: Question, asked: Asked, request: Request): Promise<Response> {
  if (/\btext\/event-stream\b/i.test(request.headers.get("accept") ?? "")) {
    const { leaving, requestId, gateway: { clock } } = question;
    const headers = { "x-request-id": requestId };
    return events({ clock, headers, leaving }, (send) => told(question, asked, send));
  }
  const { prompt, body } = asked;
  const answer = await question.model.generate(prompt.request, question.call(body));
  const whole = await answered(question, asked, answer);
  question.ended();
  return json(whole, question.requestId);
}

/** Never rejects: a failure is the stream's last event. */
async function told(
  question: Question,
  asked: Asked,
  send: (event: StreamEvent) => void,
): Promise<void> {
  try {
    const call = question.call(
      asked.body,
      (step, waitMs) => send({ event: "step", data: { step, ...(waitMs ? { waitMs } : {}) } }),
    );
    const restoring = restorer(asked.prompt.vault);
    const delta = (text: string) => text !== "" && send({ event: "delta", data: { text } });
    for await (const event of question.model.stream(asked.prompt.request, call)) {
      if ("delta" in event) delta(restoring.push(event.delta));
      else {
        delta(restoring.flush());
        const data = await answered(question, asked, event.done);
        question.ended();
        send({ event: "done", data });
      }
    }
  } catch (error) {
    const refusal = question.ended(error)!;
    send({ event: "error", data: problemOf(refusal, question.requestId) });
  }
}

async function answered(
  question: Question,
  { prompt, version, body, more = [] }: Asked,
  answer: ModelAnswer,
): Promise<ChatAnswer & { cacheKey?: string }> {
  question.usage = answer.usage;
  const { tools } = prompt.request;
  // What was not offered among others is the app's to refuse, and to write down.
  if (answer.toolCalls.length > (tools ? MOST_CALLS : 0)) {
    throw new ModelError("model-invalid", "The model asked for something that it was not given");
  }
  const text = restore(answer.text, prompt.vault);
  const toolCalls = answer.toolCalls.map(({ name, args, signature }) => ({
    ...{ name, args: restore(args, prompt.vault) },
    ...(signature === undefined ? {} : { signature }),
  }));
  return {
    text,
    citations: citationsOf(text, [...body.facts, ...more]),
    usage: answer.usage,
    model: answer.model,
    promptVersion: version,
    promptSha256: prompt.promptSha256,
    responseSha256: await sha256(
      toolCalls.length > 0
        ? JSON.stringify([text, toolCalls.map(({ name, args }) => [name, args])])
        : text,
    ),
    gate: { counts: question.counts },
    finishReason: answer.finishReason,
    latencyMs: question.latencyMs,
    ...(body.cacheKey === undefined ? {} : { cacheKey: body.cacheKey }),
    ...(tools ? { toolCalls } : {}),
  };
}
