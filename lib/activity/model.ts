import { z } from "zod";

/** One entry of the audit trail; `seq` is its number in the chain of the organisation. */
export const activityEvent = z.object({
  seq: z.int(),
  at: z.iso.datetime(),
  actor: z.object({ id: z.uuid(), name: z.string().nullable() }).nullable(),
  actorKind: z.enum(["human", "agent", "system"]),
  onBehalfOf: z.uuid().nullable(),
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

const DAY_MS = 24 * 3600 * 1000;
const day = z.iso.date("Must be a date such as 2026-11-21, or a moment with a time zone");
const instant = z.iso.datetime({ offset: true });

/** A day stands for its first moment in UTC. */
const since = z.union([day, instant]).transform((text) => new Date(text));
/** A day stands for all of it: the first moment of the next one, in UTC, is no longer meant. */
const until = z.union([
  day.transform((text) => new Date(Date.parse(text) + DAY_MS)),
  instant.transform((text) => new Date(text)),
]);

const filters = {
  entity: z.string().regex(/^[a-z_]{1,63}$/, "Must be the name of a table").optional()
    .describe("Table, such as projects"),
  actor: z.uuid().optional().describe("Who did it"),
  from: since.optional().describe("Day or moment, inclusive"),
  to: until.optional().describe("Day, inclusive, or moment, exclusive"),
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
