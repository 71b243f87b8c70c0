/** Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
import type { StreamEvent } from "../contract.ts";
import type { Clock } from "../model/types.ts";

/** Proxies close what is silent, and who has left is noticed when something is written. */
const beatMs = 5000;

export interface SseOptions {
  clock: Clock;
  headers: HeadersInit;
  /** Ends with the browser; what `work` waits for should end with it. */
  leaving: AbortController;
}

/**
 * An answer that sends what `work` tells until it is done. `work` shall not throw. When the reader
 * leaves, `leaving` is aborted and later events go nowhere.
 */
export function events(
  options: SseOptions,
  work: (send: (event: StreamEvent) => void) => Promise<void>,
): Response {
  const encoder = new TextEncoder();
  let stopBeat = () => {};
  let open = true;
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const write = (text: string) => {
        if (open) controller.enqueue(encoder.encode(text));
      };
      const beat = () => {
        write(": beat\n\n");
        stopBeat = options.clock.after(beatMs, beat);
      };
      // `start` must come back before anybody can read, so the work goes on beside it.
      stopBeat = options.clock.after(beatMs, beat);
      write(": open\n\n");
      void work(({ event, data }) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`))
        .finally(() => {
          stopBeat();
          if (!open) return;
          open = false;
          controller.close();
        }).catch(() => {});
      await Promise.resolve();
    },
    cancel() {
      open = false;
      stopBeat();
      options.leaving.abort();
    },
  });
  const headers = new Headers(options.headers);
  headers.set("content-type", "text/event-stream; charset=utf-8");
  headers.set("cache-control", "no-store");
  headers.set("x-accel-buffering", "no");
  return new Response(body, { headers });
}
