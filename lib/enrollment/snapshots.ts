/** One snapshot: how it is sent, what it must satisfy, what about it is odd. */
import { z } from "zod";
import { count, day, type RowSpec, text } from "@/lib/rows/model.ts";
import { COUNT_WORDS, type CountName, COUNTS, type Counts, type Reasons } from "./model.ts";

const reasons = z.record(
  z.string().trim().min(1, "Must name a reason").max(200, "Must be at most 200 characters"),
  z.int("Must be a whole number").min(0, "Must not be negative").max(10_000_000),
).refine((all) => Object.keys(all).length <= 50, "Must be at most 50 reasons");

export const SNAPSHOTS: RowSpec = {
  table: "enrollment_snapshots",
  resource: "enrollment",
  path: "enrollment",
  one: "enrollment snapshot",
  many: "enrollment snapshots",
  order: ["as_of"],
  fields: {
    siteId: { column: "site_id", schema: z.uuid(), required: true, fixed: true },
    asOf: { column: "as_of", schema: day, required: true },
    prescreened: { column: "prescreened", schema: count.nullable() },
    screened: { column: "screened", schema: count.nullable() },
    screenFailed: { column: "screen_failed", schema: count.nullable() },
    failureReasons: { column: "failure_reasons", schema: reasons },
    enrolled: { column: "enrolled", schema: count.nullable() },
    withdrawn: { column: "withdrawn", schema: count.nullable() },
    completed: { column: "completed", schema: count.nullable() },
    note: { column: "note", schema: text(2_000) },
  },
  filters: [
    "siteId",
    { name: "from", field: "asOf", by: "from" },
    { name: "to", field: "asOf", by: "to" },
  ],
};

/** A row of the entry grid. Counts that are not given stay as they are. */
export const snapshotRow = z.object({
  siteId: z.uuid(),
  asOf: day,
  /** The version that was seen; 0: none was there. Absent: whatever is there is changed. */
  version: z.int().min(0).optional(),
  /** Takes the snapshot back. */
  remove: z.boolean().optional(),
  prescreened: count.nullable().optional(),
  screened: count.nullable().optional(),
  screenFailed: count.nullable().optional(),
  failureReasons: reasons.optional(),
  enrolled: count.nullable().optional(),
  withdrawn: count.nullable().optional(),
  completed: count.nullable().optional(),
  note: text(2_000).optional(),
});
export type SnapshotRow = z.infer<typeof snapshotRow>;

export interface FieldFault {
  /** Name of the field; "" for the row. */
  field: string;
  message: string;
}

const sum = (...parts: (number | null)[]) => parts.reduce<number>((all, n) => all + (n ?? 0), 0);

/** Two parts that together must not be more than a whole, as the table's checks have it. */
function within(
  counts: Counts,
  whole: CountName,
  parts: readonly [CountName, CountName],
): FieldFault[] {
  const most = counts[whole];
  if (most === null || sum(...parts.map((part) => counts[part])) <= most) return [];
  const alone = parts.filter((part) => (counts[part] ?? 0) > most);
  if (alone.length > 0) {
    return alone.map((part) => ({
      field: part,
      message: `Cannot have ${counts[part]} ${COUNT_WORDS[part]}: only ${most} ${
        COUNT_WORDS[whole]
      }`,
    }));
  }
  const [first, second] = parts;
  return [{
    field: first,
    message: `Cannot have ${counts[first]} ${COUNT_WORDS[first]} and ${counts[second]} ${
      COUNT_WORDS[second]
    }: together more than the ${most} ${COUNT_WORDS[whole]}`,
  }];
}

/** What the counts of one snapshot say that cannot be. The table's checks refuse the same. */
export function faultsOf(counts: Counts, failureReasons: Reasons): FieldFault[] {
  if (COUNTS.every((name) => counts[name] === null)) {
    return [{ field: "", message: "Cannot keep a snapshot without counts: give at least one" }];
  }
  const given = sum(...Object.values(failureReasons));
  const failed = counts.screenFailed ?? 0;
  return [
    ...within(counts, "screened", ["enrolled", "screenFailed"]),
    ...within(counts, "enrolled", ["withdrawn", "completed"]),
    ...(given > failed
      ? [{
        field: "failureReasons",
        message: `Cannot give reasons for ${given} screen failures: ${failed} failed`,
      }]
      : []),
  ];
}

/** The last day that has begun anywhere on earth (UTC+14): nothing was counted after it. */
export function latestDay(now: Date): string {
  return new Date(now.getTime() + 14 * 3_600_000).toISOString().slice(0, 10);
}

export interface Neighbour {
  asOf: string;
  counts: Counts;
}

/**
 * What is odd but may be: counts are cumulative, so a later one that is lower is a correction, or a
 * slip. In words, by field.
 */
export function warningsOf(
  counts: Counts,
  before: Neighbour | null,
  after: Neighbour | null,
): FieldFault[] {
  const found: FieldFault[] = [];
  for (const name of COUNTS) {
    const now = counts[name];
    if (now === null) continue;
    const was = before?.counts[name] ?? null;
    const next = after?.counts[name] ?? null;
    if (was !== null && was > now) {
      const message = `${now} ${COUNT_WORDS[name]} is fewer than the ${was} of ${before!.asOf}`;
      found.push({ field: name, message });
    }
    if (next !== null && next < now) {
      const message = `${now} ${COUNT_WORDS[name]} is more than the ${next} of ${after!.asOf}`;
      found.push({ field: name, message });
    }
  }
  if (counts.prescreened !== null && (counts.screened ?? 0) > counts.prescreened) {
    const message =
      `${counts.screened} screened is more than the ${counts.prescreened} prescreened`;
    found.push({ field: "screened", message });
  }
  return found;
}
