/** One section of a document, from what a model is asked to what is kept of its answer. */
import { createHash } from "node:crypto";
import type { Db } from "@/lib/db/mod.ts";
import { config } from "@/lib/config/mod.ts";
import { generatePrompt, unchanged } from "@/supabase/functions/_shared/contract.ts";
import { cachedAnswer, cacheKey, keepAnswer } from "./cache.ts";
import type { NameRow } from "./call_queries.ts";
import { citedOf, renumbered } from "./citations.ts";
import type { Asked, Gateway, GenerateInput, GenerateOutput, ModelFailure } from "./gateway.ts";
import { type Call, recordCall } from "./ledger.ts";
import {
  type GenerateEvent,
  PERSONA_WORDS,
  type Skeleton,
  type SkeletonSection,
  type TabFact,
  type WrittenSection,
} from "./model.ts";
import { keptOf } from "./said.ts";

/** What the sections of one writing share. */
export interface Writing {
  db: Db;
  gateway: Gateway;
  skeleton: Skeleton;
  orgId: string;
  userId: string;
  names: readonly NameRow[];
  limits: typeof LIMITS;
  signal: AbortSignal;
  /** Answers of before are not given again. */
  fresh: boolean;
  onEvent(event: GenerateEvent): void;
}

export interface Wish {
  section: SkeletonSection;
  /** The section as it stands; null: nothing is written. */
  before: WrittenSection | null;
  instructions: string | null;
  /** The wish may be about other sections. */
  mayKeep: boolean;
}

/** What came of a section. `kept`: the wish does not concern it. */
export type Outcome =
  | { state: "done"; section: WrittenSection; tokens: number }
  | { state: "kept"; tokens: number }
  | { state: "failed"; failure: ModelFailure; tokens: number };

const MAX_FACTS = 1000;
/** UTF-16 units of all facts together: what a model's budget of tokens has room for. */
const MAX_TOLD = 200_000;
const MAX_PREVIOUS = 40_000;
export const LIMITS = { maxOutputTokens: 8192, deadlineMs: 90_000 };

const hash = (text: string) => createHash("sha256").update(text).digest("hex");

/** The facts of a section as a model is told them: days, no times of reading, no addresses. */
export function toldOf(facts: readonly TabFact[]): NonNullable<GenerateInput["facts"]> {
  let size = 0;
  return facts.slice(0, MAX_FACTS).flatMap(({ id, label, value, unit, asOf }) => {
    const clipped = typeof value === "string" ? value.slice(0, 4000) : value;
    size += label.length + String(clipped).length;
    if (size > MAX_TOLD) return [];
    return [{
      ...{ id, label: label.trim().slice(0, 300) || "Said", value: clipped },
      ...(unit ? { unit: unit.slice(0, 60) } : {}),
      ...(asOf ? { asOf: asOf.slice(0, 10) } : {}),
    }];
  });
}

function inputOf({ skeleton, names, limits }: Writing, wish: Wish): GenerateInput {
  const { section, before, instructions, mayKeep } = wish;
  const { persona, tabType, projectId } = skeleton;
  const previous = instructions && before?.text
    ? renumbered(before.text, before.facts, section.facts).slice(0, MAX_PREVIOUS)
    : undefined;
  return {
    ...{ projectId, tabType, facts: toldOf(section.facts), limits },
    persona: persona as GenerateInput["persona"],
    dictionary: [...names],
    section: {
      ...{ key: section.key, title: section.title },
      ...(section.write ? { brief: section.write } : {}),
      ...(instructions ? { instructions } : {}),
      ...(previous ? { previous } : {}),
      ...(mayKeep ? { mayKeep } : {}),
    },
  };
}

/** Tells a text as it comes, unless it may still turn out to be the one word that keeps a section. */
function telling(writing: Writing, key: string, mayKeep: boolean) {
  let held: string | null = mayKeep ? "" : null;
  return (text: string) => {
    if (held !== null) {
      held += text;
      const said = held.trim();
      if (unchanged.startsWith(said) || said.startsWith(unchanged)) return;
      [text, held] = [held, null];
    }
    writing.onEvent({ kind: "delta", key, text });
  };
}

