/** The rows of the budget, lines and bookings, for the calls that all rows share (lib/rows). */
import { z } from "zod";
import { day, name, type RowSpec, text } from "@/lib/rows/model.ts";
import { BASES, CATEGORIES, DRIVERS, isCurrency } from "./model.ts";

const MINOR = "Must be a whole number of minor units, such as cents, that JSON holds exactly";
const minor = z.int(MINOR);
const quantity = z.int("Must be a whole number").min(0, "Must not be negative")
  .max(1_000_000, "Must be at most 1,000,000");
const currency = z.string().refine(isCurrency, "Must be a currency such as EUR (ISO 4217)");
const derivedMoney = (column: string) => ({ column, schema: minor });
const key = { column: "external_key", schema: text(200) };
const sameKey = (what: string) => ({
  path: "/externalKey",
  message: `Another ${what} of the study has this key`,
});

export const lineSpec: RowSpec = {
  table: "budget_lines",
  resource: "budget",
  path: "budget",
  one: "budget line",
  many: "budget lines",
  fields: {
    title: { column: "title", schema: name(500), required: true },
    category: { column: "category", schema: z.enum(CATEGORIES) },
    driver: { column: "driver", schema: z.enum(DRIVERS), required: true },
    currency: { column: "currency", schema: currency, required: true },
    unitAmount: {
      column: "unit_amount",
      schema: minor.min(0, "Must not be negative"),
      required: true,
    },
    plannedQuantity: { column: "planned_quantity", schema: quantity, required: true },
    forecastQuantity: { column: "forecast_quantity", schema: quantity.nullable() },
    milestoneId: { column: "milestone_id", schema: z.uuid().nullable() },
    siteId: { column: "site_id", schema: z.uuid().nullable() },
    startsOn: { column: "starts_on", schema: day.nullable() },
    endsOn: { column: "ends_on", schema: day.nullable() },
    ownerId: { column: "owner_id", schema: z.uuid().nullable() },
    note: { column: "note", schema: text(2000) },
    externalKey: key,
    ordinal: { column: "ordinal", schema: z.int().min(-1_000_000).max(1_000_000) },
  },
  derived: {
    from: "budget_facts",
    fields: {
      planned: derivedMoney("planned"),
      actual: derivedMoney("actual"),
      forecast: derivedMoney("forecast"),
      variance: derivedMoney("variance"),
      varianceRatio: { column: "variance_ratio", schema: z.number() },
      basis: { column: "basis", schema: z.enum(BASES) },
      expected: { column: "expected", schema: z.int() },
      happened: { column: "happened", schema: z.int() },
      unbooked: derivedMoney("unbooked"),
      bookings: { column: "bookings", schema: z.int() },
      lastBookedOn: { column: "last_booked_on", schema: day },
    },
  },
  order: ["ordinal"],
  filters: [
    ...["category", "driver", "currency", "milestoneId", "siteId", "ownerId", "basis"],
    { name: "varianceFrom", field: "varianceRatio", by: "from" },
    { name: "varianceTo", field: "varianceRatio", by: "to" },
    { name: "booked", field: "lastBookedOn", by: "known" },
  ],
  words: {
    budget_lines_planned: {
      path: "/unitAmount",
      message: "Cannot plan this: unit amount × planned quantity is more than can be kept exactly",
    },
    budget_lines_forecast: {
      path: "/forecastQuantity",
      message:
        "Cannot expect this: unit amount × forecast quantity is more than can be kept exactly",
    },
    budget_lines_dates: { path: "/endsOn", message: "Cannot end before it starts" },
    budget_lines_start: { path: "/startsOn", message: "Must be given where there is an end" },
    budget_lines_milestone: {
      path: "/milestoneId",
      message: "Only a line driven by a milestone has one",
    },
    budget_lines_project_id_external_key_key: sameKey("line"),
  },
};

export const actualSpec: RowSpec = {
  table: "budget_actuals",
  resource: "budget",
  path: "budget-actuals",
  one: "booking",
  many: "bookings",
  fields: {
    lineId: { column: "line_id", schema: z.uuid(), required: true, fixed: true },
    bookedOn: { column: "booked_on", schema: day, required: true },
    amount: {
      column: "amount",
      schema: minor.refine((amount) => amount !== 0, "Must not be 0"),
      required: true,
    },
    // The line's, where it is not given.
    currency: { column: "currency", schema: currency, fixed: true },
    quantity: { column: "quantity", schema: quantity.nullable() },
    reference: { column: "reference", schema: text(200) },
    note: { column: "note", schema: text(2000) },
    externalKey: key,
  },
  order: ["booked_on"],
  filters: [
    "lineId",
    "currency",
    { name: "bookedFrom", field: "bookedOn", by: "from" },
    { name: "bookedTo", field: "bookedOn", by: "to" },
  ],
  words: { budget_actuals_project_id_external_key_key: sameKey("booking") },
};
