/**
 * What the AI functions take and give. The app imports this file (which gives contract_facts.ts
 * along) and nothing else from here, so it holds schemas only. Sizes are UTF-16 units, times are milliseconds unless a name says otherwise.
 */
import { z } from "npm:zod@4.6.7";
import { fact, factId, line, round, tool, toolCall } from "./contract_facts.ts";

export * from "./contract_facts.ts";

/** The personas that write; the inspector generates nothing. */
export const personas = [
  "trialCoordinator",
  "regulatoryAdvisor",
  "sponsorPM",
  "craMonitor",
  "rbqmAnalyst",
] as const;

/** Where a call failed, for a program; the HTTP status and `detail` say the same to people. */
export const errorCodes = [
  "model-unavailable",
  "model-overloaded",
  "model-rate-limited",
  "model-blocked",
  "model-invalid",
  "model-timeout",
  "gate-failed",
  "budget-exceeded",
  "too-long",
  "ai-off",
  "bad-request",
  "unauthorized",
  "busy",
  "cancelled",
  "failed",
] as const;
export const errorCode = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCode>;

/** Text that somebody else wrote: read as data, never obeyed. */
export const untrusted = z.strictObject({
  id: z.string().regex(/^[\w-]{1,40}$/, "must be letters, digits, _ or -"),
  label: line(300),
  text: z.string().max(200_000),
});

/** The caller's own names, which the privacy gate replaces by tokens and puts back. */
export const dictionaryEntry = z.strictObject({
  kind: z.enum(["person", "site", "organization", "email"]),
  text: line(300),
});

export const limits = z.strictObject({
  maxOutputTokens: z.int().min(16).max(65_536).default(4096),
  deadlineMs: z.int().min(100).max(300_000).default(60_000),
});

const facts = z.array(fact).max(2000).refine(
  (all) => new Set(all.map(({ id }) => id)).size === all.length,
  "must not name one id twice",
);
const base = {
  /** Calls of one project share two places at the model. */
  projectId: z.uuid(),
  dictionary: z.array(dictionaryEntry).max(20_000).default([]),
  limits: limits.default({ maxOutputTokens: 4096, deadlineMs: 60_000 }),
};
const grounded = {
  ...base,
  persona: z.enum(personas),
  facts: facts.default([]),
  untrusted: z.array(untrusted).max(200).default([]),
};

/** Version of the prompt that writes sections; part of the key of an answer that is kept. */
export const generatePrompt = "generate.v2";
/** What a model says of a section that the wish does not concern. */
export const unchanged = "UNCHANGED";

export const generateRequest = z.strictObject({
  ...grounded,
  tabType: z.string().regex(/^[a-z][A-Za-z]{1,39}$/, "must be a tab like trialOverview"),
  section: z.strictObject({
    key: z.string().regex(/^[\w-]{1,60}$/, "must be letters, digits, _ or -"),
    title: line(200),
    /** What the text of the section says, as the document's recipe has it. */
    brief: z.string().max(4000).optional(),
    /** What a person asks to change, in words. */
    instructions: z.string().max(4000).optional(),
    /** The section as it stands. */
    previous: z.string().max(40_000).optional(),
    /** What is asked may be about other sections: then the text is exactly {@link unchanged}. */
    mayKeep: z.boolean().optional(),
  }),
  /** The caller's key of its response cache; comes back as it was, nothing is kept here. */
  cacheKey: z.string().max(200).optional(),
});
export type GenerateRequest = z.infer<typeof generateRequest>;

/** Version of the prompt that answers questions. */
export const chatPrompt = "chat.v2";

export const chatRequest = z.strictObject({
  ...grounded,
  history: z.array(z.strictObject({
    role: z.enum(["user", "assistant"]),
    text: z.string().max(40_000),
  })).max(100).default([]),
  message: line(20_000),
  /** None: the model has to answer. */
  tools: z.array(tool).max(60).default([]),
  /** What happened since the message. Ids of facts go on with those of the message. */
  rounds: z.array(round).max(20).default([]),
}).refine(({ facts, rounds }) => {
  const ids = [facts, ...rounds.flatMap(({ results }) => results.map((one) => one.facts))]
    .flatMap((some) => some.map(({ id }) => id));
  return new Set(ids).size === ids.length;
}, { path: ["rounds"], message: "must not name one id twice" });
export type ChatRequest = z.infer<typeof chatRequest>;

