// A server that speaks Gemini's REST protocol, for tests: generateContent, streamGenerateContent,
// countTokens, embedContent, batchEmbedContents, tools, responseSchema; and all the ways to fail.
import { z } from "zod";
import { failing, type Mode } from "./modes.ts";

export type { Mode } from "./modes.ts";

const part = z.looseObject({
  text: z.string().optional(),
  functionCall: z.looseObject({ name: z.string(), args: z.looseObject({}) }).optional(),
  functionResponse: z.looseObject({ name: z.string(), response: z.looseObject({}) }).optional(),
  thoughtSignature: z.string().optional(),
}).refine((one) => Boolean(one.text ?? one.functionCall ?? one.functionResponse), "an empty part");
const content = z.looseObject({
  role: z.enum(["user", "model", "system"]).optional(),
  parts: z.array(part).min(1),
});
export const generateBody = z.looseObject({
  contents: z.array(content).min(1),
  systemInstruction: content.optional(),
  generationConfig: z.looseObject({
    maxOutputTokens: z.int().positive().optional(),
    responseMimeType: z.string().optional(),
    responseSchema: z.looseObject({ type: z.string() }).optional(),
  }).optional(),
  tools: z.array(z.looseObject({
    functionDeclarations: z.array(z.looseObject({ name: z.string(), description: z.string() })),
  })).optional(),
});
export type GenerateBody = z.infer<typeof generateBody>;

const embedBody = z.looseObject({
  content,
  model: z.string().optional(),
  outputDimensionality: z.int().positive().optional(),
});

export interface Reply {
  text?: string;
  calls?: { name: string; args: Record<string, unknown> }[];
}

export interface Gemini {
  url: string;
  /** Everything that arrived: paths and bodies as text. */
  seen: { path: string; body: string }[];
  /** How the next requests end, in order; then all are answered. */
  script: Mode[];
  /** What is said; the default says the fact ids of the prompt. */
  reply: (body: GenerateBody) => Reply;
  /** Requests whose asker left before the answer was over. */
  left: number;
  /** Requests under way, and the most there were at a time. */
  open: number;
  most: number;
  close(): Promise<void>;
}

const tokens = (text: string) => Math.ceil(text.length / 4);
const json = (body: unknown, status = 200) => Response.json(body, { status });
const refused = (status: number, name: string, message: string) =>
  json({ error: { code: status, message, status: name } }, status);

export function textOf(body: GenerateBody): string {
  return body.contents.at(-1)!.parts.map(({ text }) => text ?? "").join("");
}

/** Names the facts that it was given, by id. */
function citing(body: GenerateBody): Reply {
  const ids = [...textOf(body).matchAll(/^\[(F\d+)\]/gm)].map(([, id]) => `[${id}]`);
  return { text: `This rests on ${ids.slice(0, 3).join(" ") || "nothing"}. More is not known.` };
}

export function startGemini(port = 0): Gemini {
  const server: Gemini = {
    url: "",
    seen: [],
    script: [],
    reply: citing,
    left: 0,
    open: 0,
    most: 0,
    close: () => Promise.resolve(),
  };
  const stop = new AbortController();
  const running = Deno.serve({
    port,
    hostname: "127.0.0.1",
    signal: stop.signal,
    onListen: () => {},
  }, async (request) => {
    server.most = Math.max(server.most, ++server.open);
    const body = await request.text();
    const path = new URL(request.url).pathname;
    server.seen.push({ path, body });
    const mode = server.script.shift() ?? "ok";
    const response = failing(mode, new URL(request.url)) ?? answer(request, path, body, server);
    return watched(await response, request, server);
  });
  server.url = `http://127.0.0.1:${running.addr.port}`;
  server.close = async () => {
    stop.abort();
    // A connection that hangs on purpose is not waited for.
    await Promise.race([running.finished, new Promise((late) => setTimeout(late, 1000))]);
  };
  return server;
}

/** Counts who is there, and who left before the end. */
function watched(response: Response, request: Request, server: Gemini): Response {
  let over = false;
  const end = (left: boolean) => {
    if (over) return;
    over = true;
    server.open--;
    if (left) server.left++;
  };
  request.signal.addEventListener("abort", () => end(true));
  const reader = response.body!.getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
        end(false);
        controller.close();
      } catch (error) {
        end(false);
        controller.error(error);
      }
    },
    cancel(reason) {
      end(true);
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
  return new Response(body, response);
}

function answer(request: Request, path: string, text: string, server: Gemini): Response {
  const match = /^\/v1beta\/models\/([\w.-]+):(\w+)$/.exec(path);
  if (match === null) return refused(404, "NOT_FOUND", `Not found: ${path}`);
  const [, model = "", task = ""] = match;
  if (!request.headers.get("x-goog-api-key")) {
    return refused(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers");
  }
  const body: unknown = JSON.parse(text);
  if (task === "batchEmbedContents") {
    const requests = z.looseObject({ requests: z.array(embedBody).min(1).max(100) }).parse(body);
    return json({ embeddings: requests.requests.map(embedded) });
  }
  if (task === "embedContent") return json({ embedding: embedded(embedBody.parse(body)) });
  if (task === "countTokens") return json({ totalTokens: tokens(text) });
  const asked = generateBody.safeParse(body);
  if (!asked.success) return refused(400, "INVALID_ARGUMENT", asked.error.message);
  const reply = server.reply(asked.data);
  if (task === "generateContent") return json(response(reply, text, model, true));
  if (task === "streamGenerateContent") return sse(pieces(reply), text, model);
  return refused(404, "NOT_FOUND", `Not found: ${task}`);
}

export function response(reply: Reply, asked: string, model: string, last: boolean) {
  const parts = [
    ...(reply.text === undefined ? [] : [{ text: reply.text }]),
    ...(reply.calls ?? []).map((functionCall) => ({ functionCall, thoughtSignature: "c2VhbA==" })),
  ];
  return {
    candidates: [{
      content: { role: "model", parts },
      index: 0,
      ...(last ? { finishReason: "STOP" } : {}),
    }],
    usageMetadata: {
      promptTokenCount: tokens(asked),
      candidatesTokenCount: tokens(reply.text ?? ""),
      thoughtsTokenCount: 5,
    },
    modelVersion: model,
  };
}

/** Small pieces, so that a token of the privacy gate is cut between two of them. */
function pieces(reply: Reply): Reply[] {
  if (reply.text === undefined) return [reply];
  const texts = reply.text.match(/[^]{1,7}/g) ?? [];
  return [...texts.map((text) => ({ text })), { text: "", calls: reply.calls }];
}

function sse(replies: Reply[], asked: string, model: string): Response {
  const lines = replies.map((reply, i) =>
    `data: ${JSON.stringify(response(reply, asked, model, i === replies.length - 1))}\r\n\r\n`
  );
  const stream = ReadableStream.from(lines).pipeThrough(new TextEncoderStream());
  return new Response(stream, { headers: { "content-type": "text/event-stream" } });
}

/** A vector that depends on the text, of the length asked for, not of length 1. */
function embedded({ content, outputDimensionality = 3072 }: z.infer<typeof embedBody>) {
  const text = content.parts.map((one) => one.text ?? "").join("");
  let state = [...text].reduce((hash, char) => (hash * 31 + char.codePointAt(0)!) >>> 0, 7);
  const values = Array.from({ length: outputDimensionality }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  return { values };
}
