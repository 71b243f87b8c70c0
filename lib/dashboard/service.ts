/** Use cases of a dashboard: read it with its figures, add, change, place and remove widgets. */
import type { Claims, Db, Permission, Sql } from "@/lib/db/mod.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import type { Choice, Dashboard, SourceRow, Widget } from "./model.ts";
import * as queries from "./queries.ts";
import { entryOf } from "./catalog.ts";
import type { Params } from "./entry.ts";
import { toChoices, toDashboard, toFigures } from "./view.ts";

export interface Ctx {
  db: Db;
  claims: Claims;
  /** Of a change, for the audit trail. */
  reason: string | null;
}

export const NOT_FOUND = failure(404, "Not there, or not yours");

/** Source rows that a widget names; `sourceCount` says how many there are. */
export const REFS = 100;

export function inProject<T>(
  ctx: Ctx,
  projectId: string,
  verb: Permission["verb"],
  work: (sql: Sql) => Promise<T>,
) {
  const permission = { resource: "widget", verb, projectId };
  return ctx.db.asUser(ctx.claims, work, { reason: ctx.reason, permission });
}

/** The widgets of a study in their order, with their figures. */
export async function readWidgets(ctx: Ctx, projectId: string): Promise<Result<Dashboard>> {
  const doc = await inProject(
    ctx,
    projectId,
    "select",
    (sql) => queries.readDashboard(sql, projectId, { refs: REFS }),
  );
  return doc ? success(toDashboard(doc)) : NOT_FOUND;
}

/** The same in the transaction at hand, without the rows behind the figures. */
export async function dashboardIn(sql: Sql, projectId: string): Promise<Dashboard | null> {
  const doc = await queries.readDashboard(sql, projectId, { refs: 0 });
  return doc ? toDashboard(doc) : null;
}

/** What may be chosen from, and what its parameters can name. */
export async function choosingIn(sql: Sql, projectId: string) {
  const [rights, places] = await Promise.all([
    queries.readCatalog(sql, projectId),
    queries.readPlaces(sql, projectId),
  ]);
  return { choices: toChoices(rights), places };
}

/** What may be chosen from. */
export async function readChoices(ctx: Ctx, projectId: string): Promise<Result<Choice[]>> {
  const rights = await inProject(
    ctx,
    projectId,
    "select",
    (sql) => queries.readCatalog(sql, projectId),
  );
  return rights.length === 0 ? NOT_FOUND : success(toChoices(rights));
}

/** A widget with its figures, in the transaction at hand. */
export async function widgetIn(
  sql: Sql,
  projectId: string,
  id: string,
  refs = REFS,
): Promise<Widget | undefined> {
  const doc = await queries.readDashboard(sql, projectId, { only: id, refs });
  return doc && toDashboard(doc).widgets[0];
}

/** One widget with the rows behind it and who changed them last. */
export async function readProof(
  ctx: Ctx,
  projectId: string,
  id: string,
  refs = REFS,
): Promise<Result<{ widget: Widget; rows: SourceRow[] }>> {
  return await inProject(ctx, projectId, "select", (sql) => proofIn(sql, projectId, id, refs));
}

/** The same in the transaction at hand. */
export async function proofIn(sql: Sql, projectId: string, id: string, refs = REFS) {
  const widget = await widgetIn(sql, projectId, id, refs);
  if (!widget) return NOT_FOUND;
  return success({ widget, rows: await queries.readSources(sql, widget.sourceRefs) });
}

/** An entry of the catalogue that a document asks for. */
export interface Asked {
  /** Unique among those asked for. */
  id: string;
  key: string;
  params?: Params;
  title?: string;
}

/** Figures of the catalogue with the rows behind them, in the transaction at hand, in one statement. */
export async function figuresIn(sql: Sql, projectId: string, asked: Asked[], refs = REFS) {
  const wishes = asked.map(({ id, key, params = {}, title = null }) => ({
    ...{ id, key, title, refs },
    // Those that the entry takes: a document says "of this site" to all of its figures.
    params: Object.fromEntries(
      Object.entries(params).filter(([name]) => entryOf(key)?.params.includes(name as never)),
    ),
  }));
  const doc = await queries.readFigures(sql, projectId, wishes);
  return doc && { ...doc, widgets: toFigures(wishes, doc) };
}
