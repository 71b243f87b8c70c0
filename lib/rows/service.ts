/** Use cases of rows, the same for every table: list, read, make, change with a version, delete. */
import { type Claims, type Db, DbProblem, type Permission, type Sql } from "@/lib/db/mod.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { columnsOf, filtersOf, type Item, itemOf, type ListQuery, type RowSpec } from "./model.ts";
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

const badCursor = (cursor: string | undefined) =>
  invalid([{ path: "/cursor", message: `Cannot use cursor "${cursor}": it is none of ours` }]);

export async function listRows(
  ctx: Ctx,
  spec: RowSpec,
  projectId: string,
  query: ListQuery,
): Promise<Result<{ items: Item[]; nextCursor: string | null }>> {
  const { limit, cursor, ...rest } = query;
  const after = cursor === undefined ? null : readCursor(cursor, spec.order.length + 1);
  if (after === undefined) return badCursor(cursor);
  const wanted = filtersOf(spec).flatMap((filter) => {
    const value = rest[filter.name];
    return value === undefined ? [] : [{ ...filter, value: value as queries.Wanted["value"] }];
  });
  const page = { wanted, after, limit: limit + 1 };
  let found;
  try {
    found = await inProject(
      ctx,
      spec,
      "select",
      projectId,
      (sql) => queries.listRows(sql, spec, projectId, page),
    );
  } catch (error) {
    // Keys that are no values of their columns; all else that was given is checked before.
    const odd = after !== null && error instanceof DbProblem && error.code.startsWith("22");
    if (odd) return badCursor(cursor);
    throw error;
  }
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
  return await plainly(spec, () =>
    inProject(ctx, spec, "insert", projectId, async (sql) => {
      const [made] = await insertRows(sql, spec, projectId, [body]);
      return made ? success(await whole(sql, spec, projectId, made)) : NOT_FOUND;
    }));
}

/**
 * Rows in a transaction that is under way, in their order, with what follows from them; `wanted`
 * by the names of the spec's filters.
 */
export async function rowsIn(
  sql: Sql,
  spec: RowSpec,
  projectId: string,
  wanted: Record<string, string>,
  limit: number,
): Promise<Item[]> {
  const filters = filtersOf(spec).flatMap((filter) => {
    const value = wanted[filter.name];
    return value === undefined ? [] : [{ ...filter, value }];
  });
  const docs = await queries.listRows(sql, spec, projectId, {
    wanted: filters,
    after: null,
    limit,
  });
  return docs.map((doc) => itemOf(spec, doc));
}

/** The row with what follows from it, after a change; as it is where the caller may not read it. */
async function whole(sql: Sql, spec: RowSpec, projectId: string, item: Item): Promise<Item> {
  if (spec.derived === undefined) return item;
  return await rowIn(sql, spec, projectId, item.id) ?? item;
}

/** A row in a transaction that is under way, with what follows from it. */
export async function rowIn(
  sql: Sql,
  spec: RowSpec,
  projectId: string,
  id: string,
): Promise<Item | undefined> {
  const doc = await queries.readRow(sql, spec, projectId, id);
  return doc && itemOf(spec, doc);
}

/**
 * Runs a change; what a constraint of the table refuses is said at the field that it concerns, as
 * `spec.words` has it. The calls of this file do so; for changes that a feature makes itself.
 */
export async function plainly<T>(
  spec: RowSpec,
  change: () => Promise<Result<T>>,
): Promise<Result<T>> {
  try {
    return await change();
  } catch (error) {
    const said = error instanceof DbProblem && spec.words?.[error.constraint ?? ""];
    if (!said) throw error;
    return failure(error.status, said.message, { errors: [said], cause: error });
  }
}

/**
 * Makes rows in a transaction that is under way, in one statement for each set of fields that they
 * have; in the order of those sets. Derived fields are not read.
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

/**
 * Changes a row in a transaction that is under way; undefined when it is not of that version.
 * Derived fields are not read.
 */
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
  const { projectId } = where;
  return await plainly(spec, () =>
    inProject(ctx, spec, "update", projectId, async (sql) => {
      const changed = await changeRow(sql, spec, where, body);
      return changed
        ? success(await whole(sql, spec, projectId, changed))
        : await notChanged(sql, spec, where);
    }));
}

export async function deleteRow(
  ctx: Ctx,
  spec: RowSpec,
  where: { projectId: string; id: string; version: number | null },
): Promise<Result<null>> {
  return await plainly(spec, () =>
    inProject(ctx, spec, "delete", where.projectId, async (sql) => {
      const gone = await queries.deleteRow(sql, spec, where);
      return gone ? success(null) : await notChanged(sql, spec, where);
    }));
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
