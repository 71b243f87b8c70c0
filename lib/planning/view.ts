/** From the rows of a plan and its two passes to what pages and callers see. Pure. */
import { daysBetween, daysOutside, lastDay } from "./dates.ts";
import type { MilestoneFacts, PlanDoc, TaskFacts } from "./facts.ts";
import type * as m from "./model.ts";
import { calendarOf, finishOn, type Pass, passOf, type PassResult, reachedOn } from "./passes.ts";

const NO_DATES: m.Span = { startOn: null, finishOn: null };

interface Passes {
  plan: PassResult;
  forecast: PassResult;
  baseline: Map<string, m.Span>;
  today: string;
}

/** What an item promised by its own dates (as precise as given), and the day it was done. */
interface Own {
  id: string;
  plannedFinish: string | null;
  doneOn: string | null;
  /** Its finish by plan, or by forecast, cannot be told: its duration is not known. */
  openEnd: { plan: boolean; forecast: boolean };
}

function timing(own: Own, { plan, forecast, baseline, today }: Passes): m.Timing {
  const [early, expected] = [plan.items.get(own.id), forecast.items.get(own.id)];
  const told = (startOn?: string | null, finishOn?: string | null, pass: Pass = "plan") => ({
    startOn: startOn ?? null,
    finishOn: own.openEnd[pass] ? null : finishOn ?? null,
  });
  const forecastSpan = told(expected?.startOn, expected?.finishOn, "forecast");
  const promised = baseline.get(own.id) ?? null;
  const finish = own.doneOn ?? forecastSpan.finishOn;
  const planned = own.plannedFinish;
  return {
    early: told(early?.startOn, early?.finishOn),
    late: told(early?.lateStartOn, early?.lateFinishOn),
    forecast: forecastSpan,
    baseline: promised,
    // How far it may move is not known of what nobody knows how long it takes.
    slackDays: own.openEnd.plan ? null : early?.slackDays ?? null,
    freeSlackDays: own.openEnd.plan ? null : early?.freeSlackDays ?? null,
    critical: early?.critical ?? false,
    heldBy: early?.drivingPredecessor ?? null,
    missing: early?.missing ?? [],
    lateDays: planned === null ? null : Math.max(0, daysOutside(planned, own.doneOn ?? today)),
    slipDays: planned === null || finish === null ? null : daysOutside(planned, finish),
    baselineDays: finish === null || !promised?.finishOn
      ? null
      : daysBetween(promised.finishOn, finish),
  };
}

function milestone(row: MilestoneFacts, passes: Passes): m.Milestone {
  const doneOn = reachedOn(row, passes.today);
  // Of a registry's "it was in March 2015" no day is known, so it is not late within March.
  const byWord = doneOn !== null && row.actualOn === null;
  return {
    ...row,
    status: doneOn === null ? "not_started" : "done",
    ...timing({
      id: row.id,
      plannedFinish: row.plannedOn,
      doneOn: byWord && row.plannedOn !== null ? lastDay(row.plannedOn) : doneOn,
      openEnd: { plan: false, forecast: false },
    }, passes),
  };
}

export const statusOf = (
  task: { actualStart: string | null; actualFinish: string | null },
): m.Status =>
  task.actualFinish !== null ? "done" : task.actualStart !== null ? "in_progress" : "not_started";

function task(row: TaskFacts, passes: Passes, doc: PlanDoc): m.Task {
  const plannedFinish = finishOn(calendarOf(doc), row);
  const { id, actualFinish: doneOn } = row;
  const plan = row.durationDays === null && doneOn === null;
  const openEnd = { plan, forecast: plan && row.forecastFinish === null };
  return {
    ...row,
    status: statusOf(row),
    plannedFinish,
    ...timing({ id, plannedFinish, doneOn, openEnd }, passes),
  };
}

export function rightsOf({ can }: { can: Record<string, string[]> }): m.PlanRights {
  const may = (resource: string, verb: string) => can[resource]?.includes(verb) ?? false;
  const all = (resource: string) => ({
    add: may(resource, "insert"),
    edit: may(resource, "update"),
    remove: may(resource, "delete"),
  });
  return {
    milestones: all("milestone"),
    tasks: all("task"),
    dependencies: all("dependency"),
    baseline: may("baseline", "insert"),
    calendar: may("project", "update"),
  };
}

const unconfirmed = (rows: { state: m.State }[]) =>
  rows.filter((row) => row.state === "unconfirmed").length;

export function toPlan(doc: PlanDoc): m.Plan {
  const { timeZone, today, ...calendar } = doc.calendar;
  const passes: Passes = {
    plan: passOf(doc, "plan"),
    forecast: passOf(doc, "forecast"),
    baseline: new Map(doc.baselineItems.map(({ id, ...span }) => [id, { ...NO_DATES, ...span }])),
    today,
  };
  const seen = new Set([...doc.milestones, ...doc.tasks].map((row) => row.id));
  const dependencies = doc.dependencies.filter((d) => seen.has(d.fromId) && seen.has(d.toId));
  const milestones = doc.milestones.map((row) => milestone(row, passes));
  const tasks = doc.tasks.map((row) => task(row, passes, doc));
  const slack = [...milestones, ...tasks].flatMap(({ id, slackDays }) =>
    slackDays === null ? [] : [[id, slackDays] as const]
  );
  return {
    milestones,
    tasks,
    dependencies,
    criticalPath: passes.plan.criticalPath,
    slackDays: Object.fromEntries(slack),
    endOn: passes.plan.endOn,
    forecastEndOn: passes.forecast.endOn,
    baseline: doc.baselines[0] ?? null,
    baselines: doc.baselines,
    ...{ calendar, today, timeZone, version: doc.version, people: doc.people, asOf: doc.asOf },
    unconfirmed: {
      milestones: unconfirmed(doc.milestones),
      tasks: unconfirmed(doc.tasks),
      dependencies: unconfirmed(dependencies),
    },
    may: rightsOf(doc.permissions),
    problem: passes.plan.problem ?? passes.forecast.problem,
  };
}
