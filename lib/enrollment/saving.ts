/** Keeping snapshots: one, or many at once; all or nothing, with what is wrong by row and field. */
import type { Sql } from "@/lib/db/mod.ts";
import { type FieldError, Problem } from "@/lib/http/problem.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { type Item, itemOf } from "@/lib/rows/model.ts";
import { changeRow, type Ctx, insertRows } from "@/lib/rows/service.ts";
import { COUNTS, type Counts, type Reasons } from "./model.ts";
import type { Doc } from "./queries.ts";
import * as queries from "./saving_queries.ts";
import { inProject, NOT_FOUND } from "./service.ts";
import {
  faultsOf,
  type FieldFault,
  latestDay,
  type Neighbour,
  type SnapshotRow,
  SNAPSHOTS,
  warningsOf,
} from "./snapshots.ts";
import { COLUMN_OF, countsOf, neighbourOf, reasonsOf } from "./view.ts";

export interface Saved {
  /** The rows that were made or changed. */
  items: Item[];
  removed: number;
  unchanged: number;
  /** What is odd about the rows, and allowed; by pointer. */
  warnings: FieldError[];
}

/** A row as it is to stand, beside what stands there. */
interface Planned {
  row: SnapshotRow;
  here: Doc | null;
  counts: Counts;
  reasons: Reasons;
  note: string | null;
  act: "insert" | "update" | "remove" | "none";
  faults: FieldFault[];
  warnings: FieldFault[];
  conflict: string | null;
}

function mergedCounts(row: SnapshotRow, here: Doc | null): Counts {
  const was = countsOf(here);
  return Object.fromEntries(
    COUNTS.map((name) => [name, row[name] === undefined ? was[name] : row[name]]),
  ) as Counts;
}

function sameReasons(a: Reasons, b: Reasons): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

/** Somebody else's work that would be overwritten. */
function conflictOf(row: SnapshotRow, here: Doc | null): string | null {
  const version = Number(here?.row_version ?? 0);
  if (row.version === undefined || row.version === version) return null;
  if (version === 0) return `Somebody else took back the counts of ${row.asOf}`;
  return row.version === 0
    ? `There are counts of this site for ${row.asOf} already`
    : `Somebody else changed the counts of ${row.asOf}: version ${version}, not ${row.version}`;
}

function dayFaults(asOf: string, now: Date): FieldFault[] {
  return asOf <= latestDay(now) ? [] : [{
    field: "asOf",
    message: `Cannot count people on "${asOf}": that day has not come yet`,
  }];
}

function plan(row: SnapshotRow, around: queries.Around, now: Date): Planned {
  const { here } = around;
  const counts = mergedCounts(row, here);
  const reasons = row.failureReasons ?? reasonsOf(here);
  const note = row.note === undefined ? (here?.note ?? null) as string | null : row.note;
  const base = { row, here, counts, reasons, note, conflict: conflictOf(row, here) };
  if (!around.known) {
    const fault = { field: "siteId", message: "Cannot find this site in the study" };
    return { ...base, act: "none", faults: [fault], warnings: [] };
  }
  if (row.remove) return { ...base, act: here ? "remove" : "none", faults: [], warnings: [] };
  const was = countsOf(here);
  const same = here !== null && COUNTS.every((name) => was[name] === counts[name]) &&
    sameReasons(reasons, reasonsOf(here)) && note === (here.note ?? null);
  return {
    ...base,
    act: same ? "none" : here ? "update" : "insert",
    faults: [...dayFaults(row.asOf, now), ...faultsOf(counts, reasons)],
    warnings: warningsOf(counts, neighbourOf(around.before), neighbourOf(around.after)),
  };
}

/** The same site and day twice in what was sent. */
function twice(rows: SnapshotRow[]): FieldError[] {
  const first = new Map<string, number>();
  return rows.flatMap(({ siteId, asOf }, index) => {
    const key = `${siteId.toLowerCase()} ${asOf}`;
    const seen = first.get(key);
    if (seen === undefined) {
      first.set(key, index);
      return [];
    }
    const message = `Row ${seen + 1} has this site on ${asOf} already`;
    return [{ path: `/rows/${index}/asOf`, message }];
  });
}

const at = (index: number, field: string) => `/rows/${index}${field === "" ? "" : `/${field}`}`;

const located = (planned: Planned[], of: (one: Planned) => FieldFault[]): FieldError[] =>
  planned.flatMap((one, index) =>
    of(one).map(({ field, message }) => ({ path: at(index, field), message }))
  );

function columnsOf({ row, here, counts, reasons, note }: Planned): Doc {
  const columns = Object.fromEntries(COUNTS.map((name) => [COLUMN_OF[name], counts[name]]));
  return {
    ...{ id: here?.id, row_version: here?.row_version, site_id: row.siteId, as_of: row.asOf },
    ...columns,
    failure_reasons: reasons,
    note,
  };
}

