/** Use cases of actions: read them, put one off, take that back. */
import type { Claims, Db, Permission, Sql } from "@/lib/db/mod.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { type ListInput, portfolioIn } from "@/lib/projects/service.ts";
import { type ActionsBrief, LONGEST, type MyActions, type ProjectActions } from "./model.ts";
import type { PutOff, PutOffInput, Rule, View } from "./model.ts";
import * as queries from "./queries.ts";
import { toActionsBrief, toMyActions, toProjectActions } from "./view.ts";

export interface Ctx {
  db: Db;
  claims: Claims;
  /** Of a change, for the audit trail. */
  reason: string | null;
}

const NOT_FOUND = failure(404, "Not there, or not yours");

function inProject<T>(
  ctx: Ctx,
  resource: string,
  verb: Permission["verb"],
  projectId: string,
  work: (sql: Sql) => Promise<T>,
) {
  const permission = { resource, verb, projectId };
  return ctx.db.asUser(ctx.claims, work, { reason: ctx.reason, permission });
}

/** How many of a view; a page shows fewer. */
const MOST = 200;

export async function readProjectActions(
  ctx: Ctx,
  input: { projectId: string; view?: View; size?: number },
): Promise<Result<ProjectActions>> {
  const { projectId, view = "all", size = MOST } = input;
  const doc = await inProject(
    ctx,
    "action",
    "select",
    projectId,
    (sql) => queries.readProjectActions(sql, projectId, { view, size }),
  );
  return doc === null ? NOT_FOUND : success(toProjectActions(doc));
}

/** What needs doing as the transaction at hand sees it, or of that what one site has; null: no such study. */
export async function projectActionsIn(
  sql: Sql,
  projectId: string,
  page: { view: View; size: number; siteId?: string | null },
): Promise<ProjectActions | null> {
  const doc = await queries.readProjectActions(sql, projectId, page);
  return doc && toProjectActions(doc);
}

/**
 * What the rules find about a row, put off or not, worst first, and the day of it in the study; of one
 * rule where it is given. Null: no such study.
 */
export async function actionsAboutIn(
  sql: Sql,
  projectId: string,
  about: { rule: Rule | null; id: string },
): Promise<Pick<ProjectActions, "today" | "actions"> | null> {
  const doc = await queries.readActionsAbout(sql, projectId, about);
  return doc && toProjectActions(doc);
}

/** The same with all that is open in figures. */
export async function actionsWithBriefIn(
  sql: Sql,
  projectId: string,
  page: { view: View; size: number },
): Promise<{ doing: ProjectActions; open: ActionsBrief } | null> {
  const doc = await queries.readProjectActions(sql, projectId, page);
  return doc && { doing: toProjectActions(doc), open: toActionsBrief(doc) };
}

/** What is the caller's over all studies. */
export async function readMyActions(ctx: Ctx, size = MOST): Promise<MyActions> {
  return toMyActions(
    await ctx.db.asUser(ctx.claims, (sql) => queries.readMyActions(sql, size), {
      permission: undefined,
    }),
  );
}

/** The portfolio, and what is the caller's; actions only where they are asked for. */
export async function readPortfolioHome(ctx: Ctx, input: ListInput, size: number | null) {
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const [portfolio, mine] = await Promise.all([
      portfolioIn(sql, input, true),
      size === null ? null : queries.readMyActions(sql, size),
    ]);
    return { portfolio, mine: mine && toMyActions(mine) };
  }, { permission: undefined });
}

const dayAfter = (today: string, days: number) =>
  new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);

/** Puts an action off until a day, that day included: it comes back by itself. */
export async function putOffAction(
  ctx: Ctx,
  projectId: string,
  input: PutOffInput,
): Promise<Result<PutOff>> {
  return await inProject(ctx, "action", "insert", projectId, async (sql) => {
    const today = await queries.readToday(sql, projectId);
    if (today === undefined) return NOT_FOUND;
    const last = dayAfter(today, LONGEST[input.kind]);
    if (input.untilOn < today || input.untilOn > last) {
      return invalid([{ path: "/untilOn", message: `Must be from ${today} to ${last}` }]);
    }
    return success(await queries.putOff(sql, projectId, input) as unknown as PutOff);
  });
}

/** The action is back at once. */
export async function takeBack(
  ctx: Ctx,
  { projectId, id }: { projectId: string; id: string },
): Promise<Result<null>> {
  const gone = await inProject(
    ctx,
    "action",
    "delete",
    projectId,
    (sql) => queries.takeBack(sql, projectId, id),
  );
  return gone ? success(null) : NOT_FOUND;
}
