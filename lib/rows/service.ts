/** Use cases of rows, the same for every table: list, read, make, change with a version, delete. */
import type { Claims, Db, Permission, Sql } from "@/lib/db/mod.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { columnsOf, type Item, itemOf, type ListQuery, type RowSpec } from "./model.ts";
import * as queries from "./queries.ts";

export interface Ctx {
  db: Db;
  claims: Claims;
  /** Of a change, for the audit trail. */
  reason: string | null;
}

const NOT_FOUND = failure(404, "Not there, or not yours");

function inProject<T>(
  ctx: Ctx,
  spec: RowSpec,
  verb: Permission["verb"],
  projectId: string,
  work: (sql: Sql) => Promise<T>,
) {
  const permission = { resource: spec.resource, verb, projectId };
  return ctx.db.asUser(ctx.claims, work, { reason: ctx.reason, permission });
}

export async function listRows(
  ctx: Ctx,
  spec: RowSpec,
  projectId: string,
  query: ListQuery,
): Promise<Result<{ items: Item[]; nextCursor: string | null }>> {
  const { limit, cursor, ...rest } = query;
  const after = cursor === undefined ? null : readCursor(cursor, spec.order.length + 1);
  if (after === undefined) {
    return invalid([{
      path: "/cursor",
      message: `Cannot use cursor "${cursor}": it is none of ours`,
    }]);
  }
  const filters = Object.fromEntries(
    Object.entries(rest).filter(([, value]) => value !== undefined)
      .map(([field, value]) => [spec.fields[field]!.column, value]),
  );
  const found = await inProject(
    ctx,
    spec,
    "select",
    projectId,
    (sql) => queries.listRows(sql, spec, projectId, { filters, after, limit: limit + 1 }),
  );
  const docs = found.slice(0, limit);
  const last = found.length > limit ? docs.at(-1) : undefined;
  return success({
    items: docs.map((doc) => itemOf(spec, doc)),
    nextCursor: last ? writeCursor(queries.keysOf(spec, last)) : null,
  });
}

export async function readRow(
  ctx: Ctx,
  spec: RowSpec,
  projectId: string,
  id: string,
): Promise<Result<Item>> {
  const doc = await inProject(
    ctx,
    spec,
    "select",
    projectId,
    (sql) => queries.readRow(sql, spec, projectId, id),
  );
  return doc ? success(itemOf(spec, doc)) : NOT_FOUND;
}

export async function createRow(
  ctx: Ctx,
  spec: RowSpec,
  projectId: string,
  body: Record<string, unknown>,
): Promise<Result<Item>> {
  const made = await inProject(ctx, spec, "insert", projectId, (sql) => {
    return insertRows(sql, spec, projectId, [body]);
  });
  return made[0] ? success(made[0]) : NOT_FOUND;
}

/**
 * Makes rows in a transaction that is under way, in one statement for each set of fields that they
 * have; in the order of those sets.
 */
export async function insertRows(
  sql: Sql,
  spec: RowSpec,
  projectId: string,
  bodies: Record<string, unknown>[],
): Promise<Item[]> {
  const groups = Map.groupBy(
    bodies.map((body) => columnsOf(spec, body)),
    (row) => Object.keys(row).sort().join(),
  );
  const made: Item[] = [];
  for (const rows of groups.values()) {
    const docs = await queries.insertRows(sql, spec, projectId, rows);
    made.push(...docs.map((doc) => itemOf(spec, doc)));
  }
  return made;
}

/** Changes a row in a transaction that is under way; undefined when it is not of that version. */
export async function changeRow(
  sql: Sql,
  spec: RowSpec,
  where: { projectId: string; id: string; version: number | null },
  body: Record<string, unknown>,
): Promise<Item | undefined> {
  const doc = await queries.updateRow(sql, spec, where, columnsOf(spec, body));
  return doc && itemOf(spec, doc);
}

export async function updateRow(
  ctx: Ctx,
  spec: RowSpec,
  where: { projectId: string; id: string; version: number | null },
  body: Record<string, unknown>,
): Promise<Result<Item>> {
  return await inProject(ctx, spec, "update", where.projectId, async (sql) => {
    const changed = await changeRow(sql, spec, where, body);
    return changed ? success(changed) : await notChanged(sql, spec, where);
  });
}

export async function deleteRow(
  ctx: Ctx,
  spec: RowSpec,
  where: { projectId: string; id: string; version: number | null },
): Promise<Result<null>> {
  return await inProject(ctx, spec, "delete", where.projectId, async (sql) => {
    const gone = await queries.deleteRow(sql, spec, where);
    return gone ? success(null) : await notChanged(sql, spec, where);
  });
}

/** Why nothing was changed: it is gone, or another version by now, which the answer shows. */
async function notChanged(
  sql: Sql,
  spec: RowSpec,
  where: { projectId: string; id: string; version: number | null },
) {
  const doc = await queries.readRow(sql, spec, where.projectId, where.id);
  if (!doc) return NOT_FOUND;
  const { version } = itemOf(spec, doc);
  if (where.version === null || version === where.version) {
    return failure(403, `Cannot change this ${spec.one}: your role does not allow it`);
  }
  return failure(
    412,
    `Somebody else changed this ${spec.one}: it has version ${version}, not ${where.version}`,
    { headers: { etag: `"${version}"` } },
  );
}

const writeCursor = (keys: string[]) =>
  new TextEncoder().encode(JSON.stringify(keys)).toBase64({ alphabet: "base64url" });

function readCursor(cursor: string, length: number): string[] | undefined {
  try {
    const bytes = Uint8Array.fromBase64(cursor, { alphabet: "base64url" });
    const keys: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    const fits = Array.isArray(keys) && keys.length === length &&
      keys.every((key) => typeof key === "string" && !key.includes("\0"));
    return fits ? keys : undefined;
  } catch {
    return undefined;
  }
}
