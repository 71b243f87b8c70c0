/** What the calls of the plan answer, for their contracts. */
import { z } from "zod";

const date = z.iso.date();
const span = z.object({ startOn: date.nullable(), finishOn: date.nullable() });
const phase = z.enum(["start_up", "recruitment", "conduct", "close_out"]);
const state = z.enum(["unconfirmed", "confirmed"]);
const status = z.enum(["not_started", "in_progress", "done"]);
const unit = z.enum(["working", "calendar"]);

const item = {
  id: z.uuid(),
  title: z.string(),
  phase: phase.nullable(),
  ownerId: z.uuid().nullable(),
  ownerName: z.string().nullable(),
  state,
  basis: z.string().nullable(),
  status,
  ordinal: z.int(),
  restricted: z.boolean(),
  version: z.int(),
  early: span,
  late: span,
  forecast: span,
  baseline: span.nullable(),
  slackDays: z.int().nullable(),
  freeSlackDays: z.int().nullable(),
  critical: z.boolean(),
  heldBy: z.uuid().nullable(),
  missing: z.array(z.uuid()),
  lateDays: z.int().nullable(),
  slipDays: z.int().nullable(),
  baselineDays: z.int().nullable(),
};

const milestone = z.object({
  ...item,
  kind: z.string(),
  key: z.string(),
  plannedOn: z.string().nullable().meta({ description: "2027, 2027-03 or 2027-03-14" }),
  precision: z.enum(["year", "month", "day"]).nullable(),
  certainty: z.enum(["ACTUAL", "ESTIMATED"]).nullable(),
  forecastOn: date.nullable(),
  actualOn: date.nullable(),
  imported: z.boolean(),
});

const task = z.object({
  ...item,
  description: z.string().nullable(),
  plannedStart: date.nullable(),
  durationDays: z.int().nullable(),
  calendar: unit,
  plannedFinish: date.nullable(),
  forecastFinish: date.nullable(),
  actualStart: date.nullable(),
  actualFinish: date.nullable(),
  priority: z.enum(["low", "normal", "high"]),
  milestoneId: z.uuid().nullable(),
  siteId: z.uuid().nullable(),
  siteName: z.string().nullable(),
  checklist: z.object({ done: z.int(), all: z.int() }),
});

const dependency = z.object({
  id: z.uuid(),
  fromId: z.uuid(),
  toId: z.uuid(),
  type: z.enum(["FS", "SS", "FF", "SF"]),
  lagDays: z.int(),
  lagCalendar: unit,
  state,
  basis: z.string().nullable(),
  version: z.int(),
});

const baseline = z.object({
  id: z.uuid(),
  name: z.string(),
  takenOn: date,
  takenBy: z.string().nullable(),
});

const calendar = z.object({
  workingWeekdays: z.array(z.int()),
  holidays: z.array(date),
  version: z.int(),
});

const rights = z.object({ add: z.boolean(), edit: z.boolean(), remove: z.boolean() });
const counts = { milestones: z.int(), tasks: z.int(), dependencies: z.int() };

export const plan = z.object({
  milestones: z.array(milestone),
  tasks: z.array(task),
  dependencies: z.array(dependency),
  criticalPath: z.array(z.uuid()),
  slackDays: z.record(z.uuid(), z.int()),
  endOn: date.nullable(),
  forecastEndOn: date.nullable(),
  baseline: baseline.nullable(),
  baselines: z.array(baseline),
  calendar,
  today: date,
  timeZone: z.string(),
  version: z.string(),
  people: z.array(z.object({ id: z.uuid(), name: z.string() })),
  unconfirmed: z.object(counts),
  may: z.object({
    milestones: rights,
    tasks: rights,
    dependencies: rights,
    baseline: z.boolean(),
    calendar: z.boolean(),
  }),
  problem: z.string().nullable(),
  asOf: z.iso.datetime(),
});

export const preview = z.object({
  moves: z.array(z.object({
    id: z.uuid(),
    kind: z.enum(["milestone", "task"]),
    title: z.string(),
    ownerId: z.uuid().nullable(),
    ownerName: z.string().nullable(),
    from: date.nullable(),
    to: date.nullable(),
    finishFrom: date.nullable(),
    finishTo: date.nullable(),
    days: z.int().nullable(),
    changed: z.boolean(),
    heldBy: z.uuid().nullable(),
    writes: z.boolean(),
  })),
  slackUsed: z.array(
    z.object({ id: z.uuid(), before: z.int(), after: z.int(), used: z.int() }),
  ),
  endFrom: date.nullable(),
  endTo: date.nullable(),
  endMovesDays: z.int().nullable(),
  criticalPath: z.array(z.uuid()),
  needsReason: z.array(z.uuid()),
  version: z.string(),
});

export const applied = preview.extend({ written: z.int() });

export const counted = z.object(counts);

export const calendarAnswer = z.object({ calendar });

export const baselineItem = z.object({
  id: z.uuid(),
  kind: z.enum(["task", "milestone"]),
  title: z.string(),
  startOn: date.nullable(),
  finishOn: date.nullable(),
});
