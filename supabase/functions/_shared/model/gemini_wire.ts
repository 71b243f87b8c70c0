/** What Gemini answers, as far as it is read: https://ai.google.dev/api/generate-content */
import { z } from "npm:zod@4.6.7";
import type { ErrorCode, Usage } from "../contract.ts";
import { ModelError, type ToolCall } from "./types.ts";

const count = z.int().nonnegative().catch(0).default(0);
const usageMetadata = z.looseObject({
  promptTokenCount: count,
  candidatesTokenCount: count,
  thoughtsTokenCount: count,
});

const part = z.looseObject({
  text: z.string().optional(),
  /** A thought of the model, which is not its answer. */
  thought: z.boolean().optional(),
  thoughtSignature: z.string().optional(),
  functionCall: z.looseObject({
    name: z.string().regex(/^[\w.-]{1,64}$/),
    args: z.record(z.string(), z.unknown()).default({}),
  }).optional(),
});

const response = z.looseObject({
  candidates: z.array(z.looseObject({
    content: z.looseObject({ parts: z.array(part).default([]) }).optional(),
    finishReason: z.string().optional(),
  })).optional(),
  promptFeedback: z.looseObject({ blockReason: z.string().optional() }).optional(),
  usageMetadata: usageMetadata.optional(),
  modelVersion: z.string().max(200).optional(),
});

/** One response, or one event of a stream of them. */
export interface Piece {
  text: string;
  toolCalls: ToolCall[];
  finishReason: "stop" | "length" | null;
  usage: Usage | null;
  model: string | null;
}

/** @throws ModelError model-invalid or model-blocked */
export function pieceOf(body: unknown): Piece {
  const parsed = response.safeParse(body);
  if (!parsed.success) throw invalid();
  const { candidates, promptFeedback, usageMetadata: used, modelVersion } = parsed.data;
  const candidate = candidates?.[0];
  if (promptFeedback?.blockReason !== undefined) throw blocked();
  if (candidate === undefined && used === undefined) throw invalid();
  const parts = (candidate?.content?.parts ?? []).filter(({ thought }) => thought !== true);
  return {
    text: parts.map(({ text }) => text ?? "").join(""),
    toolCalls: parts.flatMap(({ functionCall, thoughtSignature: signature }) =>
      functionCall ? [{ name: functionCall.name, args: functionCall.args, signature }] : []
    ),
    finishReason: finish(candidate?.finishReason),
    usage: used === undefined ? null : {
      inputTokens: used.promptTokenCount,
      outputTokens: used.candidatesTokenCount + used.thoughtsTokenCount,
    },
    model: modelVersion ?? null,
  };
}

function finish(reason: string | undefined): Piece["finishReason"] {
  if (reason === undefined || reason === "" || reason === "FINISH_REASON_UNSPECIFIED") return null;
  if (reason === "STOP") return "stop";
  if (reason === "MAX_TOKENS") return "length";
  if (reason === "MALFORMED_FUNCTION_CALL" || reason === "UNEXPECTED_TOOL_CALL") throw invalid();
  throw blocked(); // SAFETY, RECITATION, LANGUAGE, BLOCKLIST, PROHIBITED_CONTENT, SPII, OTHER
}

const embeddings = z.looseObject({
  embeddings: z.array(z.looseObject({
    values: z.array(z.number()).min(1).max(8192),
  })),
  usageMetadata: usageMetadata.optional(),
});

/** @throws ModelError model-invalid unless there is one vector a text, all as long, none of zeros */
export function vectorsOf(body: unknown, texts: number): { vectors: number[][]; input: number } {
  const parsed = embeddings.safeParse(body);
  if (!parsed.success || parsed.data.embeddings.length !== texts) throw invalid();
  const vectors = parsed.data.embeddings.map(({ values }) => unit(values));
  if (vectors.some((vector) => vector.length !== vectors[0]!.length)) throw invalid();
  return { vectors, input: parsed.data.usageMetadata?.promptTokenCount ?? 0 };
}

/** Shortened embeddings come with other lengths than 1, and cosines want 1. */
function unit(values: number[]): number[] {
  const length = Math.hypot(...values);
  if (!(length > 0) || !Number.isFinite(length)) throw invalid();
  return values.map((value) => value / length);
}

export const invalid = () =>
  new ModelError("model-invalid", "The model answered something that cannot be used");
export const tooLarge = () => new ModelError("model-invalid", "The model's answer is too large");
export const cut = () => new ModelError("model-unavailable", "The model's answer was cut off");
export const unreachable = () => new ModelError("model-unavailable", "The model cannot be reached");
export const blocked = () =>
  new ModelError("model-blocked", "The model's provider refused this text or its answer");

const failures: Record<number, [ErrorCode, string]> = {
  400: ["model-invalid", "The model's provider did not understand the question"],
  401: ["model-unavailable", "The model's provider does not accept the key"],
  403: ["model-unavailable", "The model's provider does not accept the key"],
  404: ["model-unavailable", "The model's provider has no such model"],
  408: ["model-overloaded", "The model's provider took too long"],
  413: ["too-long", "The question is too long for the model"],
  429: ["model-rate-limited", "The model's provider asks for a pause"],
  504: ["model-overloaded", "The model's provider took too long"],
};

/** A refusal of the provider by its HTTP status; `details` are google.rpc ones. */
export function failureOf(status: number, details: unknown): ModelError {
  // A wrong key is a 400 here.
  if (status === 400 && JSON.stringify(details ?? "").includes('"API_KEY_INVALID"')) status = 401;
  const lasting = status === 401 || status === 403 || status === 404;
  const [code, text] = failures[status] ??
    (status >= 500
      ? ["model-overloaded", "The model's provider is overloaded"] as const
      : ["model-invalid", "The model's provider did not accept the question"] as const);
  return new ModelError(code, text, retryDelay(details), lasting);
}

const retryInfo = z.looseObject({
  "@type": z.string().endsWith("google.rpc.RetryInfo"),
  retryDelay: z.string().regex(/^\d{1,9}(\.\d{1,9})?s$/),
});

/** google.rpc.RetryInfo: a duration like "3.5s". */
function retryDelay(details: unknown): number | undefined {
  if (!Array.isArray(details)) return undefined;
  for (const detail of details) {
    const parsed = retryInfo.safeParse(detail);
    if (parsed.success) return Math.ceil(parseFloat(parsed.data.retryDelay) * 1000);
  }
  return undefined;
}
