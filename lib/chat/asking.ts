/** One question to the model, from the facts it is told to what the ledger has of its answer. */
import { createHash } from "node:crypto";
import type { NameRow } from "@/lib/assistant/asking.ts";
import { citedOf, knownOnly } from "@/lib/assistant/citations.ts";
import type {
  Asked as Told,
  ChatInput as ModelInput,
  Gateway,
  GenerateOutput,
  ModelFailure,
} from "@/lib/assistant/gateway.ts";
import { type Call, recordCall } from "@/lib/assistant/ledger.ts";
import type { Persona } from "@/lib/assistant/model.ts";
import { keptOf } from "@/lib/assistant/said.ts";
import { toldOf } from "@/lib/assistant/writing.ts";
import { config } from "@/lib/config/mod.ts";
import type { Db } from "@/lib/db/mod.ts";
import type { ChatEvent, ChatFact, Figures, Step } from "./model.ts";
import type { MessageRow } from "./queries.ts";
import type { Read } from "./tools.ts";

export const LIMITS = { maxOutputTokens: 4096, deadlineMs: 60_000 };
/** Messages of before, and UTF-16 units of each, that a model is told again. */
const MOST_HISTORY = 12;
const MOST_SAID = 4000;

export interface Asked {
  db: Db;
  gateway: Gateway;
  signal: AbortSignal;
  onEvent(event: ChatEvent): void;
  projectId: string;
  chatId: string;
  persona: Persona;
  message: string;
  orgId: string;
  userId: string;
  history: readonly Pick<MessageRow, "role" | "text">[];
  names: readonly NameRow[];
  reads: readonly Read[];
  restricted: boolean;
  limits: typeof LIMITS;
}

export interface Answered {
  text: string;
  facts: ChatFact[];
  steps: Step[];
  figures: Figures;
  provider: string;
  callId: string;
}

const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const factsOf = ({ reads }: Asked) => reads.flatMap(({ facts }) => facts);

/** Ids of facts of an earlier answer say nothing of those of now. */
const without = (text: string) => knownOnly(text, []).text.slice(0, MOST_SAID);

function inputOf(asked: Asked): ModelInput {
  const { projectId, persona, message, names, limits, history } = asked;
  return {
    ...{ projectId, message, limits, persona: persona as ModelInput["persona"] },
    dictionary: [...names],
    facts: toldOf(factsOf(asked).map((fact) => ({ ...fact, section: "chat" }))),
    history: history.slice(-MOST_HISTORY).map(({ role, text }) => ({ role, text: without(text) })),
  };
}

/** Rows that a model is told of, each once. */
function rowsOf(reads: readonly Pick<Read, "refs">[]) {
  const rows = reads.flatMap(({ refs }) => refs).map(({ kind, id }) => ({ kind, id }));
  return [...new Map(rows.map((row) => [`${row.kind} ${row.id}`, row])).values()].slice(0, 1000);
}

/** What the ledger knows of every question. */
function callOf(asked: Asked, latencyMs: number): Call {
  const { orgId, userId, projectId, restricted, persona } = asked;
  return {
    ...{ orgId, userId, projectId, restricted, latencyMs, persona, operation: "chat" },
    ...{ tabType: null, sectionKey: null, siteId: null, section: null, gateCounts: {} },
    facts: rowsOf(asked.reads),
    ...{ model: config().ai.model, promptVersion: null, promptSha256: null, responseSha256: null },
    ...{ figures: 0, unverified: 0, inputTokens: 0, outputTokens: 0, outcome: "failed" },
  };
}

const sayings = ({ model, promptVersion, promptSha256, usage, gate }: GenerateOutput) => ({
  ...{ model, promptVersion, promptSha256, gateCounts: gate.counts },
  ...usage,
});

/** Asks, and writes the call down whatever came of it. Does not throw for a model. */
export async function askModel(asked: Asked): Promise<Told<Answered>> {
  const from = performance.now();
  const told = await asked.gateway.chat(inputOf(asked), {
    signal: asked.signal,
    onDelta: (text) => asked.onEvent({ kind: "delta", text }),
  });
  const call = callOf(asked, performance.now() - from);
  if (!told.ok) return await refused(asked, call, told.failure);
  const answer = told.value;
  const read = keptOf(answer.text, factsOf(asked));
  if (read === null) {
    const failure: ModelFailure = {
      code: "model-invalid",
      message: "The model's answer cannot be used",
      retryAfterSeconds: null,
    };
    return await refused(asked, { ...call, ...sayings(answer) }, failure);
  }
  const { text, figures } = read;
  const facts = citedOf(text, factsOf(asked));
  const steps = asked.reads.map(({ step }) => step);
  const callId = await recordCall(asked.db, {
    ...{ ...call, ...sayings(answer), outcome: "ok", responseSha256: hash(text) },
    section: { chatId: asked.chatId, text, facts, steps, figures },
    figures: figures.found + figures.unverified.length,
    unverified: figures.unverified.length,
  });
  return { ok: true, value: { text, facts, steps, figures, provider: answer.model, callId } };
}

async function refused(asked: Asked, call: Call, failure: ModelFailure): Promise<Told<Answered>> {
  await recordCall(asked.db, { ...call, outcome: failure.code });
  return { ok: false, failure };
}
