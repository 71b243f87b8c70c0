/** Entries of the catalogue read without a widget, on a day of the test's choice. */
import type { Sql } from "@/lib/db/mod.ts";
import type { Doc } from "./entry.ts";
import type { Widget } from "./model.ts";
import { type Ctx, inProject, REFS } from "./service.ts";
import { toWidget } from "./view.ts";

/** Figures of entries that no widget holds. */
async function readData(
  sql: Sql,
  projectId: string,
  wanted: { id: string; key: string; params: unknown; refs: number }[],
  today: string | null,
): Promise<{ today: string; asOf: string; widgets: Doc[] } | null> {
  const [row] = await sql<{ doc: { today: string; asOf: string; widgets: Doc[] } | null }[]>`
    select private.widget_data(${projectId}::uuid, ${
    JSON.stringify(wanted)
  }::text::jsonb, ${today}::date) as doc`;
  return row?.doc ?? null;
}

/** What widgets of these entries would show. */
export async function readEntry(
  ctx: Ctx,
  projectId: string,
  wanted: { key: string; params?: Record<string, unknown> }[],
  today: string | null = null,
): Promise<Widget[]> {
  const rows = wanted.map(({ key, params = {} }, n) => ({
    ...{
      id: String(n),
      catalog_key: key,
      title: null,
      params,
      span: 6,
      ordinal: n,
      row_version: 1,
    },
  }));
  const asked = rows.map(({ id, catalog_key: key, params }) => ({ id, key, params, refs: REFS }));
  const doc = await inProject(
    ctx,
    projectId,
    "select",
    (sql) => readData(sql, projectId, asked, today),
  );
  if (!doc) return [];
  const docs = new Map(doc.widgets.map((one) => [one.id, one]));
  return rows.map((row) => toWidget(row, docs.get(row.id), doc));
}
