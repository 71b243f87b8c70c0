/** What changes of a plan move, and which rows would be written for it. Pure. */
import type { FieldError } from "@/lib/http/problem.ts";
import { daysBetween, isPartialDate, lastDay } from "./dates.ts";
import type { MilestoneFacts, Network, PlanDoc, TaskFacts } from "./facts.ts";
import type { Move, PlanChange, Preview } from "./model.ts";
import { passOf, type PassResult, reachedOn } from "./passes.ts";

/** A row to write; a field that is absent stays as it is. */
export interface TaskWrite {
  id: string;
  fields: { planned_start?: string | null; duration_days?: number };
}
export interface MilestoneWrite {
  id: string;
  fields: { planned_text?: string | null; basis?: string | null };
}

export interface Cascade {
  preview: Preview;
  tasks: TaskWrite[];
  milestones: MilestoneWrite[];
}

export type CascadeResult = { ok: true; value: Cascade } | { ok: false; errors: FieldError[] };

const refused = (path: string, message: string): FieldError => ({ path, message });

/** What is wrong with the changes themselves, in words of callers. */
function changeErrors(facts: Network, changes: readonly PlanChange[]): FieldError[] {
  const milestones = new Set(facts.milestones.map((row) => row.id));
  const tasks = new Set(facts.tasks.map((row) => row.id));
  const seen = new Set<string>();
  return changes.flatMap(({ id, plannedOn, durationDays }, i) => {
    const at = `/changes/${i}`;
    if (!milestones.has(id) && !tasks.has(id)) {
      return [refused(`${at}/id`, `No task or milestone of this study has the id "${id}"`)];
    }
    const twice = seen.has(id) ? [refused(`${at}/id`, "Another change is for the same item")] : [];
    seen.add(id);
    if (plannedOn === undefined && durationDays === undefined) {
      return [...twice, refused(at, "Nothing to change: give plannedOn or durationDays")];
    }
    const errors = twice;
    if (
      typeof plannedOn === "string" &&
      (!isPartialDate(plannedOn) || tasks.has(id) && plannedOn.length < 10)
    ) {
      const form = tasks.has(id) ? "2027-03-14" : "2027, 2027-03 or 2027-03-14";
      const message = `Cannot use date "${plannedOn}": must be such as ${form}, 1950 to 2150`;
      errors.push(refused(`${at}/plannedOn`, message));
    }
    if (durationDays !== undefined && milestones.has(id)) {
      errors.push(refused(`${at}/durationDays`, "Cannot be given: a milestone has no duration"));
    }
    return errors;
  });
}

/** The plan as the changes would leave it, before anything follows from them. */
function changed(facts: Network, changes: readonly PlanChange[]): Network {
  const byId = new Map(changes.map((change) => [change.id, change]));
  return {
    ...facts,
    milestones: facts.milestones.map((row) => {
      const plannedOn = byId.get(row.id)?.plannedOn;
      // The registry's word was on the date that it gave.
      return plannedOn === undefined || plannedOn === row.plannedOn
        ? row
        : { ...row, plannedOn, certainty: null };
    }),
    tasks: facts.tasks.map((row) => {
      const { plannedOn, durationDays } = byId.get(row.id) ?? {};
      return {
        ...row,
        plannedStart: plannedOn === undefined ? row.plannedStart : plannedOn,
        durationDays: durationDays ?? row.durationDays,
      };
    }),
  };
}

/** The planned start to write: where the schedule puts it, if it was planned at all. */
function taskWrite(was: TaskFacts, row: TaskFacts, to: string | null | undefined): TaskWrite {
  const fields: TaskWrite["fields"] = {};
  const fixed = row.actualStart !== null || row.actualFinish !== null;
  const start = to && row.plannedStart !== null && !fixed ? to : row.plannedStart;
  if (start !== was.plannedStart) fields.planned_start = start;
  if (row.durationDays !== null && row.durationDays !== was.durationDays) {
    fields.duration_days = row.durationDays;
  }
  return { id: row.id, fields };
}

/** As a task's; a date that still means what was said stays as precise as it was said. */
function milestoneWrite(
  was: MilestoneFacts,
  row: MilestoneFacts,
  to: string | null | undefined,
  today: string,
): MilestoneWrite {
  const fields: MilestoneWrite["fields"] = {};
  const { plannedOn } = row;
  const fixed = reachedOn(row, today) !== null;
  if (to && plannedOn !== null && !fixed && to > lastDay(plannedOn)) {
    fields.planned_text = to;
    fields.basis = `Computed on ${today}: the plan moved it from ${plannedOn} to ${to}`;
  } else if (plannedOn !== was.plannedOn) fields.planned_text = plannedOn;
  return { id: row.id, fields };
}

