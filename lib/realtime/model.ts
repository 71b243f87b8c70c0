/** What an event stream says, and within which bounds. */
import { z } from "zod";

export const person = z.object({ id: z.uuid(), name: z.string().nullable() });

/** Data of a change: what changed, who did it and when; never what it was changed to. */
export const changeData = z.object({
  entity: z.string(),
  id: z.uuid(),
  actor: person.nullable(),
  at: z.iso.datetime(),
});
export type ChangeData = z.infer<typeof changeData>;

/** A change with its number in the chain of the organisation. */
export interface Change extends ChangeData {
  seq: number;
  verb: string;
}

/** Who has the project open now: `count` of all, the first 50 by name. */
export interface Presence {
  count: number;
  people: { id: string; name: string }[];
}

/** Why the client should load anew what it shows. */
export type ResetReason = "too_old" | "unknown" | "slow";

/**
 * Why a stream ended: the token's time is up, the session was ended, the project is gone or the
 * caller may not read it any more, the process stops, something failed here. `closed`: the client
 * went; `slow`: it did not read.
 */
export type EndReason = "expired" | "session" | "access" | "shutdown" | "failed";
export type Ended = EndReason | "slow" | "closed";

const irregular: Record<string, string> = { criteria: "criterion", analyses: "analysis" };

/** `eligibility_criteria` -> `eligibility_criterion`: the name of a table, its last word singular. */
export function entityOf(table: string): string {
  const at = table.lastIndexOf("_") + 1;
  return table.slice(0, at) + singular(table.slice(at));
}

function singular(word: string): string {
  const known = irregular[word];
  if (known) return known;
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (/(ss|sh|ch|x|z)es$/.test(word)) return word.slice(0, -2);
  return /[^s]s$/.test(word) && !word.endsWith("us") ? word.slice(0, -1) : word;
}

/** Why a client that stands at `after` cannot simply go on; null when it can. */
export function resetFor(
  after: number | null,
  present: number,
  tooMany: boolean,
): ResetReason | null {
  if (after === null) return null;
  if (after > present) return "unknown";
  return tooMany ? "too_old" : null;
}

/** What private.record announces: `org:project:seq`; project null: several, or the organisation. */
export interface Announcement {
  org: string;
  project: string | null;
  seq: number;
}

export function parseAnnouncement(payload: string): Announcement | null {
  const [, org, project, seq] = /^([0-9a-f-]{36}):([0-9a-f-]{36})?:(\d{1,15})$/.exec(payload) ?? [];
  return org ? { org, project: project ?? null, seq: Number(seq) } : null;
}

/** Bounds and times of a process's streams, in milliseconds where they are times. */
export interface Limits {
  perUser: number;
  perProcess: number;
  /** Events that a client may have missed; more, and it is told to load anew. */
  replay: number;
  /** Events read at once, and bytes kept for a client that has not read yet. */
  batch: number;
  bufferBytes: number;
  /** How long a client may leave its buffer unread; then how long it has for the farewell. */
  stallMs: number;
  drainMs: number;
  /** A comment goes out after this much silence. */
  heartbeatMs: number;
  /** What the client is told to wait before it connects again. */
  retryMs: number;
  /** Between two beats: while wake-ups come by themselves, and while they do not. */
  beatMs: number;
  pollMs: number;
  tickMs: number;
  /** Reads at the same time; more would take turns from people. */
  readers: number;
}

export const defaultLimits: Limits = {
  perUser: 20,
  perProcess: 2000,
  replay: 1000,
  batch: 100,
  bufferBytes: 64 * 1024,
  stallMs: 30_000,
  drainMs: 10_000,
  heartbeatMs: 15_000,
  retryMs: 3000,
  beatMs: 5000,
  pollMs: 2000,
  tickMs: 1000,
  readers: 3,
};
