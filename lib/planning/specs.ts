/** The tables of the plan for lib/rows: fields, who may, how they are sent. */
import { z } from "zod";
import { count, day, name, type RowSpec, text } from "@/lib/rows/model.ts";
import { isPartialDate } from "./dates.ts";

const phase = z.enum(["start_up", "recruitment", "conduct", "close_out"]).nullable();
const state = z.enum(["unconfirmed", "confirmed"]);
const unit = z.enum(["working", "calendar"]);
const id = z.uuid();
const ordinal = z.int().min(-1_000_000_000).max(1_000_000_000);

/** A date as precise as it is known. */
export const partialDate = z.string().max(10).refine(isPartialDate, {
  message: "Must be a date such as 2027, 2027-03 or 2027-03-14, 1950 to 2150",
});

/** Of a task, in days of its calendar. */
export const duration = count.max(3650, "Must be at most 3,650 days");

export const milestoneSpec: RowSpec = {
  table: "milestones",
  resource: "milestone",
  path: "milestones",
  one: "milestone",
  many: "milestones",
  fields: {
    title: { column: "title", schema: name(500), required: true },
    key: {
      column: "key",
      schema: z.string().regex(/^[a-z][a-z0-9_]{0,99}$/, "Must be letters a-z, digits and _"),
      fixed: true,
    },
    kind: { column: "kind", schema: name(100) },
    phase: { column: "phase", schema: phase },
    plannedOn: { column: "planned_text", schema: partialDate.nullable() },
    precision: {
      column: "planned_precision",
      schema: z.enum(["year", "month", "day"]),
      readOnly: true,
    },
    forecastOn: { column: "forecast_on", schema: day.nullable() },
    actualOn: { column: "actual_on", schema: day.nullable() },
    certainty: { column: "certainty", schema: z.enum(["ACTUAL", "ESTIMATED"]), readOnly: true },
    basis: { column: "basis", schema: z.string(), readOnly: true },
    ownerId: { column: "owner_id", schema: id.nullable() },
    state: { column: "state", schema: state },
    ordinal: { column: "ordinal", schema: ordinal },
  },
  order: ["ordinal", "created_at"],
  filters: ["phase", "state", "ownerId", "key"],
};

export const taskSpec: RowSpec = {
  table: "tasks",
  resource: "task",
  path: "tasks",
  one: "task",
  many: "tasks",
  fields: {
    title: { column: "title", schema: name(500), required: true },
    description: { column: "description", schema: text(10_000) },
    phase: { column: "phase", schema: phase },
    milestoneId: { column: "milestone_id", schema: id.nullable() },
    siteId: { column: "site_id", schema: id.nullable() },
    ownerId: { column: "owner_id", schema: id.nullable() },
    priority: { column: "priority", schema: z.enum(["low", "normal", "high"]) },
    plannedStart: { column: "planned_start", schema: day.nullable() },
    durationDays: { column: "duration_days", schema: duration.nullable() },
    calendar: { column: "calendar", schema: unit },
    forecastFinish: { column: "forecast_finish", schema: day.nullable() },
    actualStart: { column: "actual_start", schema: day.nullable() },
    actualFinish: { column: "actual_finish", schema: day.nullable() },
    state: { column: "state", schema: state },
    basis: { column: "basis", schema: z.string(), readOnly: true },
    externalKey: { column: "external_key", schema: z.string().trim().min(1).max(200), fixed: true },
    ordinal: { column: "ordinal", schema: ordinal },
  },
  order: ["ordinal", "created_at"],
  filters: ["phase", "state", "ownerId", "milestoneId", "siteId", "priority", "externalKey"],
};

export const checklistSpec: RowSpec = {
  table: "checklist_items",
  resource: "task",
  path: "checklist",
  one: "point of a checklist",
  many: "points of checklists",
  fields: {
    taskId: { column: "task_id", schema: id, required: true, fixed: true },
    label: { column: "label", schema: name(500), required: true },
    needsEvidence: { column: "needs_evidence", schema: z.boolean() },
    doneOn: { column: "done_on", schema: day.nullable() },
    doneBy: { column: "done_by", schema: id, readOnly: true },
    evidence: { column: "evidence", schema: text(2_000) },
    ordinal: { column: "ordinal", schema: ordinal },
  },
  order: ["ordinal", "created_at"],
  filters: ["taskId"],
};

export const linkFields = {
  type: z.enum(["FS", "SS", "FF", "SF"], "Must be FS, SS, FF or SF"),
  lagDays: z.int("Must be a whole number").min(-3650, "Must be at least -3,650 days")
    .max(3650, "Must be at most 3,650 days"),
  lagCalendar: unit,
};

export const dependencySpec: RowSpec = {
  table: "dependencies",
  resource: "dependency",
  path: "dependencies",
  one: "link",
  many: "links",
  fields: {
    fromId: { column: "from_id", schema: id, readOnly: true },
    toId: { column: "to_id", schema: id, readOnly: true },
    type: { column: "type", schema: linkFields.type },
    lagDays: { column: "lag_days", schema: linkFields.lagDays },
    lagCalendar: { column: "lag_calendar", schema: unit },
    state: { column: "state", schema: state },
    basis: { column: "basis", schema: z.string(), readOnly: true },
  },
  order: ["created_at"],
  filters: ["fromId", "toId", "state"],
};

export const baselineSpec: RowSpec = {
  table: "baselines",
  resource: "baseline",
  path: "baselines",
  one: "baseline",
  many: "baselines",
  fields: { name: { column: "name", schema: name(200), required: true } },
  order: ["created_at"],
};
