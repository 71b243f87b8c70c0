/**
 * Writes the rows of a plan, some hundred a statement. What the database refuses is looked for by
 * halves, so that the report names the rows and not only the statement.
 */
import { DbProblem, type Sql } from "@/lib/db/mod.ts";
import { toProblem } from "@/lib/db/problem.ts";
import { pointer } from "@/lib/http/problem.ts";
import type { Field, RowSpec } from "@/lib/rows/model.ts";
import { insertRows } from "@/lib/rows/service.ts";
import { z } from "zod";
import { columnOf, type CsvKind, fieldOf, type Values } from "./kind.ts";
import type { Mapping } from "./mapping.ts";
import type { Change, Creation, Existing, Plan } from "./match.ts";
import type { RowError } from "./model.ts";
import type { Watch } from "./progress.ts";
import * as queries from "./queries.ts";

const STEP = 500;
/** Rows that are looked for before the search ends; the report says that there may be more. */
const MOST_FOUND = 20;

const ORDINAL: Field = { column: "ordinal", schema: z.int() };

export interface Target {
  kind: CsvKind;
  mapping: Mapping;
  projectId: string;
  /** Rows as they are, by id. */
  existing: Map<string, Existing>;
  watch?: Watch | undefined;
}

/** @returns what the database refuses; empty when all is written */
export async function writePlan(sql: Sql, target: Target, plan: Plan): Promise<RowError[]> {
  const found: RowError[] = [];
  const { changes, creations } = plan;
  const reached = (done: number) => target.watch?.reached(done, changes.length + creations.length);
  reached(0);
  const columns = [...new Set(changes.flatMap((one) => Object.keys(one.values)))];
  if (changes.length > STEP) await queries.joinByHash(sql);
  for (let at = 0; at < changes.length && found.length < MOST_FOUND; at += STEP) {
    const rows = changes.slice(at, at + STEP);
    await attempt(sql, target, rows, (some) => change(sql, target, columns, some), found);
    reached(at + rows.length);
  }
  const last = target.kind.ordered && creations.length > 0
    ? await queries.lastOrdinal(sql, target.kind.spec, target.projectId)
    : 0;
  const made = creations.map((one, i) => ({ ...one, ordinal: last + 1 + i }));
  for (let at = 0; at < made.length && found.length < MOST_FOUND; at += STEP) {
    const rows = made.slice(at, at + STEP);
    await attempt(sql, target, rows, (some) => create(sql, target, some), found);
    reached(changes.length + at + rows.length);
  }
  return found;
}

class Refused extends Error {}

async function attempt<Row extends { row: number }>(
  sql: Sql,
  target: Target,
  rows: Row[],
  work: (rows: Row[]) => Promise<void>,
  found: RowError[],
): Promise<void> {
  if (found.length >= MOST_FOUND) return;
  try {
    await sql.savepoint(() => work(rows));
  } catch (error) {
    const problem = error instanceof Refused ? error : toProblem(error);
    const told = problem instanceof Refused ||
      problem instanceof DbProblem && [403, 409, 422].includes(problem.status);
    if (!told) throw error;
    // A reason that is missing is missing for the file, not for a row of it.
    if (problem instanceof DbProblem && problem.field === "reason") {
      if (!found.some((one) => one.path === "/reason")) {
        found.push({ row: null, column: null, path: "/reason", message: problem.message });
      }
    } else if (rows.length === 1) found.push(refusalOf(target, rows[0]!.row, problem));
    else {
      const half = Math.ceil(rows.length / 2);
      await attempt(sql, target, rows.slice(0, half), work, found);
      await attempt(sql, target, rows.slice(half), work, found);
    }
  }
}

function refusalOf({ kind, mapping }: Target, row: number, problem: Refused | DbProblem): RowError {
  const constraint = problem instanceof DbProblem ? problem.constraint : undefined;
  const meaning = kind.spec.words?.[constraint ?? ""];
  const column = problem instanceof DbProblem ? problem.field : undefined;
  const field = kind.fields.find((one) =>
    meaning ? `/${fieldOf(one)}` === meaning.path : columnOf(kind, fieldOf(one)) === column
  );
  return {
    row,
    column: (field && mapping[field.name]) ?? null,
    path: pointer(field ? ["rows", row, field.name] : ["rows", row]),
    message: meaning?.message ?? problem.message,
  };
}

/** All columns that any of the rows changes, with the value that stands where a row changes none. */
async function change(sql: Sql, target: Target, fields: string[], rows: Change[]): Promise<void> {
  const { kind, projectId, existing } = target;
  const docs = rows.map(({ id, version, values }) => {
    const there = existing.get(id)!.values;
    const row = fields.map((name) =>
      [columnOf(kind, name), (Object.hasOwn(values, name) ? values : there)[name] ?? null] as const
    );
    return { id, row_version: version, ...Object.fromEntries(row) };
  });
  const columns = fields.map((name) => columnOf(kind, name));
  const count = await queries.updateRows(sql, kind.spec, projectId, columns, docs);
  if (count < rows.length) throw new Refused(`Your role may not change this ${kind.spec.one}`);
}

/**
 * Fields that a row does not give become null where the column takes it, so that rows with
 * different empty cells go in one statement; the others are left to the column's default.
 */
async function create(
  sql: Sql,
  { kind, projectId, mapping }: Target,
  rows: (Creation & { ordinal: number })[],
): Promise<void> {
  const spec: RowSpec = kind.ordered
    ? { ...kind.spec, fields: { ...kind.spec.fields, ordinal: ORDINAL } }
    : kind.spec;
  const nullable = kind.fields.map((field) => ({ field, name: fieldOf(field) })).filter((
    { field, name },
  ) =>
    Object.hasOwn(mapping, field.name) && kind.spec.fields[name]!.schema.safeParse(null).success
  );
  const nothing: Values = Object.fromEntries(nullable.map(({ name }) => [name, null]));
  const bodies = rows.map(({ values, ordinal }) => ({
    ...nothing,
    ...values,
    ...(kind.ordered ? { ordinal } : {}),
  }));
  await insertRows(sql, spec, projectId, bodies);
}
