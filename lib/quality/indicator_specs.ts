/** Rows of indicators, their values and limits, for the calls that all rows share (lib/rows). */
import { z } from "zod";
import { day, name, type RowSpec, text } from "@/lib/rows/model.ts";
import * as m from "./model.ts";
import { noFactor, noSite, optional, ordinal, whole } from "./specs.ts";

const id = z.uuid();

/** A number that the column holds as it is sent: at most so many decimals. */
export const decimal = (most: number, digits: number) =>
  z.number().min(0, "Must not be negative")
    .max(most, `Must be at most ${most.toLocaleString("en")}`)
    .refine((n) => Number(n.toFixed(digits)) === n, `Must have at most ${digits} decimals`);
const threshold = decimal(99_999_999, 4);
const least = decimal(9_999_999_999, 2).refine((n) => n > 0, "Must be more than 0");
const counted = decimal(999_999_999_999, 2);

const noKri = { path: "/kriId", message: "There is no such indicator in this study" };

export const kriSpec: RowSpec = {
  table: "kris",
  resource: "kri",
  path: "kris",
  one: "key risk indicator",
  many: "key risk indicators",
  fields: {
    title: { column: "title", schema: name(300), required: true },
    description: { column: "description", schema: text(10_000) },
    numerator: { column: "numerator", schema: name(300), required: true },
    denominator: { column: "denominator", schema: name(300), required: true },
    multiplier: {
      column: "multiplier",
      schema: z.union([z.literal(1), z.literal(100), z.literal(1000)], "Must be 1, 100 or 1000"),
    },
    source: { column: "source", schema: z.enum(m.SOURCES) },
    period: { column: "period", schema: z.enum(m.PERIODS) },
    direction: { column: "direction", schema: z.enum(m.DIRECTIONS) },
    amber: { column: "amber", schema: threshold, required: true },
    red: { column: "red", schema: threshold, required: true },
    minDenominator: { column: "min_denominator", schema: least },
    ownerId: { column: "owner_id", schema: optional },
    criticalFactorId: { column: "critical_factor_id", schema: optional },
    ordinal: { column: "ordinal", schema: ordinal },
  },
  derived: {
    from: "kri_standing",
    fields: {
      newestOn: { column: "newest_on", schema: day },
      onTrack: { column: "on_track", schema: whole },
      atRisk: { column: "at_risk", schema: whole },
      critical: { column: "critical", schema: whole },
      unknown: { column: "unknown", schema: whole },
      criticalTwice: { column: "critical_twice", schema: whole },
    },
  },
  order: ["ordinal", "created_at"],
  filters: ["source", "ownerId", "criticalFactorId"],
  words: {
    kris_thresholds: {
      path: "/red",
      message:
        "Critical must be beyond at risk: above it when higher is worse, below it when lower is worse",
    },
    kris_critical_factor_id_project_id_fkey: noFactor,
  },
};

export const kriValueSpec: RowSpec = {
  table: "kri_values",
  resource: "kri_value",
  path: "kri-values",
  one: "value of an indicator",
  many: "values of indicators",
  fields: {
    kriId: { column: "kri_id", schema: id, required: true, fixed: true },
    siteId: { column: "site_id", schema: id, required: true, fixed: true },
    periodOn: { column: "period_on", schema: day, required: true, fixed: true },
    numerator: { column: "numerator", schema: counted.nullable() },
    denominator: { column: "denominator", schema: counted.nullable() },
    note: { column: "note", schema: text(2000) },
  },
  derived: {
    from: "kri_value_standing",
    fields: {
      value: { column: "value", schema: z.number() },
      status: { column: "status", schema: z.enum(m.STATUSES) },
    },
  },
  order: ["period_on"],
  filters: [
    ...["kriId", "siteId", "periodOn", "status"],
    { name: "periodFrom", field: "periodOn", by: "from" },
    { name: "periodTo", field: "periodOn", by: "to" },
  ],
  words: {
    kri_values_kri_id_site_id_period_on_key: {
      path: "/periodOn",
      message: "There is a value of this site for this period already",
    },
    kri_values_kri_id_project_id_fkey: noKri,
    kri_values_site_id_project_id_fkey: noSite,
  },
};

export const qtlSpec: RowSpec = {
  table: "qtls",
  resource: "kri",
  path: "qtls",
  one: "quality tolerance limit",
  many: "quality tolerance limits",
  fields: {
    title: { column: "title", schema: name(300), required: true },
    justification: { column: "justification", schema: text(10_000) },
    kriId: { column: "kri_id", schema: id, required: true, fixed: true },
    direction: { column: "direction", schema: z.enum(m.DIRECTIONS) },
    warningLimit: { column: "warning_limit", schema: threshold.nullable() },
    limitValue: { column: "limit_value", schema: threshold, required: true },
    minDenominator: { column: "min_denominator", schema: least },
    ownerId: { column: "owner_id", schema: optional },
  },
  derived: {
    from: "qtl_facts",
    fields: {
      numerator: { column: "numerator", schema: z.number() },
      denominator: { column: "denominator", schema: z.number() },
      value: { column: "value", schema: z.number() },
      status: { column: "status", schema: z.enum(m.STATUSES) },
    },
  },
  order: ["created_at"],
  filters: ["kriId", "status"],
  words: {
    qtls_limits: {
      path: "/warningLimit",
      message: "The warning must come before the limit: under it when higher is worse, else above",
    },
    qtls_kri_id_project_id_fkey: noKri,
  },
};
