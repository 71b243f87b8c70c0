// The ways a model's server fails.

export type Mode =
  | "ok"
  | { status: number; retryDelay?: string; reason?: string }
  | "hang"
  | "hang in mid-stream"
  | "cut"
  | "cut before the first word"
  | "no end"
  | "garbage"
  | "wrong schema"
  | "blocked prompt"
  | "blocked answer"
  | "oversized"
  | "slow";

const event = (text: string, more: Record<string, unknown> = {}) =>
  `data: ${
    JSON.stringify({ candidates: [{ content: { role: "model", parts: [{ text }] }, ...more }] })
  }\r\n\r\n`;

type Send = (text: string) => void;

/** A body that `work` writes; it is cut off when `work` throws, and open while it waits. */
function written(work: (send: Send, gone: AbortSignal) => Promise<void>, type: string): Response {
  const gone = new AbortController();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send: Send = (text) => {
        if (!gone.signal.aborted) controller.enqueue(encoder.encode(text));
      };
      work(send, gone.signal).then(
        () => gone.signal.aborted || controller.close(),
        (error) => gone.signal.aborted || controller.error(error), // cuts the connection
      );
    },
    cancel: () => gone.abort(),
  });
  return new Response(body, { headers: { "content-type": type } });
}

const until = (gone: AbortSignal) =>
  new Promise<void>((done) => gone.addEventListener("abort", () => done(), { once: true }));
const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** The failed answer to a request, or null to answer it. */
export function failing(mode: Mode, url: URL): Promise<Response> | Response | null {
  if (mode === "ok") return null;
  if (typeof mode === "object") return refusing(mode);
  const streams = url.searchParams.get("alt") === "sse";
  const type = streams ? "text/event-stream" : "application/json";
  const body = (text: string) => new Response(text, { headers: { "content-type": type } });
  const told = (value: unknown) =>
    body(streams ? `data: ${JSON.stringify(value)}\r\n\r\n` : JSON.stringify(value));
  const write = (work: (send: Send, gone: AbortSignal) => Promise<void>) => written(work, type);
  switch (mode) {
    case "hang":
      return write((_, gone) => until(gone));
    case "hang in mid-stream":
      return write((send, gone) => {
        send(streams ? event("It begins ") : "{");
        return until(gone);
      });
    case "cut":
      return write(async (send) => {
        send(streams ? event("It begins ") : '{"candidates":');
        await pause(20);
        throw new Error("cut");
      });
    case "cut before the first word":
      return write(async () => {
        await pause(5);
        throw new Error("cut");
      });
    case "no end":
      return streams ? body(event("It begins ")) : told({ candidates: [] });
    case "garbage":
      return body(streams ? "data: <html>what?</html>\r\n\r\n" : "<html>what?</html>");
    case "wrong schema":
      return told({ candidates: [{ content: { parts: [{ text: 42 }] }, finishReason: "STOP" }] });
    case "blocked prompt":
      return told({ promptFeedback: { blockReason: "PROHIBITED_CONTENT" } });
    case "blocked answer":
      return told({ candidates: [{ finishReason: "SAFETY" }] });
    case "oversized":
      return oversized(streams, told, write);
    case "slow":
      return write(async (send, gone) => {
        for (let i = 0; i < 20 && !gone.aborted; i++, await pause(25)) send(event("word "));
        send(event("end", { finishReason: "STOP" }));
      });
  }
}

function oversized(
  streams: boolean,
  told: (value: unknown) => Response,
  write: (work: (send: Send, gone: AbortSignal) => Promise<void>) => Response,
): Response {
  const text = "x".repeat(400_000);
  const finishReason = "STOP";
  if (!streams) {
    return told({ candidates: [{ content: { parts: [{ text: text.repeat(3) }] }, finishReason }] });
  }
  return write(async (send, gone) => {
    for (let i = 0; i < 40 && !gone.aborted; i++, await pause(5)) send(event(text));
  });
}

/** As Google's APIs tell a refusal, with what they add to it. */
function refusing({ status, retryDelay, reason }: Exclude<Mode, string>): Response {
  const details = [
    ...(retryDelay ? [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay }] : []),
    ...(reason ? [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason }] : []),
  ];
  const error = { code: status, message: `Refused: ${status}`, status: "ERROR", details };
  return Response.json({ error }, { status });
}
