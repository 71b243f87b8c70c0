/** Rows taken back, or put back as they were, in a transaction that is under way. */
import type { Sql } from "@/lib/db/mod.ts";
import type { Doc, RowSpec } from "./model.ts";
import * as queries from "./queries.ts";

/** A row as it stands at a version. */
export interface At {
  projectId: string;
  id: string;
  version: number;
}

/** Removes a row while it is still at its version; false when it is not, or may not be removed. */
export const removeIn = (sql: Sql, spec: RowSpec, where: At): Promise<boolean> =>
  queries.deleteRow(sql, spec, where);

/** Writes columns as they were read before; false as with removeIn. */
export async function putBackIn(
  sql: Sql,
  spec: RowSpec,
  where: At,
  columns: Doc,
): Promise<boolean> {
  return await queries.updateRow(sql, spec, where, columns) !== undefined;
}

/** A row with all its columns, to put back later. */
export const docIn = (
  sql: Sql,
  spec: RowSpec,
  { projectId, id }: Pick<At, "projectId" | "id">,
): Promise<Doc | undefined> => queries.readRow(sql, { ...spec, derived: undefined }, projectId, id);
