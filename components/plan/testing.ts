/** A small plan as the page gets it, for tests of components. */
import type { Milestone, Plan, Task } from "@/lib/planning/model.ts";

const TIMING = {
  late: { startOn: null, finishOn: null },
  baseline: null,
  slackDays: null,
  freeSlackDays: null,
  critical: false,
  heldBy: null,
  missing: [],
  lateDays: 0,
  slipDays: 0,
  baselineDays: null,
};

export function taskOf(
  id: string,
  startOn: string,
  finishOn: string,
  more: Partial<Task> = {},
): Task {
  return {
    id,
    title: `Task ${id}`,
    phase: "start_up",
    ownerId: null,
    ownerName: null,
    state: "confirmed",
    basis: null,
    status: "not_started",
    ordinal: 0,
    restricted: false,
    version: 1,
    description: null,
    plannedStart: startOn,
    durationDays: 5,
    calendar: "working",
    plannedFinish: finishOn,
    forecastFinish: null,
    actualStart: null,
    actualFinish: null,
    priority: "normal",
    milestoneId: null,
    siteId: null,
    siteName: null,
    checklist: { done: 0, all: 0 },
    ...TIMING,
    early: { startOn, finishOn },
    forecast: { startOn, finishOn },
    ...more,
  };
}

export function milestoneOf(id: string, on: string, more: Partial<Milestone> = {}): Milestone {
  return {
    id,
    title: `Milestone ${id}`,
    phase: "close_out",
    ownerId: null,
    ownerName: null,
    state: "confirmed",
    basis: null,
    status: "not_started",
    ordinal: 0,
    restricted: false,
    version: 1,
    kind: "milestone",
    key: id,
    plannedOn: on,
    precision: "day",
    certainty: null,
    forecastOn: null,
    actualOn: null,
    imported: false,
    ...TIMING,
    early: { startOn: on, finishOn: on },
    forecast: { startOn: on, finishOn: on },
    ...more,
  };
}

const ALL = { add: true, edit: true, remove: true };

export function planOf(changes: Partial<Plan> = {}): Plan {
  return {
    milestones: [],
    tasks: [],
    dependencies: [],
    criticalPath: [],
    slackDays: {},
    endOn: null,
    forecastEndOn: null,
    baseline: null,
    baselines: [],
    calendar: { workingWeekdays: [1, 2, 3, 4, 5], holidays: [], version: 1 },
    today: "2026-03-12",
    timeZone: "UTC",
    version: "v1",
    people: [],
    unconfirmed: { milestones: 0, tasks: 0, dependencies: 0 },
    may: { milestones: ALL, tasks: ALL, dependencies: ALL, baseline: true, calendar: true },
    problem: null,
    asOf: "2026-03-12T09:41:00.000Z",
    ...changes,
  };
}
