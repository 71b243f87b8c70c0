/** From the rows of a plan to the two passes of the schedule. Pure. docs/plan.md gives the rules. */
import { firstDay } from "./dates.ts";
import type { MilestoneFacts, Network, TaskFacts } from "./facts.ts";
import { schedule } from "./schedule/mod.ts";
import { WorkCalendar } from "./schedule/calendar.ts";
import { formatDay, parseDay } from "./schedule/calendar.ts";
import type { Calendar, Plan, PlanItem, PlanLink, ScheduledItem } from "./schedule/mod.ts";

/** `plan`: what was planned and what has happened. `forecast`: besides, what is to be expected. */
export type Pass = "plan" | "forecast";

/** Not an id: ids are uuids. */
const forecastOf = (id: string) => `forecast of ${id}`;

/** The day a milestone was reached: as recorded here, else by the registry's word. */
export function reachedOn(milestone: MilestoneFacts, today: string): string | null {
  const { actualOn, plannedOn, certainty } = milestone;
  if (actualOn !== null) return actualOn;
  if (certainty !== "ACTUAL" || plannedOn === null) return null;
  const first = firstDay(plannedOn);
  return first <= today ? first : null;
}

function milestoneItem(milestone: MilestoneFacts, today: string, pass: Pass): PlanItem {
  const planned = milestone.plannedOn === null ? null : firstDay(milestone.plannedOn);
  return {
    id: milestone.id,
    kind: "milestone",
    plannedOn: pass === "forecast" ? milestone.forecastOn ?? planned : planned,
    actualFinish: reachedOn(milestone, today),
  };
}

function taskItem(task: TaskFacts, pass: Pass): PlanItem {
  const days = task.durationDays ?? 0;
  const expected = pass === "forecast" && task.forecastFinish !== null &&
    task.actualFinish === null;
  return {
    id: task.id,
    kind: "task",
    // Somebody who says when it finishes overrules its duration once it has begun, and its plan.
    durationDays: !expected ? days : task.actualStart === null ? Math.max(1, days) : 1,
    durationUnit: task.calendar,
    plannedOn: expected ? null : task.plannedStart,
    actualStart: task.actualStart,
    actualFinish: task.actualFinish,
  };
}

/** A forecast finish holds a task as a milestone of that day would, finish by finish. */
function forecasts(tasks: TaskFacts[]): { items: PlanItem[]; links: PlanLink[] } {
  const stated = tasks.filter((t) => t.forecastFinish !== null && t.actualFinish === null);
  return {
    items: stated.map(({ id, forecastFinish }) => ({
      id: forecastOf(id),
      kind: "milestone",
      actualFinish: forecastFinish,
    })),
    links: stated.map(({ id }) => ({ from: forecastOf(id), to: id, type: "FF" })),
  };
}

export const calendarOf = ({ calendar }: Pick<Network, "calendar">): Calendar => ({
  workingWeekdays: calendar.workingWeekdays,
  holidays: calendar.holidays,
});

/** The input of the schedule; links to rows that the caller does not see are left out. */
export function planOf(facts: Network, pass: Pass): Plan {
  const { today } = facts.calendar;
  const items = [
    ...facts.milestones.map((milestone) => milestoneItem(milestone, today, pass)),
    ...facts.tasks.map((task) => taskItem(task, pass)),
  ];
  const seen = new Set(items.map((item) => item.id));
  const links = facts.dependencies.filter((d) => seen.has(d.fromId) && seen.has(d.toId))
    .map(({ fromId, toId, type, lagDays, lagCalendar }): PlanLink => ({
      from: fromId,
      to: toId,
      type,
      lagDays,
      lagUnit: lagCalendar,
    }));
  const calendar = calendarOf(facts);
  if (pass === "plan") return { calendar, items, links };
  const more = forecasts(facts.tasks);
  return {
    calendar,
    items: [...items, ...more.items],
    links: [...links, ...more.links],
    dataDate: today,
  };
}

export interface PassResult {
  items: Map<string, ScheduledItem>;
  criticalPath: string[];
  endOn: string | null;
  /** Why there are no dates; null when there are. */
  problem: string | null;
}

export function passOf(facts: Network, pass: Pass): PassResult {
  const result = schedule(planOf(facts, pass));
  if (!result.ok) {
    const problem = result.kind === "cycle"
      ? "Cannot schedule: the links close a circle"
      : result.errors[0]?.message ?? "Cannot schedule";
    return { items: new Map(), criticalPath: [], endOn: null, problem };
  }
  const own = new Set([...facts.milestones, ...facts.tasks].map((item) => item.id));
  const items = result.items.filter((item) => own.has(item.id)).map((item) => ({
    ...item,
    drivingPredecessor: own.has(item.drivingPredecessor ?? "") ? item.drivingPredecessor : null,
  }));
  return {
    items: new Map(items.map((item) => [item.id, item])),
    criticalPath: result.criticalPath.filter((id) => own.has(id)),
    endOn: result.endOn,
    problem: null,
  };
}

/**
 * The last day of work that begins on `start` and takes `days`; of a task in working days the
 * first working day from `start` on counts as its first. Of 0 days it is the start.
 */
export function finishOn(
  calendar: Calendar,
  task: { plannedStart: string | null; durationDays: number | null; calendar: string },
): string | null {
  const { plannedStart, durationDays: days } = task;
  if (plannedStart === null || days === null) return null;
  const start = parseDay(plannedStart)!;
  if (task.calendar !== "working") return formatDay(start + Math.max(days - 1, 0));
  const work = new WorkCalendar(calendar);
  const first = work.startAtOrAfter(start);
  return formatDay(days === 0 ? first : work.shift(first, days) - 1);
}
