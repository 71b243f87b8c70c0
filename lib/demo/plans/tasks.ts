/** Tasks, links and the baseline of a demo plan. Pure. */
import { MARK, newId, type PlanRows, workedUntil } from "./model.ts";

interface NewTask {
  title: string;
  phase: "start_up" | "recruitment" | "conduct" | "close_out";
  owner?: string;
  /** First day, and working days. */
  start: string;
  days: number;
  /** Days that it was begun and finished on. */
  began?: string;
  done?: string;
  forecast?: string;
  site?: string;
  milestone?: string;
  priority?: "low" | "normal" | "high";
  /** Points to tick off; those done carry their day. */
  points?: [label: string, doneOn: string | null][];
}

/** Adds a task, and returns its id. */
export function addTask(plan: PlanRows, task: NewTask): string {
  const id = newId();
  plan.tasks.push({
    id,
    title: task.title,
    description: MARK,
    phase: task.phase,
    owner_id: task.owner ?? null,
    planned_start: task.start,
    duration_days: task.days,
    calendar: "working",
    forecast_finish: task.forecast ?? null,
    actual_start: task.began ?? task.done ?? null,
    actual_finish: task.done ?? null,
    site_id: task.site ?? null,
    milestone_id: task.milestone ?? null,
    priority: task.priority ?? "normal",
    state: "confirmed",
    ordinal: plan.tasks.length + 100,
  });
  for (const [label, doneOn] of task.points ?? []) {
    plan.checklist.push({
      id: newId(),
      task_id: id,
      label,
      done_on: doneOn,
      evidence: doneOn ? MARK : null,
      ordinal: plan.checklist.length,
    });
  }
  return id;
}

interface Ends {
  fromTask?: string;
  fromMilestone?: string;
  toTask?: string;
  toMilestone?: string;
  lag?: number;
}

/** The second waits for the finish of the first. */
export function addLink(
  plan: PlanRows,
  { fromTask, fromMilestone, toTask, toMilestone, lag }: Ends,
) {
  plan.links.push({
    id: newId(),
    from_task_id: fromTask ?? null,
    from_milestone_id: fromMilestone ?? null,
    to_task_id: toTask ?? null,
    to_milestone_id: toMilestone ?? null,
    type: "FS",
    lag_days: lag ?? 0,
    lag_calendar: "working",
  });
}

/** Keeps what was planned: each milestone by its date, each task by its planned finish. */
export function addBaseline(
  plan: PlanRows,
  name: string,
  milestones: { id: string; title: string; on: string }[],
): void {
  const id = newId();
  plan.baselines.push({ id, name });
  for (const { id: item, title, on } of milestones) {
    plan.baselineItems.push({
      ...{ id: newId(), baseline_id: id, item_id: item, kind: "milestone", title },
      start_on: null,
      finish_on: on,
    });
  }
  for (const task of plan.tasks) {
    const start = String(task.planned_start);
    plan.baselineItems.push({
      ...{ id: newId(), baseline_id: id, item_id: task.id, kind: "task", title: task.title },
      start_on: start,
      finish_on: workedUntil(start, Number(task.duration_days)),
    });
  }
}
