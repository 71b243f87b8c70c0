/** Use cases of a dashboard: read it with its figures, add, change, place and remove widgets. */
import type { View } from "@/lib/actions/model.ts";
import { actionsWithBriefIn } from "@/lib/actions/service.ts";
import type { Persona } from "@/lib/assistant/model.ts";
import { briefOf } from "@/lib/brief/brief.ts";
import { TRAIL_DAYS } from "@/lib/brief/model.ts";
import type { Claims, Db, Permission, Sql } from "@/lib/db/mod.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { projectPageIn } from "@/lib/projects/service.ts";
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

async function proofIn(sql: Sql, projectId: string, id: string, refs = REFS) {
  const widget = await widgetIn(sql, projectId, id, refs);
  if (!widget) return NOT_FOUND;
  return success({ widget, rows: await queries.readSources(sql, widget.sourceRefs) });
}

export interface HomeInput {
  id: string;
  view: View;
  size: number;
  /** The widget whose proof is open. */
  proof: string | null;
  /** What may be chosen from comes along. */
  choices: boolean;
  /** Whose brief; null: that of the reader's role. */
  brief: Persona | null;
}

/** Of the trail, for the brief. */
const TRAIL: Asked[] = [
  { id: "changes", key: "trail.changes", params: { days: TRAIL_DAYS, limit: 3 } },
  { id: "people", key: "trail.people", params: { days: TRAIL_DAYS, limit: 2 } },
  { id: "chain", key: "trail.chain" },
];

/** The home of a study: the study, what needs doing, its dashboard. Two waits; three with a proof. */
export async function readHome(ctx: Ctx, input: HomeInput) {
  const { id, view, size, proof, choices } = input;
  const permission = { resource: "project", verb: "select" as const, projectId: id };
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const [page, actions, doc, trail, open, rights, places] = await Promise.all([
      projectPageIn(sql, id),
      actionsWithBriefIn(sql, id, { view, size }),
      queries.readDashboard(sql, id, { refs: 0 }),
      figuresIn(sql, id, TRAIL, 0),
      proof === null ? null : proofIn(sql, id, proof),
      choices ? queries.readCatalog(sql, id) : [],
      choices ? queries.readPlaces(sql, id) : { sites: [], kris: [] },
    ]);
    if (!page || !actions || !doc || !trail) return NOT_FOUND;
    const dashboard = toDashboard(doc);
    const { widgets } = dashboard;
    return success({
      ...{ page, doing: actions.doing, places, choices: toChoices(rights), dashboard },
      brief: briefOf({ page, ...actions, widgets, trail: trail.widgets }, input.brief, doc.asOf),
      proven: open?.ok ? open.value : null,
    });
  }, { reason: ctx.reason, permission });
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
