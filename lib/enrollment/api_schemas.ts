/** What the calls of enrollment take and give. */
import { z } from "zod";
import { itemSchema } from "@/lib/rows/model.ts";
import { COUNTS, RATES, SITE_SORTS } from "./model.ts";
import { snapshotRow, SNAPSHOTS } from "./snapshots.ts";

const item = itemSchema(SNAPSHOTS);
const warnings = z.array(z.object({ path: z.string(), message: z.string() }))
  .describe("What is odd about it and allowed, such as a count lower than an earlier one");

export const oneAnswer = z.object({ item, warnings });

/** Rows of one save: a day of 1,148 sites fits. */
export const bulkBody = z.object({
  rows: z.array(snapshotRow).min(1, "Must hold at least one row")
    .max(2_000, "Must hold at most 2,000 rows"),
  reason: z.string().max(2_000).optional(),
});
export const bulkAnswer = z.object({
  items: z.array(item),
  removed: z.int(),
  unchanged: z.int(),
  warnings,
});

export const summaryQuery = z.object({
  country: z.string().max(200).optional()
    .describe("Only sites of this country; empty: those whose country is not known"),
  siteId: z.uuid().optional(),
  sort: z.enum(SITE_SORTS).optional(),
  down: z.enum(["true", "false"]).transform((text) => text === "true").optional(),
  from: z.coerce.number().int().min(0).max(1_000_000).optional()
    .describe("Sites before the first of the table, which holds 50"),
}).refine((query) => query.country === undefined || query.siteId === undefined, {
  path: ["siteId"],
  message: "Give country or siteId, not both",
});

const number = z.number().nullable();
const date = z.iso.date().nullable();
const named = <K extends string, T extends z.ZodType>(names: readonly K[], schema: T) =>
  z.object(Object.fromEntries(names.map((name) => [name, schema])) as Record<K, T>);

const total = z.object({ n: number, sites: z.int(), oldest: date, newest: date });
const rate = z.object({
  value: number.describe("A share of 1; null: unknown"),
  numerator: number,
  denominator: number,
  sites: z.int(),
  formula: z.string(),
  unknown: z.string().nullable().describe("Why it is unknown"),
});
const group = {
  sites: z.int(),
  counted: z.int().describe("Sites with at least one snapshot"),
  target: number,
  counts: named(COUNTS, total),
  rates: named(RATES, rate),
};
const planDay = z.object({
  milestoneId: z.uuid().nullable(),
  on: date.describe("The day that counts; of a month or year its last"),
  basis: z.enum(["actual", "registry", "forecast", "planned"]).nullable(),
  said: z.string().nullable(),
  state: z.enum(["unconfirmed", "confirmed"]).nullable(),
});

export const summaryAnswer = z.object({
  scope: z.object({
    kind: z.enum(["study", "country", "site"]),
    country: z.string().nullable(),
    site: z.object({ id: z.uuid(), name: z.string(), number: z.string().nullable() }).nullable(),
  }),
  asOf: date,
  total: z.object({ ...group, reasons: z.record(z.string(), z.int()) }),
  plan: z.object({
    target: number,
    first: planDay,
    last: planDay,
    missing: z.array(
      z.enum(["target", "first_participant_in", "last_participant_in", "order"]),
    ),
    sitesWithoutTarget: number,
  }),
  series: z.array(
    z.object({ on: z.iso.date(), enrolled: z.int(), sites: z.int(), planned: number }),
  ),
  planned: number,
  today: z.iso.date(),
  over: z.boolean(),
  countries: z.array(z.object({ ...group, country: z.string() })),
  sites: z.object({
    rows: z.array(z.object({
      ...group,
      id: z.uuid(),
      number: z.string().nullable(),
      name: z.string(),
      country: z.string().nullable(),
      asOf: date,
      planned: number,
    })),
    total: z.int(),
    from: z.int(),
    sort: z.enum(SITE_SORTS),
    down: z.boolean(),
  }),
});
