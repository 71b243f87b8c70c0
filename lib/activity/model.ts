import { z } from "zod";
import type { Brand } from "@/lib/brand/model.ts";
import type { ProjectSummary } from "@/lib/projects/model.ts";

/** One entry of the audit trail; `seq` is its number in the chain of the organisation. */
export const activityEvent = z.object({
  seq: z.int(),
  at: z.iso.datetime(),
  actor: z.object({ id: z.uuid(), name: z.string().nullable() }).nullable(),
  actorKind: z.enum(["human", "agent", "system"]),
  onBehalfOf: z.uuid().nullable(),
  projectId: z.uuid().nullable().describe("Null for what belongs to the organisation itself"),
  entity: z.string(),
  entityId: z.uuid(),
  action: z.string(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
  reason: z.string().nullable(),
  restricted: z.boolean(),
  hash: z.string(),
}).meta({ id: "ActivityEvent" });
export type ActivityEvent = z.infer<typeof activityEvent>;

/** Characters that no text of ours has; Postgres refuses the first. */
// deno-lint-ignore no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;

const isMoment = (text: string) => {
  const time = Date.parse(text);
  return time >= Date.UTC(1900, 0, 1) && time < Date.UTC(10_000, 0, 1);
};
const DAY_WORDS = "Must be a date such as 2026-11-21, or a moment with a time zone";
const day = z.iso.date({ error: DAY_WORDS, abort: true }).refine(isMoment, DAY_WORDS);
const instant = z.iso.datetime({ offset: true, error: DAY_WORDS, abort: true }).refine(
  isMoment,
  DAY_WORDS,
)
  .transform((text) => new Date(text).toISOString());
const when = z.union([day, instant]);

export const actorKinds = ["human", "agent", "system"] as const;
export const periods = ["today", "7d", "30d"] as const;

/** Days are those of the study's time zone, or of the organisation's where it has none. */
const filters = {
  entity: z.string().regex(/^[a-z_]{1,63}$/, "Must be the name of a table").optional()
    .describe("Table, such as projects"),
  actor: z.union([z.uuid(), z.literal("system")], "Must be the id of a person, or system")
    .optional()
    .describe("Who did it: a person's id, or system"),
  kind: z.enum(actorKinds).optional().describe("What did it: a person, an agent, the system"),
  action: z.string().regex(/^[a-z_]{1,63}$/, "Must be an action, such as update").optional()
    .describe("insert, update, delete, read (somebody looked at a restricted record)"),
  period: z.enum(periods).optional().describe("Today, or the last days, today included"),
  from: when.optional().describe("Day (of the study's time zone) or moment, inclusive"),
  to: when.optional().describe("Day (of the study's time zone), inclusive, or moment, exclusive"),
  q: z.string().trim().min(1).max(200)
    .refine((text) => !CONTROL.test(text) && text.isWellFormed(), "Must be plain text")
    .optional().describe("Part of the reason"),
};

export const activityFilters = z.strictObject(filters);
export type ActivityFilters = z.infer<typeof activityFilters>;

export const activityQuery = z.strictObject({
  ...filters,
  cursor: z.string().regex(/^\d{1,15}$/, "Must be a cursor of an earlier answer")
    .transform(Number).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ActivityQuery = z.infer<typeof activityQuery>;

export const activityPage = z.object({
  events: z.array(activityEvent),
  nextCursor: z.string().nullable(),
});
export type ActivityPage = z.infer<typeof activityPage>;

/** What a filter can be set to: what occurs among the entries that the reader may see. */
export interface ActivityChoices {
  entities: string[];
  actions: string[];
  kinds: ActivityEvent["actorKind"][];
  /** Name: null for whom nobody here knows any more. */
  people: { id: string; name: string | null }[];
}

/** What the entries of a page speak of. */
export interface ActivityContext {
  /** IANA name, or UTC: the time zone of days and moments on the page. */
  zone: string;
  /** Names of records and people, by id, as far as the trail knows them. */
  labels: Record<string, { entity: string; name: string }>;
  /** Ids of records that can still be opened. */
  there: string[];
}

/** How the chain of an organisation stands, and the last check of it; numbers are of entries. */
export interface ChainState {
  organizationId: string;
  seq: number;
  hash: string;
  check: null | {
    state: "running" | "intact" | "broken";
    startedAt: string;
    /** Null for the system. */
    by: string | null;
    checkedAt: string;
    /** The check came so far. */
    upto: number;
    length: number;
    /** The head at `upto`. */
    hash: string;
    brokenAt: number | null;
    /** The head kept outside the database that it was compared with. */
    outside: { seq: number; at: string } | null;
  };
}

/** Whose trail it is. */
export interface ActivityFrame {
  /** Null for the trail of an organisation. */
  project: ProjectSummary | null;
  organization: { id: string; name: string; brand: Brand | null };
}

/** What a page of the trail shows. */
export type ActivityView = ActivityPage & ActivityFrame & ActivityContext & {
  choices: ActivityChoices;
  chain: ChainState;
};

/** What recomputing the chain of an organisation came to. */
export const chainVerdict = z.object({
  ok: z.boolean(),
  length: z.int(),
  head: z.string().nullable(),
  brokenAt: z.int().optional().describe("Number of the first entry that does not fit"),
  outsideHead: z.object({ seq: z.int(), at: z.iso.datetime() }).nullable()
    .describe("The recorded head, kept outside the database, that the chain was compared with"),
});
export type ChainVerdict = z.infer<typeof chainVerdict>;

/** The end of an organisation's chain, as recorded outside the database. */
export const recordedHead = z.object({
  at: z.iso.datetime(),
  orgId: z.uuid(),
  seq: z.int().nonnegative(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** The chain no longer held the head recorded before; this one must not be trusted. */
  broken: z.boolean().optional(),
});
export type RecordedHead = z.infer<typeof recordedHead>;
