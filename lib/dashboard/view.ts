/** From the documents of the database to widgets with words and status. */
import { CATALOG, entryOf, groupOf, queryOf } from "./catalog.ts";
import { type Doc, type Entry, fieldsOf, type Params } from "./entry.ts";
import type { Choice, Dashboard, Span, Widget } from "./model.ts";
import type { DashboardDoc, FiguresDoc, WidgetRow, Wish } from "./queries.ts";
import { plain } from "./text.ts";

type Moment = Pick<DashboardDoc, "today" | "asOf">;

/** What everybody may know of a widget, without a figure. */
function frameOf(row: WidgetRow, entry: Entry | undefined, { asOf }: Moment): Widget {
  return {
    id: row.id,
    catalogKey: row.catalog_key,
    widgetType: entry?.type ?? "text",
    title: row.title ?? entry?.title ?? row.catalog_key,
    order: row.ordinal,
    span: row.span as Span,
    params: row.params,
    version: row.row_version,
    data: null,
    formula: entry?.formula ?? "",
    filled: "",
    thresholds: entry?.thresholds ?? "",
    summary: "",
    query: queryOf(row.catalog_key),
    asOf,
    sourceCount: 0,
    sourceRefs: [],
    status: null,
    reason: null,
  };
}

export function toWidget(row: WidgetRow, doc: Doc | undefined, moment: Moment): Widget {
  const entry = entryOf(row.catalog_key);
  const frame = frameOf(row, entry, moment);
  if (!entry || !doc || doc.gone) return { ...frame, reason: "the catalogue has this no more" };
  if (doc.denied) {
    return { ...frame, reason: `not for your role: it takes ${doc.denied.map(plain).join(", ")}` };
  }
  if (doc.lost) {
    const reason = `the ${doc.lost} that it is about is not there any more, or not for you`;
    return { ...frame, status: "unknown", reason };
  }
  const { data, stand, summary, filled } = entry.show(doc, row.params as Params, moment.today);
  return {
    ...frame,
    ...{ data, summary, filled, sourceCount: doc.count, sourceRefs: doc.refs },
    status: stand?.state ?? null,
    reason: stand?.reason ?? null,
  };
}

export function toDashboard(doc: DashboardDoc): Dashboard {
  const docs = new Map(doc.widgets.map((one) => [one.id, one]));
  return { may: doc.may, widgets: doc.rows.map((row) => toWidget(row, docs.get(row.id), doc)) };
}

export function toChoices(rights: { key: string; may: boolean }[]): Choice[] {
  const may = new Map(rights.map((one) => [one.key, one.may]));
  return CATALOG.map((entry) => ({
    key: entry.key,
    type: entry.type,
    title: entry.title,
    group: groupOf(entry.key),
    params: fieldsOf(entry),
    formula: entry.formula,
    may: may.get(entry.key) ?? false,
  }));
}

/** Widgets that no dashboard has, in the order of the wishes. */
export function toFigures(
  wishes: readonly (Wish & { title: string | null })[],
  doc: FiguresDoc,
): Widget[] {
  const docs = new Map(doc.widgets.map((one) => [one.id, one]));
  return wishes.map(({ id, key, params, title }, ordinal) => {
    const row = { id, catalog_key: key, title, params, span: 12, ordinal, row_version: 1 };
    return toWidget(row, docs.get(id), doc);
  });
}
