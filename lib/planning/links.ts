/** Links between items of the plan, and baselines of it. */
import { invalid, type Result, success } from "@/lib/http/reply.ts";
import { type Item, itemOf } from "@/lib/rows/model.ts";
import { lastDay } from "./dates.ts";
import type { PlanDoc } from "./facts.ts";
import type { DayUnit, LinkType, Milestone, Task } from "./model.ts";
import * as queries from "./queries.ts";
import { type Ctx, inPlan, NOT_FOUND } from "./service.ts";
import { baselineSpec, dependencySpec } from "./specs.ts";
import { toPlan } from "./view.ts";

export interface LinkInput {
  fromId: string;
  toId: string;
  type?: LinkType | undefined;
  lagDays?: number | undefined;
  lagCalendar?: DayUnit | undefined;
}

/** Links two items. The database refuses a circle, and names the items on it. */
export async function createLink(
  ctx: Ctx,
  projectId: string,
  { fromId, toId, type = "FS", lagDays = 0, lagCalendar = "calendar" }: LinkInput,
): Promise<Result<Item>> {
  const permission = { resource: "dependency", verb: "insert" } as const;
  return await inPlan(ctx, projectId, permission, async (sql) => {
    const kinds = await queries.kindsOf(sql, projectId, [fromId, toId]);
    const unknown = Object.entries({ fromId, toId }).filter(([, id]) => !kinds.has(id));
    if (unknown.length > 0) {
      return invalid(unknown.map(([field, id]) => ({
        path: `/${field}`,
        message: `No task or milestone of this study has the id "${id}"`,
      })));
    }
    if (fromId === toId) {
      return invalid([{ path: "/toId", message: "Cannot link an item to itself" }]);
    }
    const doc = await queries.insertLink(sql, projectId, {
      [`from_${kinds.get(fromId)}_id`]: fromId,
      [`to_${kinds.get(toId)}_id`]: toId,
      type,
      lag_days: lagDays,
      lag_calendar: lagCalendar,
    });
    return doc ? success(itemOf(dependencySpec, doc)) : NOT_FOUND;
  });
}

/** Keeps the dates of all items as they stand now, to compare with later. */
export async function takeBaseline(
  ctx: Ctx,
  projectId: string,
  { name }: { name: string },
): Promise<Result<Item>> {
  const permission = { resource: "baseline", verb: "insert" } as const;
  return await inPlan(ctx, projectId, permission, async (sql) => {
    const doc = await queries.readPlan(sql, projectId);
    if (doc === null) return NOT_FOUND;
    const id = crypto.randomUUID();
    const items = baselineItems(doc).map((item) => ({
      id: crypto.randomUUID(),
      baseline_id: id,
      ...item,
    }));
    const [made] = await Promise.all([
      queries.insertBaseline(sql, projectId, { id, name }),
      queries.insertMissing(sql, "baseline_items", projectId, items),
    ]);
    return made ? success(itemOf(baselineSpec, made)) : NOT_FOUND;
  });
}

/** A baseline with the dates that it keeps. */
export async function readBaseline(
  ctx: Ctx,
  { id: projectId, itemId }: { id: string; itemId: string },
): Promise<Result<Item>> {
  const permission = { resource: "baseline", verb: "select" } as const;
  const [doc, items] = await inPlan(
    ctx,
    projectId,
    permission,
    (sql) =>
      Promise.all([
        queries.readBaseline(sql, projectId, itemId),
        queries.readBaselineItems(sql, projectId, itemId),
      ]),
  );
  return doc ? success({ ...itemOf(baselineSpec, doc), items }) : NOT_FOUND;
}

/** A milestone planned for a month is promised for its last day. */
function baselineItems(doc: PlanDoc) {
  const { milestones, tasks } = toPlan(doc);
  const common = ({ id, title, restricted, early }: Milestone | Task) => ({
    item_id: id,
    title,
    restricted,
    start_on: early.startOn,
    finish_on: early.finishOn,
  });
  return [
    ...milestones.map((row) => {
      const item = { kind: "milestone", ...common(row) };
      const { plannedOn } = row;
      const within = plannedOn !== null && item.finish_on !== null &&
        item.finish_on <= lastDay(plannedOn);
      return within ? { ...item, finish_on: lastDay(plannedOn) } : item;
    }),
    ...tasks.map((row) => ({ kind: "task", ...common(row) })),
  ];
}
