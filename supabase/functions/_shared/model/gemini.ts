/**
 * Gemini by @google/generative-ai. Its own timeout leaves a timer behind and its texts of errors
 * quote what was sent, so neither is used; streams are read by gemini_stream.ts, which says why.
 */
import {
  type Content,
  type EmbedContentRequest,
  type GenerateContentRequest,
  GoogleGenerativeAI,
  GoogleGenerativeAIFetchError,
  type ResponseSchema,
  type Tool,
} from "npm:@google/generative-ai@0.24.1";
import { GeminiStream, type StreamTarget } from "./gemini_stream.ts";
import {
  cut,
  failureOf,
  invalid,
  type Piece,
  pieceOf,
  tooLarge,
  unreachable,
  vectorsOf,
} from "./gemini_wire.ts";
import {
  type LanguageModel,
  type Message,
  type ModelAnswer,
  ModelError,
  type ModelEvent,
  type ModelRequest,
} from "./types.ts";

/** The workhorse that is generally available since 2 September 2026, with no end announced. */
export const defaultModel = "gemini-3.8-flash";
export const defaultEmbeddingModel = "gemini-embedding-2";
/** Numbers of an embedding: the smallest of the sizes that the provider recommends. */
export const dimensions = 768;
/** Longest answer that is read, in UTF-16 units: four times what 65,536 tokens usually make. */
const maxAnswer = 1_000_000;

export interface GeminiOptions {
  apiKey: string;
  baseUrl?: string | null;
  model?: string | null;
  embeddingModel?: string | null;
}

export function gemini(options: GeminiOptions): LanguageModel {
  const ai = new GoogleGenerativeAI(options.apiKey);
  const request = options.baseUrl ? { baseUrl: options.baseUrl } : {};
  const model = options.model ?? defaultModel;
  const embeddingModel = options.embeddingModel ?? defaultEmbeddingModel;
  const writer = ai.getGenerativeModel({ model }, request);
  const embedder = ai.getGenerativeModel({ model: embeddingModel }, request);
  return {
    generate: (asked, signal) =>
      typed(signal, async (inner) => {
        const { response } = await writer.generateContent(contentOf(asked), { signal: inner });
        return wholeOf([pieceOf(response)], model);
      }),
    stream: (asked, signal) =>
      streamed({ apiKey: options.apiKey, baseUrl: options.baseUrl ?? null, model }, asked, signal),
    embed: (texts, signal) =>
      typed(signal, async (inner) => {
        const body = await embedder.batchEmbedContents({ requests: texts.map(embedding) }, {
          signal: inner,
        });
        const { vectors, input } = vectorsOf(body, texts.length);
        const usage = { inputTokens: input, outputTokens: 0 };
        return { vectors, usage, model: embeddingModel };
      }),
  };
}

/** The size of the answer is a field that the package does not know and passes on. */
function embedding(text: string): EmbedContentRequest & { outputDimensionality: number } {
  return { content: { role: "user", parts: [{ text }] }, outputDimensionality: dimensions };
}

function contentOf(asked: ModelRequest): GenerateContentRequest {
  const { maxOutputTokens, responseSchema, tools } = asked;
  return {
    systemInstruction: { role: "system", parts: [{ text: asked.system }] },
    contents: asked.messages.map(messageOf),
    generationConfig: responseSchema === undefined ? { maxOutputTokens } : {
      maxOutputTokens,
      responseMimeType: "application/json",
      responseSchema: responseSchema as unknown as ResponseSchema,
    },
    ...(tools?.length ? { tools: [{ functionDeclarations: tools } as unknown as Tool] } : {}),
  };
}

function messageOf(message: Message): Content {
  if (message.role === "user") return { role: "user", parts: [{ text: message.text }] };
  if (message.role === "tool") {
    const parts = message.results.map(({ name, result: response }) => ({
      functionResponse: { name, response },
    }));
    return { role: "user", parts };
  }
  const said = message.text === "" ? [] : [{ text: message.text }];
  const calls = (message.toolCalls ?? []).map(({ name, args, signature }) => ({
    functionCall: { name, args },
    ...(signature === undefined ? {} : { thoughtSignature: signature }),
  }));
  return { role: "model", parts: [...said, ...calls] };
}

async function* streamed(
  target: StreamTarget,
  asked: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const ending = linked(signal);
  const pieces: Piece[] = [];
  let length = 0;
  const opening = GeminiStream.open(target, contentOf(asked), ending.signal);
  try {
    const stream = await unlessAborted(signal, opening);
    for (;;) {
      const value = await unlessAborted(signal, stream.next());
      if (value === undefined) break;
      const piece = pieceOf(value);
      pieces.push(piece);
      length += piece.text.length;
      if (length > maxAnswer) throw tooLarge();
      if (piece.text !== "") yield { delta: piece.text };
    }
    yield { done: wholeOf(pieces, target.model) };
  } catch (error) {
    throw typedError(error, signal);
  } finally {
    ending.end();
    opening.then((stream) => stream.close(), () => {});
  }
}

/** @throws ModelError when the answer has no end, is empty or too large */
function wholeOf(pieces: readonly Piece[], model: string): ModelAnswer {
  const text = pieces.map((piece) => piece.text).join("");
  const toolCalls = pieces.flatMap((piece) => piece.toolCalls);
  const finishReason = pieces.findLast((piece) => piece.finishReason !== null)?.finishReason;
  if (!finishReason) throw cut();
  if (text.length > maxAnswer) throw tooLarge();
  if (text.trim() === "" && toolCalls.length === 0) throw invalid();
  return {
    text,
    toolCalls,
    finishReason,
    usage: pieces.findLast((piece) => piece.usage !== null)?.usage ??
      { inputTokens: 0, outputTokens: 0 },
    model: pieces.findLast((piece) => piece.model !== null)?.model ?? model,
  };
}

async function typed<T>(
  signal: AbortSignal,
  work: (inner: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = linked(signal);
  try {
    signal.throwIfAborted();
    return await unlessAborted(signal, work(ending.signal));
  } catch (error) {
    throw typedError(error, signal);
  } finally {
    ending.end();
  }
}

/** What comes first: a body that is torn off does not always say so to its reader. */
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  work.catch(() => {});
  let leave = () => {};
  const aborted = new Promise<never>((_, fail) => {
    leave = () => fail(signal.reason);
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

/** A signal of this call alone, so that whatever is still open upstream ends with the call. */
function linked(signal: AbortSignal): { signal: AbortSignal; end(): void } {
  const own = new AbortController();
  const abort = () => own.abort();
  if (signal.aborted) own.abort();
  signal.addEventListener("abort", abort, { once: true });
  return {
    signal: own.signal,
    end() {
      signal.removeEventListener("abort", abort);
      own.abort();
    },
  };
}

function typedError(error: unknown, signal: AbortSignal): ModelError {
  if (signal.aborted) {
    return signal.reason instanceof ModelError
      ? signal.reason
      : new ModelError("cancelled", "The question was taken back");
  }
  if (error instanceof ModelError) return error;
  if (error instanceof GoogleGenerativeAIFetchError && error.status !== undefined) {
    return failureOf(error.status, error.errorDetails);
  }
  if (error instanceof SyntaxError) return invalid();
  // The package says in its text only whether a line was no JSON or the connection was cut.
  const text = error instanceof Error ? error.message : "";
  if (/pars(e|ing)/i.test(text) && !/^\[GoogleGenerativeAI Error\]: Error fetching/.test(text)) {
    return invalid();
  }
  return unreachable();
}
