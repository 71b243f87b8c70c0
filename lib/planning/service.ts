/** Use cases of the plan: read it, try changes, apply them with what follows. */
import type { Claims, Db, Permission, Sql } from "@/lib/db/mod.ts";
import { Problem } from "@/lib/http/problem.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { headIn } from "@/lib/projects/service.ts";
import { type Cascade, cascade } from "./cascade.ts";
import type { CalendarFacts, PlanDoc } from "./facts.ts";
import type { Applied, Plan, PlanChange, Preview } from "./model.ts";
import * as queries from "./queries.ts";
import { toPlan } from "./view.ts";

export interface Ctx {
  db: Db;
  claims: Claims;
  /** Of a change, for the audit trail. */
  reason: string | null;
}

export const NOT_FOUND = failure(404, "Not there, or not yours");

export function inPlan<T>(
  ctx: Ctx,
  projectId: string,
  { resource, verb }: Pick<Permission, "resource" | "verb">,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  const permission = { resource, verb, projectId };
  return ctx.db.asUser(ctx.claims, work, { reason: ctx.reason, permission });
}

const READ = { resource: "milestone", verb: "select" } as const;
/** Everybody who may change a milestone may change a task; the policies decide row by row. */
const WRITE = { resource: "task", verb: "update" } as const;

export async function readPlan(ctx: Ctx, projectId: string): Promise<Result<Plan>> {
  const doc = await inPlan(ctx, projectId, READ, (sql) => queries.readPlan(sql, projectId));
  return doc ? success(toPlan(doc)) : NOT_FOUND;
}

/** The plan in a transaction that is under way; undefined when it is not seen. */
export async function planIn(sql: Sql, projectId: string): Promise<Plan | undefined> {
  const doc = await queries.readPlan(sql, projectId);
  return doc ? toPlan(doc) : undefined;
}

/** The plan with what stands above every page of a project, in one transaction of two waits. */
export async function readPlanPage(ctx: Ctx, { id }: { id: string }) {
  const [head, doc] = await inPlan(
    ctx,
    id,
    READ,
    (sql) => Promise.all([headIn(sql, id), queries.readPlan(sql, id)]),
  );
  return head && doc ? success({ ...head, plan: toPlan(doc) }) : NOT_FOUND;
}

export interface ChangesInput {
  changes: PlanChange[];
  /** `version` of the plan that the caller looked at. */
  version?: string | undefined;
}

/** What the changes would move; nothing is written. */
export async function previewPlan(
  ctx: Ctx,
  projectId: string,
  { changes, version }: ChangesInput,
): Promise<Result<Preview>> {
  return await inPlan(ctx, projectId, READ, async (sql) => {
    const doc = await queries.readPlan(sql, projectId);
    if (doc === null) return NOT_FOUND;
    if (version !== undefined && version !== doc.version) {
      return await stale(sql, projectId, doc, version);
    }
    const tried = cascade(doc, changes);
    return tried.ok ? success(tried.value.preview) : invalid(tried.errors);
  });
}

/**
 * Writes the changes and the dates of all that they move, in one transaction. Entering it waits
 * for other writers of the organisation, so what is read here is what is written upon.
 */
export async function applyPlan(
  ctx: Ctx,
  projectId: string,
  input: ChangesInput,
): Promise<Result<Applied>> {
  const done = await inPlan(
    ctx,
    projectId,
    WRITE,
    (sql) => applyPlanIn(sql, projectId, input, ctx.reason),
  );
  return done.ok ? success(done.value.applied) : done;
}

/** A row that a change of the plan wrote to, with the columns that it had before. */
export interface Wrote {
  kind: "task" | "milestone";
  id: string;
  before: Record<string, unknown>;
}

/** The same in a transaction that is under way, whose reason is given. */
export async function applyPlanIn(
  sql: Sql,
  projectId: string,
  { changes, version }: ChangesInput,
  reason: string | null,
): Promise<Result<{ applied: Applied; wrote: Wrote[] }>> {
  const doc = await queries.readPlan(sql, projectId);
  if (doc === null) return NOT_FOUND;
  if (version !== undefined && version !== doc.version) {
    return await stale(sql, projectId, doc, version);
  }
  const tried = cascade(doc, changes);
  if (!tried.ok) return invalid(tried.errors);
  const { preview, tasks, milestones } = tried.value;
  if (preview.needsReason.length > 0 && reason === null) {
    return invalid([{ path: "/reason", message: reasonWanted(doc, preview.needsReason) }]);
  }
  const done = await write(sql, projectId, tasks, milestones);
  const wrote = wroteTo(doc, new Set([...tasks, ...milestones].map(({ id }) => id)));
  return success({ applied: { ...preview, ...done }, wrote });
}

