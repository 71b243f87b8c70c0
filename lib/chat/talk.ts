/** An answer that is being made with a model: what it was told, what it asked for, what that cost. */
import type { Gateway } from "@/lib/assistant/gateway.ts";
import type { NameRow } from "@/lib/assistant/asking.ts";
import type { Policy } from "./agent_queries.ts";
import type { ChatEvent, ChatFact, Step } from "./model.ts";
import type { Begun, Ctx } from "./opening.ts";
import type { SiteRow } from "./queries.ts";
import type { Read, Ref } from "./tools.ts";

/**
 * What one answer may take. calls: of the model, the last of them without tools; steps: of a question,
 * also when it goes on; tokens: in and out; ms: of one sitting, of which the last `lastMs` are for the
 * last call. maxOutputTokens and deadlineMs are of one call.
 */
export const CAPS = {
  calls: 6,
  steps: 12,
  tokens: 60_000,
  ms: 120_000,
  lastMs: 30_000,
  maxOutputTokens: 4096,
  deadlineMs: 60_000,
};
export type Caps = typeof CAPS;

/** What a model asked for at a time, and what it was told of it. */
export interface Round {
  callId: string;
  calls: { name: string; args: Record<string, unknown>; signature: string | null }[];
  results: { facts: ChatFact[]; note: string | null }[];
}

export interface Talk {
  ctx: Ctx;
  begun: Begun;
  gateway: Gateway;
  signal: AbortSignal;
  onEvent(event: ChatEvent): void;
  caps: Caps;
  names: readonly NameRow[];
  /** All that was read, in the order of its facts' numbers: for the question, then by tools. */
  reads: Read[];
  rounds: Round[];
  /** Of tools, one a place. */
  steps: Step[];
  /** Rights that what was told takes. */
  resources: Set<string>;
  tokens: number;
  /** Tokens of the newest call. */
  newest: number;
  calls: number;
  /** performance.now() at its beginning. */
  from: number;
}

export const factsOf = ({ reads }: Pick<Talk, "reads">): ChatFact[] =>
  reads.flatMap(({ facts }) => facts);

/** Facts that were numbered until now. */
export const toldOf = ({ reads }: Pick<Talk, "reads">): number =>
  reads.reduce((sum, { facts }) => sum + facts.length, 0);

/** Rows behind the facts, by the facts' ids. */
export const rowsOf = ({ reads }: Pick<Talk, "reads">): Map<string, Ref[]> =>
  new Map(reads.flatMap(({ facts, rows }) => facts.map(({ id }, i) => [id, rows[i] ?? []])));

/** Rows for the ledger, each once. */
export const onceEach = (rows: readonly Ref[]): Ref[] =>
  [...new Map(rows.map(({ kind, id }) => [`${kind} ${id}`, { kind, id }])).values()].slice(0, 1000);

export interface Allowed {
  policies: Map<string, Policy>;
  mayPropose: boolean;
  sites: SiteRow[];
}

/** Milliseconds that a call may take; 0: none are left for one with tools. */
export function timeLeft({ caps, from }: Talk, last: boolean): number {
  const left = caps.ms - (performance.now() - from);
  return Math.round(Math.min(caps.deadlineMs, last ? Math.max(left, 1000) : left - caps.lastMs));
}

/** Whether the next call has to be the last, without tools. */
export const isLast = (talk: Talk): boolean =>
  talk.calls >= talk.caps.calls - 1 || talk.steps.length >= talk.caps.steps ||
  talk.tokens + 2 * talk.newest > talk.caps.tokens || timeLeft(talk, false) < 1000;
