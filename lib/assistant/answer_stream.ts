/** An answer that is being written, as server-sent events. */
import { toProblem } from "@/lib/http/problem.ts";
import { log } from "@/observability/logger.ts";
import type { GenerateEvent } from "./model.ts";

/** Who has left is noticed when something is written. */
const BEAT_MS = 5000;

export interface Told {
  event: string;
  data: unknown;
}

/** As callers read a document's events: `delta` with its section, `section` with its state. */
export const toldOfDocument = (event: GenerateEvent): Told => {
  const { kind, key, ...rest } = event;
  return kind === "delta"
    ? { event: "delta", data: { section: key, ...rest } }
    : { event: "section", data: { section: key, ...rest } };
};

/**
 * Runs `work` and sends what it tells, then its answer as `done`. What it refuses with before it has
 * told anything is thrown here, so that the caller gets a status; after that it is an `error` event.
 * When the reader leaves, the signal is aborted.
 */
export async function streamed<E>(
  requestId: string,
  toTold: (event: E) => Told,
  work: (signal: AbortSignal, onEvent: (event: E) => void) => Promise<unknown>,
): Promise<Response> {
  const encoder = new TextEncoder();
  const leaving = new AbortController();
  const first = Promise.withResolvers<void>();
  const waiting: Told[] = [];
  let write: ((text: string) => void) | null = null;
  const send = (told: Told) => {
    if (write) write(`event: ${told.event}\ndata: ${JSON.stringify(told.data)}\n\n`);
    else waiting.push(told);
  };
  let begun = false;
  const working = work(leaving.signal, (event) => {
    begun = true;
    send(toTold(event));
    first.resolve();
  }).then((answer) => send({ event: "done", data: answer }), (error) => {
    if (!begun) return first.reject(error);
    const { status, title, type, detail } = toProblem(error);
    if (status >= 500) log.error("ai.stream", { error, requestId });
    send({ event: "error", data: { type, title, status, detail, requestId } });
  }).finally(first.resolve);
  await first.promise;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let open = true;
      write = (text) => {
        if (open) controller.enqueue(encoder.encode(text));
      };
      write(": open\n\n");
      for (const told of waiting) send(told);
      const beat = setInterval(() => write?.(": beat\n\n"), BEAT_MS);
      leaving.signal.addEventListener("abort", () => {
        open = false;
        clearInterval(beat);
      });
      void working.then(() => {
        clearInterval(beat);
        if (!open) return;
        open = false;
        controller.close();
      });
    },
    cancel: () => leaving.abort(),
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "private, no-store",
      "x-accel-buffering": "no", // a proxy that collects would hold events back
    },
  });
}
