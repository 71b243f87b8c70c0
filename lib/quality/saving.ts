/** Values of indicators, many at once: all or nothing, with what is wrong by row and field. */
import { z } from "zod";
import { DbProblem, type Sql } from "@/lib/db/mod.ts";
import { type FieldError, Problem, toProblem } from "@/lib/http/problem.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { day, text } from "@/lib/rows/model.ts";
import { type Ctx, insertRows } from "@/lib/rows/service.ts";
import { type Period, periodOf } from "./model.ts";
import * as queries from "./queries.ts";
import { inProject } from "./service.ts";
import { decimal, kriValueSpec } from "./indicator_specs.ts";

const count = decimal(999_999_999_999, 2).nullable();

/** A cell of the grid. Both counts null: what is there is taken back. */
export const valueRow = z.object({
  kriId: z.uuid(),
  siteId: z.uuid(),
  periodOn: day,
  numerator: count,
  denominator: count,
  note: text(2000).optional(),
  version: z.int().min(0).optional()
    .describe("Of what is there, 0 for nothing; another one is refused (409)"),
});
export type ValueRow = z.infer<typeof valueRow>;

export interface Saved {
  saved: number;
  removed: number;
  unchanged: number;
}

type Act = "insert" | "update" | "remove" | "none";
interface Planned {
  row: ValueRow;
  here: queries.Doc | null;
  act: Act;
}

const at = (index: number, field: string, message: string): FieldError => ({
  path: `/rows/${index}${field && `/${field}`}`,
  message,
});

/** The same indicator, site and period twice in what was sent. */
function twice(rows: ValueRow[]): FieldError[] {
  const first = new Map<string, number>();
  return rows.flatMap((row, index) => {
    const key = `${row.kriId} ${row.siteId} ${row.periodOn}`.toLowerCase();
    const seen = first.get(key);
    if (seen === undefined) first.set(key, index);
    return seen === undefined
      ? []
      : [at(index, "periodOn", `Row ${seen + 1} is of this site and period already`)];
  });
}

function faultsOf({ kriId: _, periodOn }: ValueRow, { kri, site }: queries.Around) {
  const faults: [field: string, message: string][] = [];
  if (!kri) faults.push(["kriId", "There is no such indicator in this study"]);
  if (!site) faults.push(["siteId", "There is no such site in this study"]);
  if (!kri) return faults;
  if (kri.source !== "entered") {
    faults.push(["kriId", `Cannot enter values of "${kri.title}": they are counted`]);
  }
  const first = periodOf(periodOn, kri.period as Period);
  if (first !== periodOn) {
    const message = `Cannot count for "${periodOn}": a ${kri.period} begins on ${first}`;
    faults.push(["periodOn", message]);
  }
  return faults;
}

function actOf(row: ValueRow, here: queries.Doc | null): Act {
  if (row.numerator === null && row.denominator === null) return here ? "remove" : "none";
  if (!here) return "insert";
  const note = row.note === undefined ? here.note : row.note;
  const same = here.numerator === row.numerator && here.denominator === row.denominator &&
    here.note === note;
  return same ? "none" : "update";
}

function conflictOf({ version }: ValueRow, here: queries.Doc | null): string | null {
  const now = Number(here?.row_version ?? 0);
  if (version === undefined || version === now) return null;
  return now === 0
    ? "Somebody else took this value back"
    : `Somebody else changed this value: it has version ${now}, not ${version}`;
}

/** What the database alone knows (a period in the future, before the study) is of the row that it names. */
function located(error: unknown, rows: ValueRow[]): unknown {
  if (!(error instanceof DbProblem) || error.status !== 422) return error;
  const { errors = [] } = toProblem(error);
  const index = Math.max(0, rows.findIndex((row) => error.message.includes(row.periodOn)));
  return new Problem(422, error.message, {
    errors: errors.map(({ path, message }) => ({ path: `/rows/${index}${path}`, message })),
    cause: error,
  });
}

async function write(sql: Sql, projectId: string, planned: Planned[]): Promise<Saved> {
  const of = (act: Act) => planned.filter((one) => one.act === act);
  const [inserts, updates, removals] = [of("insert"), of("update"), of("remove")];
  const columns = ({ row, here }: Planned) => ({
    ...{ id: here?.id, row_version: here?.row_version, note: here?.note ?? null },
    ...{ numerator: row.numerator, denominator: row.denominator },
    ...(row.note === undefined ? {} : { note: row.note }),
  });
  const bodies = inserts.map(({ row: { version: _, ...row } }) => ({ note: null, ...row }));
  const [made, changed, removed] = await Promise.all([
    inserts.length > 0 ? insertRows(sql, kriValueSpec, projectId, bodies) : [],
    updates.length > 0 ? queries.updateValues(sql, projectId, updates.map(columns)) : 0,
    removals.length > 0 ? queries.deleteValues(sql, projectId, removals.map(columns)) : 0,
  ]);
  // Writers of an organisation wait for each other, so what is missing was refused by a policy.
  if (changed < updates.length) {
    throw new Problem(403, "Your role may not change values that are there");
  }
  if (removed < removals.length) {
    throw new Problem(403, "Your role may not take values back: a manager or coordinator can");
  }
  return { saved: made.length + changed, removed, unchanged: of("none").length };
}

/** Makes, changes and takes back values: all of the rows, or none. */
export async function saveValues(
  ctx: Ctx,
  projectId: string,
  rows: ValueRow[],
): Promise<Result<Saved>> {
  const doubles = twice(rows);
  if (doubles.length > 0) return invalid(doubles);
  const work = inProject(ctx, projectId, "kri_value", "insert", async (sql) => {
    const arounds = await queries.readAround(sql, projectId, rows);
    const faults = rows.flatMap((row, index) =>
      faultsOf(row, arounds[index]!).map(([field, message]) => at(index, field, message))
    );
    if (faults.length > 0) return invalid(faults);
    const conflicts = rows.flatMap((row, index) => {
      const conflict = conflictOf(row, arounds[index]!.here);
      return conflict === null ? [] : [at(index, "", conflict)];
    });
    if (conflicts.length > 0) return failure(409, conflicts[0]!.message, { errors: conflicts });
    const planned = rows.map((row, index): Planned => {
      const { here } = arounds[index]!;
      return { row, here, act: actOf(row, here) };
    });
    return success(await write(sql, projectId, planned));
  });
  return await work.catch((error) => {
    throw located(error, rows);
  });
}