/** Asks for a section's text and writes the call down, whatever came of it. Does not throw for a model. */
export async function writeSection(writing: Writing, wish: Wish): Promise<Outcome> {
  const { db, gateway, skeleton, orgId, signal, onEvent, fresh } = writing;
  const { key } = wish.section;
  const input = inputOf(writing, wish);
  const model = config().ai.model;
  const siteId = skeleton.site?.id ?? null;
  const cache = cacheKey(input, { orgId, siteId, prompt: generatePrompt, model });
  const from = performance.now();
  const cached = fresh ? null : await cachedAnswer(db, cache);
  const asked: Asked<GenerateOutput> = cached
    ? { ok: true, value: cached }
    : await gateway.generate(
      input,
      {
        signal,
        onStep: (state) => onEvent({ kind: "section", key, state }),
        onDelta: telling(writing, key, wish.mayKeep),
      },
    );
  const latencyMs = performance.now() - from;
  if (!asked.ok) return await notWritten(writing, wish, asked.failure, latencyMs);
  const answer = asked.value;
  const tokens = cached ? 0 : answer.usage.inputTokens + answer.usage.outputTokens;
  const read = readAnswer(answer.text, wish);
  if (read === null) {
    const failure = {
      code: "model-invalid" as const,
      message: "The model's answer cannot be used",
      retryAfterSeconds: null,
    };
    return await notWritten(writing, wish, failure, latencyMs, answer);
  }
  const { title, dataSha256 } = wish.section;
  const { persona } = skeleton;
  const section: Omit<WrittenSection, "callId"> = {
    ...{ key, title, dataSha256, text: read.text, figures: read.figures },
    author: { kind: "agent", id: persona, name: PERSONA_WORDS[persona].title, model: answer.model },
    at: new Date().toISOString(),
    facts: citedOf(read.text, wish.section.facts),
  };
  const keeps = wish.mayKeep && read.text === unchanged;
  const callId = await recordCall(db, {
    ...callOf(writing, wish, latencyMs),
    ...saidOf(answer, cached !== null),
    responseSha256: hash(read.text),
    section: keeps ? null : section,
    figures: read.figures.found + read.figures.unverified.length,
    unverified: read.figures.unverified.length,
    outcome: cached ? "cached" : "ok",
  });
  if (!cached) await keepAnswer(db, cache, { orgId, projectId: skeleton.projectId }, answer);
  if (keeps) return { state: "kept", tokens };
  if (cached) onEvent({ kind: "delta", key, text: read.text });
  return { state: "done", tokens, section: { ...section, callId } };
}

/** What is kept of an answer; null: nothing. */
function readAnswer(said: string, { section }: Wish) {
  const read = keptOf(said, section.facts, MAX_PREVIOUS);
  const keeps = read?.text === unchanged || read?.text === `${unchanged}.`;
  return keeps ? { text: unchanged, figures: { found: 0, unverified: [] } } : read;
}

async function notWritten(
  writing: Writing,
  wish: Wish,
  failure: ModelFailure,
  latencyMs: number,
  answer?: GenerateOutput,
): Promise<Outcome> {
  await recordCall(writing.db, {
    ...callOf(writing, wish, latencyMs),
    ...(answer ? saidOf(answer, false) : {}),
    outcome: failure.code,
  });
  const tokens = answer ? answer.usage.inputTokens + answer.usage.outputTokens : 0;
  return { state: "failed", failure, tokens };
}

/** What the ledger knows of every call. */
function callOf(writing: Writing, { section }: Wish, latencyMs: number): Call {
  const { skeleton, orgId, userId } = writing;
  const rows = new Map(
    [
      ...section.widgets.flatMap(({ sourceRefs }) => sourceRefs),
      ...(section.actions ?? []).flatMap(({ evidence }) => evidence),
    ].map(({ kind, id }) => [`${kind} ${id}`, { kind, id }]),
  );
  return {
    ...{ orgId, userId, projectId: skeleton.projectId, restricted: skeleton.restricted, latencyMs },
    ...{ operation: "generate", persona: skeleton.persona, tabType: skeleton.tabType },
    ...{ sectionKey: section.key, siteId: skeleton.site?.id ?? null },
    ...{ model: config().ai.model, promptVersion: generatePrompt, promptSha256: null },
    ...{
      responseSha256: null,
      section: null,
      facts: [...rows.values()].slice(0, 1000),
      gateCounts: {},
    },
    ...{ figures: 0, unverified: 0, inputTokens: 0, outputTokens: 0, outcome: "failed" },
  };
}

/** What an answer says of itself. The cache costs nothing. */
function saidOf(answer: GenerateOutput, cached: boolean) {
  const { model, promptVersion, promptSha256, usage, gate } = answer;
  return {
    ...{ model, promptVersion, promptSha256, gateCounts: gate.counts },
    ...(cached ? {} : usage),
  };
}