async function write(sql: Sql, projectId: string, planned: Planned[]) {
  const of = (act: Planned["act"]) => planned.filter((one) => one.act === act).map(columnsOf);
  const [inserts, updates, removals] = [of("insert"), of("update"), of("remove")];
  const [made, changed, removed] = await Promise.all([
    inserts.length > 0 ? queries.insertSnapshots(sql, projectId, inserts) : [],
    updates.length > 0 ? queries.updateSnapshots(sql, projectId, updates) : [],
    removals.length > 0 ? queries.deleteSnapshots(sql, projectId, removals) : 0,
  ]);
  // Writers of an organisation wait for each other, so what is missing was refused by a policy.
  if (changed.length < updates.length) {
    throw new Problem(403, "Your role may not change counts that are there");
  }
  if (removed < removals.length) {
    throw new Problem(403, "Your role may not take back counts: a manager or coordinator can");
  }
  return { docs: [...made, ...changed], removed };
}

/**
 * Makes, changes and takes back snapshots: all of the rows, or none. Rows that say what is there
 * already are left alone. 422 with pointers such as `/rows/3/enrolled`; 409 for rows whose version
 * is another by now.
 */
export async function saveSnapshots(
  ctx: Ctx,
  projectId: string,
  rows: SnapshotRow[],
  now = new Date(),
): Promise<Result<Saved>> {
  const doubles = twice(rows);
  if (doubles.length > 0) return invalid(doubles);
  return await inProject(ctx, projectId, "insert", async (sql) => {
    const arounds = await queries.readAround(sql, projectId, rows);
    const planned = rows.map((row, index) => plan(row, arounds[index]!, now));
    const faults = located(planned, (one) => one.faults);
    if (faults.length > 0) return invalid(faults);
    const errors = located(
      planned,
      ({ conflict }) => conflict === null ? [] : [{ field: "", message: conflict }],
    );
    if (errors.length > 0) return failure(409, errors[0]!.message, { errors });
    const { docs, removed } = await write(sql, projectId, planned);
    return success({
      items: docs.map((doc) => itemOf(SNAPSHOTS, doc)),
      removed,
      unchanged: planned.filter((one) => one.act === "none").length,
      warnings: located(planned, (one) => one.warnings),
    });
  });
}

type Body = Record<string, unknown>;
export interface One {
  item: Item;
  warnings: FieldError[];
}

const pointers = (faults: FieldFault[]): FieldError[] =>
  faults.map(({ field, message }) => ({ path: field === "" ? "" : `/${field}`, message }));

/** A new snapshot of a site on a day that has none. */
export async function createSnapshot(
  ctx: Ctx,
  projectId: string,
  body: Body,
  now = new Date(),
): Promise<Result<One>> {
  const row = { ...body, version: 0 } as SnapshotRow;
  return await inProject(ctx, projectId, "insert", async (sql) => {
    const [around] = await queries.readAround(sql, projectId, [row]);
    const { faults, warnings, conflict } = plan(row, around!, now);
    if (conflict !== null) return failure(409, conflict);
    if (faults.length > 0) return invalid(pointers(faults));
    const [item] = await insertRows(sql, SNAPSHOTS, projectId, [body]);
    return item ? success({ item, warnings: pointers(warnings) }) : NOT_FOUND;
  });
}

/** Changes a snapshot while it is still of that version. */
export async function updateSnapshot(
  ctx: Ctx,
  where: { projectId: string; id: string; version: number | null },
  body: Body,
  now = new Date(),
): Promise<Result<One>> {
  const { projectId, id, version } = where;
  return await inProject(ctx, projectId, "update", async (sql) => {
    const here = await queries.readSnapshot(sql, projectId, id);
    if (!here) return NOT_FOUND;
    if (version !== null && Number(here.row_version) !== version) return stale(here, version);
    const row = { asOf: String(here.as_of), ...body, siteId: String(here.site_id) } as SnapshotRow;
    const [around] = await queries.readAround(sql, projectId, [row]);
    const taken = around!.here;
    if (taken && taken.id !== id) {
      return failure(409, `There are counts of this site for ${row.asOf} already`);
    }
    // Not its own neighbour, where it moves to another day.
    const other = (one: Neighbour | null) => one?.asOf === here.as_of ? null : one;
    const counts = mergedCounts(row, here);
    const faults = [
      ...dayFaults(row.asOf, now),
      ...faultsOf(counts, row.failureReasons ?? reasonsOf(here)),
    ];
    if (faults.length > 0) return invalid(pointers(faults));
    const item = await changeRow(sql, SNAPSHOTS, where, body);
    if (!item) return failure(403, "Your role may not change counts that are there");
    const [before, after] = [neighbourOf(around!.before), neighbourOf(around!.after)].map(other);
    return success({ item, warnings: pointers(warningsOf(counts, before!, after!)) });
  });
}

function stale(here: Doc, version: number) {
  const now = Number(here.row_version);
  return failure(
    412,
    `Somebody else changed this snapshot: it has version ${now}, not ${version}`,
    { headers: { etag: `"${now}"` } },
  );
}
