/** Tasks with what follows from their own dates, and changes of many at once. */
import type { Sql } from "@/lib/db/mod.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { columnsOf, type Item, type ListQuery } from "@/lib/rows/model.ts";
import * as rows from "@/lib/rows/service.ts";
import type { CalendarFacts, TaskFacts } from "./facts.ts";
import { calendarOf, finishOn } from "./passes.ts";
import * as queries from "./queries.ts";
import { type Ctx, inPlan, NOT_FOUND, refusedSome } from "./service.ts";
import { taskSpec } from "./specs.ts";
import { statusOf } from "./view.ts";

/** `status` and `plannedFinish` beside what is stored. */
function derived(item: Item, calendar: CalendarFacts): Item {
  const task = item as Item & TaskFacts;
  const plannedFinish = finishOn(calendarOf({ calendar }), task);
  return { ...item, status: statusOf(task), plannedFinish };
}

/**
 * The same service with the calendar of the project read in its transaction, beside its own
 * statements, so that it costs no wait.
 */
async function withCalendar<T>(
  ctx: Ctx,
  projectId: string,
  work: (ctx: Ctx) => Promise<Result<T>>,
  finish: (value: T, calendar: CalendarFacts) => T,
): Promise<Result<T>> {
  let calendar: CalendarFacts | null = null;
  const db: Ctx["db"] = {
    ...ctx.db,
    asUser: (claims, inner, options) =>
      ctx.db.asUser(claims, async (sql: Sql) => {
        const [value, found] = await Promise.all([
          inner(sql),
          queries.readCalendar(sql, projectId),
        ]);
        calendar = found;
        return value;
      }, options),
  };
  const result = await work({ ...ctx, db });
  if (!result.ok) return result;
  return calendar === null ? NOT_FOUND : success(finish(result.value, calendar));
}

export const listTasks = (ctx: Ctx, projectId: string, query: ListQuery) =>
  withCalendar(
    ctx,
    projectId,
    (ctx) => rows.listRows(ctx, taskSpec, projectId, query),
    (page, calendar) => ({ ...page, items: page.items.map((item) => derived(item, calendar)) }),
  );

export const readTask = (ctx: Ctx, projectId: string, id: string) =>
  withCalendar(ctx, projectId, (ctx) => rows.readRow(ctx, taskSpec, projectId, id), derived);

export const createTask = (ctx: Ctx, projectId: string, body: Record<string, unknown>) =>
  withCalendar(ctx, projectId, (ctx) => rows.createRow(ctx, taskSpec, projectId, body), derived);

export const updateTask = (
  ctx: Ctx,
  where: { projectId: string; id: string; version: number | null },
  body: Record<string, unknown>,
) =>
  withCalendar(ctx, where.projectId, (ctx) => rows.updateRow(ctx, taskSpec, where, body), derived);

export interface BulkInput {
  ids: string[];
  /** Versions that the caller looked at, by id; those that are left out are not checked. */
  versions?: Record<string, number> | undefined;
  /** Fields of a task; the same for all. */
  set?: Record<string, unknown> | undefined;
  delete?: boolean | undefined;
}

/** Changes or deletes many tasks, all or none. */
export async function bulkChange(
  ctx: Ctx,
  projectId: string,
  { ids: given, versions = {}, set, delete: remove }: BulkInput,
): Promise<Result<{ changed: number }>> {
  const ids = [...new Set(given)];
  const verb = remove ? "delete" as const : "update" as const;
  return await inPlan(ctx, projectId, { resource: "task", verb }, async (sql) => {
    const known = await queries.taskVersions(sql, projectId, ids);
    const unknown = given.flatMap((id, i) =>
      known.has(id)
        ? []
        : [{ path: `/ids/${i}`, message: `No task of this study has the id "${id}"` }]
    );
    if (unknown.length > 0) return invalid(unknown.slice(0, 50));
    const stale = given.flatMap((id, i) =>
      versions[id] === undefined || versions[id] === known.get(id) ? [] : [{
        path: `/ids/${i}`,
        message: `It has version ${known.get(id)}, not ${versions[id]}`,
      }]
    );
    if (stale.length > 0) {
      const what = stale.length === 1 ? "task" : "tasks";
      return failure(412, `Somebody else changed ${stale.length} ${what}: look at them again`, {
        errors: stale.slice(0, 50),
      });
    }
    const changed = remove
      ? await queries.deleteTasks(sql, projectId, ids)
      : await queries.setTasks(sql, projectId, ids, columnsOf(taskSpec, set ?? {}));
    if (changed < ids.length) throw refusedSome("tasks");
    return success({ changed });
  });
}
