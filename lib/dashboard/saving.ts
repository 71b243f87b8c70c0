/** Use cases that change a dashboard: add, change, place and remove widgets. */
import type { Sql } from "@/lib/db/mod.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { entryOf } from "./catalog.ts";
import { type Entry, paramsSchema } from "./entry.ts";
import type { Span, Widget, WidgetType } from "./model.ts";
import * as queries from "./queries.ts";
import { type Ctx, inProject, NOT_FOUND, widgetIn } from "./service.ts";

export interface AddInput {
  projectId: string;
  catalogKey: string;
  params?: Record<string, unknown> | undefined;
  title?: string | null | undefined;
  span?: Span | undefined;
}

const SPAN_OF: Partial<Record<WidgetType, Span>> = {
  kpi: 4,
  table: 12,
  burnup: 8,
  heatmap: 4,
  grid: 12,
};

type Checked = { ok: true; value: Record<string, unknown> } | ReturnType<typeof invalid>;

/** Parameters as the entry takes them; what it does not take is refused by name. */
function checked(entry: Entry, params: Record<string, unknown>): Checked {
  const given = Object.fromEntries(
    Object.entries(params).filter(([, value]) => value !== "" && value !== null),
  );
  const parsed = paramsSchema(entry).safeParse(given);
  if (parsed.success) return success(parsed.data as Record<string, unknown>);
  return invalid(
    parsed.error.issues.flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => ({
          path: `/params/${key}`,
          message: `${entry.key} takes no ${key}`,
        }))
        : [{ path: `/params/${issue.path.join("/")}`, message: issue.message }]
    ),
  );
}

export const addWidget = (ctx: Ctx, input: AddInput): Promise<Result<Widget>> =>
  inProject(ctx, input.projectId, "insert", (sql) => addWidgetIn(sql, input));

/** The same in a transaction that is under way. */
export async function addWidgetIn(sql: Sql, input: AddInput): Promise<Result<Widget>> {
  const { projectId, catalogKey, title = null } = input;
  const found = widgetParams(catalogKey, input.params ?? {});
  if (!found.ok) return found;
  const { entry, params } = found.value;
  const span = input.span ?? SPAN_OF[entry.type] ?? 6;
  const id = await queries.insertWidget(sql, projectId, { key: catalogKey, title, params, span });
  const widget = id && await widgetIn(sql, projectId, id);
  return widget ? success(widget) : NOT_FOUND;
}

/** The entry of a key, with parameters as it takes them. */
export function widgetParams(catalogKey: string, given: Record<string, unknown>) {
  const entry = entryOf(catalogKey);
  if (!entry) {
    const message = `Cannot show "${catalogKey}": the catalogue has no such entry`;
    return invalid([{ path: "/catalogKey", message }]);
  }
  const params = checked(entry, given);
  return params.ok ? success({ entry, params: params.value }) : params;
}

export interface ChangeInput {
  id: string;
  version: number | null;
  title?: string | null | undefined;
  order?: number | undefined;
  span?: Span | undefined;
  params?: Record<string, unknown> | undefined;
}

/** The project comes with the widget: policies decide who may. */
function anywhere<T>(ctx: Ctx, work: (sql: Sql) => Promise<T>) {
  return ctx.db.asUser(ctx.claims, work, { reason: ctx.reason, permission: undefined });
}

export async function changeWidget(ctx: Ctx, input: ChangeInput): Promise<Result<Widget>> {
  return await anywhere(ctx, async (sql) => {
    const { id, version, title, order, span } = input;
    const place = await queries.placeOf(sql, id);
    const entry = place && entryOf(place.key);
    if (!place || !entry) return NOT_FOUND;
    const params = input.params === undefined ? undefined : checked(entry, input.params);
    if (params && !params.ok) return params;
    const change = { title, order, span, params: params?.value };
    if (!await queries.updateWidget(sql, id, version, change)) {
      return stale(place, version, "change");
    }
    const widget = await widgetIn(sql, place.projectId, id);
    return widget ? success(widget) : NOT_FOUND;
  });
}

export async function removeWidget(
  ctx: Ctx,
  { id, version }: { id: string; version: number | null },
): Promise<Result<{ projectId: string }>> {
  return await anywhere(ctx, async (sql) => {
    const place = await queries.placeOf(sql, id);
    if (!place) return NOT_FOUND;
    return await queries.deleteWidget(sql, id, version)
      ? success({ projectId: place.projectId })
      : stale(place, version, "remove");
  });
}

/** Why nothing was changed: another version by now, or a role that may not. */
function stale(
  { version: now }: queries.Place,
  version: number | null,
  verb: string,
): Result<never> {
  if (version === null || now === version) {
    return failure(403, `Cannot ${verb} this widget: your role does not allow it`);
  }
  return failure(412, `Somebody else changed this widget: it has version ${now}, not ${version}`, {
    headers: { etag: `"${now}"` },
  });
}

export interface ArrangeInput {
  projectId: string;
  widgets: { id: string; order?: number | undefined; span?: Span | undefined }[];
}

/** Places several widgets at once, all or none. */
export async function arrangeWidgets(ctx: Ctx, input: ArrangeInput): Promise<Result<null>> {
  const { projectId, widgets } = input;
  const ids = new Set(widgets.map((one) => one.id));
  if (ids.size < widgets.length) {
    return invalid([{ path: "/widgets", message: "Names a widget twice" }]);
  }
  return await inProject(ctx, projectId, "update", async (sql) => {
    const placed = await queries.arrange(sql, projectId, widgets);
    if (placed === widgets.length) return success(null);
    const message = "Names a widget that is none of this study";
    throw invalid([{ path: "/widgets", message }]).problem;
  });
}

const STEP = 10;

/** Moves a widget one place up or down: the whole order is written anew, in even steps. */
export async function moveWidget(
  ctx: Ctx,
  { projectId, id, by }: { projectId: string; id: string; by: 1 | -1 },
): Promise<Result<null>> {
  return await inProject(ctx, projectId, "update", async (sql) => {
    const ids = await queries.orderOf(sql, projectId);
    const from = ids.indexOf(id);
    if (from < 0) return NOT_FOUND;
    const to = Math.min(Math.max(from + by, 0), ids.length - 1);
    ids.splice(to, 0, ...ids.splice(from, 1));
    await queries.arrange(
      sql,
      projectId,
      ids.map((one, n) => ({ id: one, order: (n + 1) * STEP })),
    );
    return success(null);
  });
}
