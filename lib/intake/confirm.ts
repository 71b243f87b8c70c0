/** Writing a confirmed item into the study, in the transaction at hand. */
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import type { Sql } from "@/lib/db/mod.ts";
import type { Kind, QuestionKey, Value } from "./model.ts";
import { type Spot, spotOf } from "./placing.ts";
import type * as queries from "./queries.ts";
import * as rows from "./rows.ts";

export interface Confirmation {
  kind: Kind;
  value: Value;
  question: QuestionKey;
  item: queries.ItemRow;
  /** What the person saw standing there, and means to replace. */
  replaces: string | null;
  /** The person's own reason. */
  reason: string | null;
}

const ORDERED = new Set([
  "outcomes",
  "regulations",
  "stakeholders",
  "risks",
  "document_requirements",
  "milestones",
  "study_systems",
]);

/**
 * The row that the item became; `study` is kept true to it. What stands there otherwise is replaced
 * only when it was named.
 */
export async function writeItem(
  sql: Sql,
  study: queries.StudyDoc,
  confirmation: Confirmation,
): Promise<Result<{ table: string; id: string }>> {
  const { kind, value, item } = confirmation;
  const spot = spotOf(kind, value, study);
  const refused = inTheWay(spot, confirmation);
  if (refused) return refused;
  const { table, row } = spot;
  if (row !== null) {
    if (!await change(sql, spot, row)) return failure(403, `You may not change ${table}`);
    Object.assign(table === "projects" ? study.project : row, spot.columns);
    return success({ table, id: row.id });
  }
  const { org_id: orgId, id: projectId } = study.project;
  const list = study[table as keyof queries.StudyDoc] as queries.StudyRow[];
  const columns = {
    ...spot.columns,
    ...(ORDERED.has(table) ? { ordinal: after(list) } : {}),
    source_pointer: sourceOf(confirmation),
  };
  const place = { orgId, projectId, restricted: item.restricted };
  const id = await rows.insertRow(sql, table, place, columns);
  list.push({ id, source: null, ...columns });
  return success({ table, id });
}

/** The place at the end of a list. */
function after(list: queries.StudyRow[]): number {
  const last = Math.max(0, ...list.map((row) => Number(row.ordinal ?? 0)));
  return Math.min(last + 1_000, 2_000_000_000);
}

/** Where in which version of the answer a row comes from. */
function sourceOf({ question, item }: Confirmation): string {
  return `/intake/${question}/${item.answer_version}/${item.start_at}-${item.end_at}`;
}

function inTheWay({ standing }: Spot, { replaces, reason }: Confirmation) {
  if (standing === null) return null;
  if (replaces !== standing.text) {
    const now = standing.text.length > 200 ? `${standing.text.slice(0, 200)}…` : standing.text;
    return failure(409, `“${now}” stands there now: say that it is to be replaced`, {
      slug: "intake-stands",
      errors: [{ path: "/replaces", message: standing.text }],
    });
  }
  if (standing.regulated && reason === null) {
    return invalid([{
      path: "/reason",
      message: "Say why: this is confirmed already, and the trail keeps the reason",
    }]);
  }
  return null;
}

/** Columns that nobody is asked about: no source is kept for them. */
const OURS = new Set(["state", "basis", "kind", "key", "title"]);

async function change(sql: Sql, { table, columns }: Spot, row: queries.StudyRow): Promise<boolean> {
  const names = Object.keys(columns);
  const differing = names.filter((name) =>
    JSON.stringify(columns[name] ?? null) !== JSON.stringify(row[name] ?? null)
  );
  const set = Object.fromEntries(differing.map((name) => [name, columns[name]]));
  if (differing.length > 0 && !await rows.updateRow(sql, table, row.id, set)) return false;
  const confirmed = names.filter((name) =>
    !differing.includes(name) && columns[name] !== null && !OURS.has(name)
  );
  if (confirmed.length > 0) await rows.confirmColumns(sql, table, row.id, confirmed);
  return true;
}
