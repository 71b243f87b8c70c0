/** One question to the model, from what it is told to what the ledger has of its answer. */
import { createHash } from "node:crypto";
import { citedOf, knownOnly } from "@/lib/assistant/citations.ts";
import type {
  Asked as Told,
  ChatInput as ModelInput,
  GenerateOutput,
  ModelFailure,
} from "@/lib/assistant/gateway.ts";
import { type Call, recordCall } from "@/lib/assistant/ledger.ts";
import { keptOf } from "@/lib/assistant/said.ts";
import { toldOf } from "@/lib/assistant/writing.ts";
import { config } from "@/lib/config/mod.ts";
import { keepable } from "./agent_schema.ts";
import type { Declared } from "./agent_tools.ts";
import type { ChatFact, Figures, Step } from "./model.ts";
import { factsOf, onceEach, type Talk, timeLeft } from "./talk.ts";

/** Messages of before, and UTF-16 units of each, that a model is told again. */
const MOST_HISTORY = 12;
const MOST_SAID = 4000;
/** Said of a question that was asked beside something. */
const BESIDE = "It is asked beside something that the first facts are about.";
/** UTF-16 units of a tool's name that are kept. */
const MOST_NAME = 60;

export interface Answered {
  text: string;
  facts: ChatFact[];
  steps: Step[];
  figures: Figures;
  provider: string;
  callId: string;
}
export interface ToolCall {
  name: string;
  args: Record<string, unknown>;
  signature: string | null;
}
/** A model's turn: an answer, or tools that it asks for. */
export type Turn =
  | { kind: "answer"; value: Answered }
  | { kind: "calls"; callId: string; calls: ToolCall[] };

const hash = (text: string) => createHash("sha256").update(text).digest("hex");

/** Ids of facts of an earlier answer say nothing of those of now. */
const without = (text: string) => knownOnly(text, []).text.slice(0, MOST_SAID);

const told = (facts: readonly ChatFact[]) =>
  toldOf(facts.map((fact) => ({ ...fact, section: "chat" })));

/** What is told with the question; what tools found stands with their rounds. */
const given = ({ reads, begun }: Talk) => factsOf({ reads: reads.slice(0, begun.reads.length) });

function inputOf(talk: Talk, tools: readonly Declared[], last: boolean): ModelInput {
  const { begun: { projectId, persona, message, history, label }, caps, rounds } = talk;
  const { maxOutputTokens } = caps;
  return {
    ...{ projectId, persona: persona as ModelInput["persona"], dictionary: [...talk.names] },
    // Its name is somebody's text, and the message is the asker's: it stands among the facts.
    message: label === null ? message : `${message}\n(${BESIDE})`,
    limits: { maxOutputTokens, deadlineMs: Math.max(100, timeLeft(talk, last)) },
    facts: told(given(talk)),
    history: history.slice(-MOST_HISTORY).map(({ role, text }) => ({ role, text: without(text) })),
    tools: last ? [] : [...tools],
    rounds: rounds.map(({ calls, results }) => ({
      calls: calls.map(({ name, args, signature }) => ({
        ...{ name, args },
        ...(signature === null ? {} : { signature }),
      })),
      results: results.map(({ facts, note }, i) => ({
        ...{ name: calls[i]!.name, facts: told(facts) },
        ...(note === null ? {} : { note: note.slice(0, 4000) }),
      })),
    })),
  };
}

/** What the ledger knows of every question. */
function callOf(talk: Talk, latencyMs: number): Call {
  const { begun: { projectId, persona, rights, standing }, ctx } = talk;
  return {
    ...{ orgId: standing.orgId, userId: ctx.claims.sub, projectId, restricted: rights.restricted },
    ...{
      latencyMs,
      persona,
      operation: "chat",
      facts: onceEach(talk.reads.flatMap(({ refs }) => refs)),
      gateCounts: {},
    },
    ...{ tabType: null, sectionKey: null, siteId: null, section: null },
    ...{ model: config().ai.model, promptVersion: null, promptSha256: null, responseSha256: null },
    ...{ figures: 0, unverified: 0, inputTokens: 0, outputTokens: 0, outcome: "failed" },
  };
}

const sayings = ({ model, promptVersion, promptSha256, usage, gate }: GenerateOutput) => ({
  ...{ model, promptVersion, promptSha256, gateCounts: gate.counts },
  ...usage,
});

/**
 * Asks, and writes the call down whatever came of it. Does not throw for a model.
 * @param last no tools are offered
 */
export async function askModel(
  talk: Talk,
  tools: readonly Declared[],
  last: boolean,
): Promise<Told<Turn>> {
  const from = performance.now();
  const asked = await talk.gateway.chat(inputOf(talk, tools, last), {
    signal: talk.signal,
    onDelta: (text) => talk.onEvent({ kind: "delta", text }),
  });
  talk.calls++;
  const call = callOf(talk, performance.now() - from);
  if (!asked.ok) return await refused(talk, call, asked.failure);
  const answer = asked.value;
  talk.newest = answer.usage.inputTokens + answer.usage.outputTokens;
  talk.tokens += talk.newest;
  const calls = answer.toolCalls ?? [];
  return calls.length > 0
    ? await asksFor(talk, call, answer, calls)
    : await answers(talk, call, answer);
}

async function asksFor(
  talk: Talk,
  call: Call,
  answer: GenerateOutput,
  asked: NonNullable<GenerateOutput["toolCalls"]>,
): Promise<Told<Turn>> {
  const calls = asked.map(({ name, args, signature = null }): ToolCall => ({
    ...{ name: name.slice(0, MOST_NAME), signature },
    args: keepable(args) as Record<string, unknown>,
  }));
  const { responseSha256 } = answer;
  const tools = calls.map(({ name }) => name);
  const callId = await recordCall(talk.ctx.db, {
    ...{ ...call, ...sayings(answer), outcome: "ok", responseSha256, tools },
  });
  return { ok: true, value: { kind: "calls", callId, calls } };
}

async function answers(talk: Talk, call: Call, answer: GenerateOutput): Promise<Told<Turn>> {
  const all = factsOf(talk);
  const read = keptOf(answer.text, all);
  if (read === null) {
    const failure: ModelFailure = {
      code: "model-invalid",
      message: "The model's answer cannot be used",
      retryAfterSeconds: null,
    };
    return await refused(talk, { ...call, ...sayings(answer) }, failure);
  }
  const { text, figures } = read;
  const facts = citedOf(text, all);
  const steps = [...talk.begun.reads.map(({ step }) => step), ...talk.steps];
  const callId = await recordCall(talk.ctx.db, {
    ...{ ...call, ...sayings(answer), outcome: "ok", responseSha256: hash(text) },
    section: { chatId: talk.begun.chatId, text, facts, steps, figures },
    figures: figures.found + figures.unverified.length,
    unverified: figures.unverified.length,
  });
  const value = { text, facts, steps, figures, provider: answer.model, callId };
  return { ok: true, value: { kind: "answer", value } };
}

async function refused(talk: Talk, call: Call, failure: ModelFailure): Promise<Told<Turn>> {
  await recordCall(talk.ctx.db, { ...call, outcome: failure.code });
  return { ok: false, failure };
}