function wroteTo(doc: PlanDoc, ids: Set<string>): Wrote[] {
  return [
    ...doc.milestones.filter(({ id }) => ids.has(id)).map(({ id, plannedOn, basis }) => ({
      ...{ kind: "milestone" as const, id },
      before: { planned_text: plannedOn, basis },
    })),
    ...doc.tasks.filter(({ id }) => ids.has(id)).map(({ id, plannedStart, durationDays }) => ({
      ...{ kind: "task" as const, id },
      before: { planned_start: plannedStart, duration_days: durationDays },
    })),
  ];
}

/** For a transaction that wrote fewer rows than it meant to: thrown, it takes all back. */
export const refusedSome = (what: string) =>
  new Problem(403, `Cannot change some of the ${what}: your role does not allow it`);

async function write(
  sql: Sql,
  projectId: string,
  tasks: Cascade["tasks"],
  milestones: Cascade["milestones"],
): Promise<{ written: number; version: string }> {
  const [some, others, version] = await Promise.all([
    queries.writeDates(sql, "tasks", projectId, tasks),
    queries.writeDates(sql, "milestones", projectId, milestones),
    queries.readVersion(sql, projectId),
  ]);
  if (some < tasks.length) throw refusedSome("tasks");
  if (others < milestones.length) throw refusedSome("milestones");
  return { written: some + others, version };
}

function reasonWanted(doc: PlanDoc, ids: string[]): string {
  const titles = doc.milestones.filter((row) => ids.includes(row.id)).map((row) => row.title);
  return `Cannot move without a reason: ${named(titles)} ${
    titles.length === 1 ? "is a confirmed milestone" : "are confirmed milestones"
  }`;
}

const named = (titles: string[]) =>
  titles.slice(0, 3).map((title) => `"${title.slice(0, 80).toWellFormed()}"`).join(", ") +
  (titles.length > 3 ? ` and ${titles.length - 3} more` : "");

/** The digits at the front of a version are the moment of the last change that it has. */
const VERSION = /^(\d{20})-[0-9a-f]{24}$/;

async function stale(sql: Sql, projectId: string, doc: PlanDoc, version: string) {
  const at = VERSION.exec(version)?.[1];
  if (at === undefined) {
    const message = `Cannot use version "${version.slice(0, 60)}": it is none of a plan`;
    return invalid([{ path: "/version", message }]);
  }
  const changed = await queries.changedSince(sql, projectId, at);
  const what = changed.length > 0 ? named(changed.map((row) => row.title)) : "a link or a deletion";
  return failure(412, `The plan was changed in the meantime: ${what}. Look at it again`, {
    headers: { etag: `"${doc.version}"` },
    errors: changed.map((row) => ({ path: `/items/${row.id}`, message: row.title.slice(0, 200) })),
  });
}

/** Sets working weekdays and holidays while the project is at the version. */
export async function setCalendar(
  ctx: Ctx,
  projectId: string,
  version: number | null,
  input: { workingWeekdays?: number[] | undefined; holidays?: string[] | undefined },
): Promise<Result<CalendarFacts>> {
  const permission = { resource: "project", verb: "update" } as const;
  return await inPlan(ctx, projectId, permission, async (sql) => {
    const now = await queries.readCalendar(sql, projectId);
    if (now === null) return NOT_FOUND;
    const sorted = <T>(list: T[]) => [...new Set(list)].sort();
    const changed = await queries.writeCalendar(sql, projectId, version, {
      workingWeekdays: sorted(input.workingWeekdays ?? now.workingWeekdays),
      holidays: sorted(input.holidays ?? now.holidays),
    });
    if (changed) return success(changed);
    return failure(
      412,
      `The project is at version ${now.version}, and the change was made to version ${version}: read it again`,
      { headers: { etag: `"${now.version}"` } },
    );
  });
}

/** Stands up for suggestions of rules, or deletes them: those of `ids`, or all. */
export async function decide(
  ctx: Ctx,
  projectId: string,
  { decision, ids }: { decision: "confirm" | "reject"; ids?: string[] | undefined },
): Promise<Result<{ milestones: number; tasks: number; dependencies: number }>> {
  const verb = decision === "confirm" ? "update" as const : "delete" as const;
  return await inPlan(ctx, projectId, { resource: "milestone", verb }, async (sql) => {
    const decided = await queries[decision](sql, projectId, ids ?? null);
    const none = decided.milestones + decided.tasks + decided.dependencies === 0;
    if (ids !== undefined && ids.length > 0 && none) {
      return failure(409, "Nothing of these waits for a decision");
    }
    return success(decided);
  });
}
