/** The text of an event stream. */
import type { Change, EndReason, Presence, ResetReason } from "./model.ts";

const encoder = new TextEncoder();

function block(...lines: string[]): Uint8Array {
  return encoder.encode(`${lines.join("\n")}\n\n`);
}

const data = (value: unknown) => `data: ${JSON.stringify(value)}`;

/** First of all: where the stream stands, so that a client that is cut off early misses nothing. */
export const hello = (cursor: number, retryMs: number) =>
  block(`retry: ${retryMs}`, `id: ${cursor}`);

export const heartbeat = block(": still here");

/** `unnamed` leaves the event line out: EventSource has no listener for all names. */
export function change({ seq, verb, ...rest }: Change, unnamed: boolean): Uint8Array {
  const name = `${rest.entity}.${verb}`;
  return unnamed
    ? block(`id: ${seq}`, data({ type: name, ...rest }))
    : block(`id: ${seq}`, `event: ${name}`, data(rest));
}

export const presence = (who: Presence) => block("event: presence", data(who));

/** `cursor`: where a client goes on after it loaded anew; null where the stream ends with this. */
export function reset(reason: ResetReason, cursor: number | null): Uint8Array {
  const lines = ["event: reset", data({ reason })];
  return cursor === null ? block(...lines) : block(`id: ${cursor}`, ...lines);
}

export const end = (reason: EndReason) => block("event: end", data({ reason }));
