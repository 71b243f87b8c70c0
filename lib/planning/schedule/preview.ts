import { dateError, durationError } from "./check.ts";
import type {
  InputError,
  Plan,
  PlanChange,
  PlanItem,
  Preview,
  PreviewResult,
  Schedule,
} from "./model.ts";
import { calculate, toSchedule } from "./schedule.ts";

function changeErrors(plan: Plan, changes: readonly PlanChange[]): InputError[] {
  const items = new Map(plan.items.map((item) => [item.id, item]));
  const seen = new Set<string>();
  return changes.flatMap((change, i) => {
    const item = items.get(change.id);
    const errors: InputError[] = [];
    const say = (field: string, message: string | null) => {
      if (message) errors.push({ path: `/changes/${i}/${field}`, message });
    };
    const id = JSON.stringify(change.id);
    if (!item) say("id", `No item has the id ${id}`);
    else if (seen.has(change.id)) say("id", `Another change is for the item ${id}`);
    seen.add(change.id);
    say("plannedOn", dateError(change.plannedOn));
    if (item) say("durationDays", durationError(change.durationDays, item.kind));
    return errors;
  });
}

function changed(plan: Plan, changes: readonly PlanChange[]): Plan {
  const byId = new Map(changes.map((change) => [change.id, change]));
  const items = plan.items.map((item): PlanItem => {
    const change = byId.get(item.id);
    if (!change) return item;
    return {
      ...item,
      ...(change.plannedOn !== undefined ? { plannedOn: change.plannedOn } : {}),
      ...(change.durationDays !== undefined ? { durationDays: change.durationDays } : {}),
    };
  });
  return { ...plan, items };
}

/** What differs between two schedules of the same items. */
function difference(before: Schedule, after: Schedule, endMovesDays: number | null): Preview {
  const pairs = before.items.map((item, i) => [item, after.items[i]!] as const);
  return {
    ok: true,
    moves: pairs
      .filter(([a, b]) => a.startOn !== b.startOn || a.finishOn !== b.finishOn)
      .map(([a, b]) => ({
        id: a.id,
        from: a.startOn,
        to: b.startOn,
        finishFrom: a.finishOn,
        finishTo: b.finishOn,
      })),
    slackUsed: pairs.flatMap(([{ id, slackDays: before }, { slackDays: after }]) =>
      before === null || after === null || before === after
        ? []
        : [{ id, before, after, used: before - after }]
    ),
    endFrom: before.endOn,
    endTo: after.endOn,
    endMovesDays,
    criticalPath: after.criticalPath,
  };
}

/**
 * What the changes would move, were they made: the difference between the schedule of the plan and
 * that of the changed plan. The plan is not changed. A wrong change is refused with its place, a
 * plan that cannot be scheduled as `schedule` refuses it.
 */
export function preview(plan: Plan, changes: readonly PlanChange[]): PreviewResult {
  const before = calculate(plan);
  if (!before.ok) return before;
  const errors = changeErrors(plan, changes);
  if (errors.length > 0) return { ok: false, kind: "input", errors };
  const after = calculate(changed(plan, changes));
  if (!after.ok) return after;
  const moves = before.end === null || after.end === null ? null : after.end - before.end;
  return difference(toSchedule(before), toSchedule(after), moves);
}