export const finding = z.strictObject({
  /** The rule's own id for what it found. */
  id: z.string().regex(/^[\w.:-]{1,80}$/, "must be letters, digits, _ . : or -"),
  rule: line(100),
  severity: z.enum(["info", "low", "medium", "high", "critical"]),
  title: line(300),
  facts: z.array(factId).max(100).default([]),
});

/** Findings of rules, to be ranked and worded. A model adds none and drops none. */
export const analyzeRequest = z.strictObject({
  ...grounded,
  findings: z.array(finding).min(1).max(200).refine(
    (all) => new Set(all.map(({ id }) => id)).size === all.length,
    "must not name one id twice",
  ),
});
export type AnalyzeRequest = z.infer<typeof analyzeRequest>;

export const embedRequest = z.strictObject({
  ...base,
  texts: z.array(line(20_000)).min(1).max(100),
});
export type EmbedRequest = z.infer<typeof embedRequest>;

export const usage = z.strictObject({
  inputTokens: z.int().nonnegative(),
  /** With those the model thought in. */
  outputTokens: z.int().nonnegative(),
});
export type Usage = z.infer<typeof usage>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const told = {
  usage,
  model: z.string(),
  /** What the privacy gate replaced, by class. Counts only. */
  gate: z.strictObject({ counts: z.record(z.string(), z.int().nonnegative()) }),
  /** From arrival to answer, with waiting and retries. */
  latencyMs: z.number().nonnegative(),
};
const worded = {
  ...told,
  promptVersion: z.string(),
  /** Of the prompt as it went out, without identifiers, its random fences left out. */
  promptSha256: sha256,
  /** Of what the model said, identifiers put back. */
  responseSha256: sha256,
};

export const generateAnswer = z.strictObject({
  ...worded,
  text: z.string(),
  /** Ids of given facts that the text names, in order, once. Ids that were not given are not here. */
  citations: z.array(factId),
  /** `length`: the text ends where its tokens did. */
  finishReason: z.enum(["stop", "length"]),
  cacheKey: z.string().optional(),
  /** Of chat, where tools were offered: what the model asks for before it can answer. */
  toolCalls: z.array(toolCall).max(100).optional(),
});
export type GenerateAnswer = z.infer<typeof generateAnswer>;
export const chatAnswer = generateAnswer.omit({ cacheKey: true });
export type ChatAnswer = z.infer<typeof chatAnswer>;

export const analyzeAnswer = z.strictObject({
  ...worded,
  /** All findings, the most pressing first. */
  findings: z.array(z.strictObject({
    id: z.string(),
    headline: z.string(),
    explanation: z.string(),
    citations: z.array(factId),
    /** false: the model passed it over, so it stands last, in the rule's words. */
    worded: z.boolean(),
  })),
});
export type AnalyzeAnswer = z.infer<typeof analyzeAnswer>;

export const embedAnswer = z.strictObject({
  ...told,
  /** In the order of the texts, all of `dimensions` numbers, of length 1. */
  vectors: z.array(z.array(z.number())),
  dimensions: z.int().positive(),
});
export type EmbedAnswer = z.infer<typeof embedAnswer>;

/** `application/problem+json` of every refusal, and the data of an `error` event. */
export const problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: errorCode,
  requestId: z.string(),
  retryAfterSeconds: z.int().positive().optional(),
  /** Places of what was sent, as JSON pointers. */
  errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
});
export type ProblemBody = z.infer<typeof problem>;

/** Events of generate and chat when asked with `Accept: text/event-stream`; `data` is JSON. */
export const streamEvent = z.discriminatedUnion("event", [
  z.strictObject({ event: z.literal("delta"), data: z.strictObject({ text: z.string() }) }),
  z.strictObject({
    event: z.literal("step"),
    data: z.strictObject({
      step: z.enum(["queued", "asked", "retrying"]),
      waitMs: z.number().optional(),
    }),
  }),
  z.strictObject({ event: z.literal("done"), data: generateAnswer }),
  z.strictObject({ event: z.literal("error"), data: problem }),
]);
export type StreamEvent = z.infer<typeof streamEvent>;