const isWrite = (write: { fields: object }) => Object.keys(write.fields).length > 0;

const inRange = (date: string | null | undefined) => !date || isPartialDate(date);

/**
 * Tries changes on a plan. Every item that they move and that has a planned date of its own is
 * written with the date that the schedule gives it; an item without one follows by its links and
 * nothing is written for it. So the plan after the writes has the dates of the preview.
 * @param was the plan as it is, where several are tried on it one by one
 */
export function cascade(
  doc: PlanDoc,
  changes: readonly PlanChange[],
  was: PassResult = passOf(doc, "plan"),
): CascadeResult {
  const errors = changeErrors(doc, changes);
  if (errors.length > 0) return { ok: false, errors };
  const after = changed(doc, changes);
  const becomes = passOf(after, "plan");
  const problem = was.problem ?? becomes.problem;
  if (problem !== null) return { ok: false, errors: [refused("/changes", problem)] };
  const places = becomes.items;
  const result = difference(was, becomes);
  const ids = new Set([...result.moves, ...changes].map(({ id }) => id));
  const { today } = doc.calendar;
  const wasTask = new Map(doc.tasks.map((row) => [row.id, row]));
  const wasMilestone = new Map(doc.milestones.map((row) => [row.id, row]));
  const tasks = after.tasks.filter((row) => ids.has(row.id))
    .map((row) => taskWrite(wasTask.get(row.id)!, row, places.get(row.id)?.startOn))
    .filter(isWrite);
  const milestones = after.milestones.filter((row) => ids.has(row.id))
    .map((row) =>
      milestoneWrite(wasMilestone.get(row.id)!, row, places.get(row.id)?.startOn, today)
    )
    .filter(isWrite);
  const beyond = tasks.find(({ fields }) => !inRange(fields.planned_start)) ??
    milestones.find(({ fields }) => !inRange(fields.planned_text));
  if (beyond) {
    const title = (wasTask.get(beyond.id) ?? wasMilestone.get(beyond.id))!.title;
    const message = `Cannot move: "${title.slice(0, 80)}" would not be in 1950 to 2150`;
    return { ok: false, errors: [refused("/changes", message)] };
  }
  const written = new Set([...tasks, ...milestones].map((write) => write.id));
  const direct = new Set(changes.map((change) => change.id));
  const items = new Map<string, MilestoneFacts | TaskFacts>([...wasMilestone, ...wasTask]);
  return {
    ok: true,
    value: {
      tasks,
      milestones,
      preview: {
        moves: result.moves.map((move) =>
          told(move, items.get(move.id)!, {
            kind: wasTask.has(move.id) ? "task" : "milestone",
            changed: direct.has(move.id),
            writes: written.has(move.id),
            heldBy: places.get(move.id)?.drivingPredecessor ?? null,
          })
        ),
        slackUsed: result.slackUsed,
        endFrom: was.endOn,
        endTo: becomes.endOn,
        endMovesDays: was.endOn && becomes.endOn ? daysBetween(was.endOn, becomes.endOn) : null,
        criticalPath: becomes.criticalPath,
        needsReason: milestones.map((write) => write.id)
          .filter((id) => wasMilestone.get(id)?.state === "confirmed"),
        version: doc.version,
      },
    },
  };
}

type Place = Pick<Move, "id" | "from" | "to" | "finishFrom" | "finishTo">;

/** What differs between two schedules of the same items. */
function difference(was: PassResult, becomes: PassResult) {
  const pairs = [...was.items.values()].map((a) => [a, becomes.items.get(a.id)!] as const);
  return {
    moves: pairs
      .filter(([a, b]) => a.startOn !== b.startOn || a.finishOn !== b.finishOn)
      .map(([a, b]): Place => ({
        ...{ id: a.id, from: a.startOn, to: b.startOn },
        ...{ finishFrom: a.finishOn, finishTo: b.finishOn },
      })),
    slackUsed: pairs.flatMap(([{ id, slackDays: before }, { slackDays: after }]) =>
      before === null || after === null || before === after
        ? []
        : [{ id, before, after, used: before - after }]
    ),
  };
}

function told(
  { id, from, to, finishFrom, finishTo }: Place,
  { title, ownerId, ownerName }: MilestoneFacts | TaskFacts,
  more: Pick<Move, "kind" | "changed" | "writes" | "heldBy">,
): Move {
  const days = finishFrom && finishTo ? daysBetween(finishFrom, finishTo) : null;
  return { id, title, ownerId, ownerName, from, to, finishFrom, finishTo, days, ...more };
}
