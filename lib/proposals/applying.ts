/**
 * Writes what a proposal says, in the transaction of its approver: through the same services, schemas
 * and triggers as if they had typed it. Whatever is refused is thrown, so that all is taken back.
 */
import type { DbProblem, Sql } from "@/lib/db/mod.ts";
import { type FieldError, Problem } from "@/lib/http/problem.ts";
import { unwrap } from "@/lib/http/reply.ts";
import { addWidgetIn } from "@/lib/dashboard/saving.ts";
import { applyPlanIn } from "@/lib/planning/service.ts";
import { columnsOf, type Doc, type RowSpec } from "@/lib/rows/model.ts";
import { changeRow, insertRows } from "@/lib/rows/service.ts";
import { docIn, putBackIn, removeIn } from "@/lib/rows/taking_back.ts";
import type { Applied, Change, Fields, Proposal, Target } from "./model.ts";
import * as queries from "./queries.ts";
import { SPEC_OF } from "./targets.ts";

interface Work {
  sql: Sql;
  projectId: string;
  proposal: Proposal;
  reason: string;
  underWay: UnderWay;
  /** What was written so far, by target and id. */
  wrote: Map<string, Omit<Applied, "version">>;
}

/** What wrote to a row first knows what it was before. */
function note({ wrote }: Work, row: Omit<Applied, "version">) {
  const key = `${row.target} ${row.id}`;
  const known = wrote.get(key);
  wrote.set(key, {
    ...row,
    change: row.change ?? known?.change ?? null,
    before: row.before && { ...row.before, ...known?.before },
  });
}

/** Applies the changes with `after` of each in place of its own; the rows that were written. */
export async function applyIn(
  sql: Sql,
  projectId: string,
  { after, ...about }: Omit<Work, "sql" | "projectId" | "wrote"> & { after: Fields[] },
): Promise<Applied[]> {
  const work: Work = { sql, projectId, ...about, wrote: new Map() };
  await moveMilestones(work, after);
  for (const [n, change] of work.proposal.changes.entries()) {
    await said(work, n, change.target, () => applyOne(work, n, change, after[n]!));
  }
  const rows = [...work.wrote.values()];
  const versions = await queries.readVersions(sql, projectId, rows);
  return rows.map((row, n) => {
    const version = versions[n];
    if (typeof version !== "number") throw new Problem(409, "A row was gone when it was written");
    return { ...row, version };
  });
}

/** Planned dates of milestones go through the plan, which moves what hangs on them. */
async function moveMilestones(work: Work, after: Fields[]) {
  const moved = work.proposal.changes.flatMap((change, n) =>
    change.target === "milestone" && after[n]!.plannedOn !== undefined ? [{ change, n }] : []
  );
  if (moved.length === 0) return;
  const changes = moved.map(({ change, n }) => ({
    id: change.id!,
    plannedOn: after[n]!.plannedOn as string | null,
  }));
  await said(work, moved[0]!.n, "milestone", async () => {
    const { wrote } = unwrap(
      await applyPlanIn(work.sql, work.projectId, { changes }, work.reason),
    );
    for (const { kind, id, before } of wrote) {
      const change = moved.find((one) => one.change.id === id)?.n ?? null;
      note(work, { change, target: kind, id, before });
    }
  });
}

async function applyOne(work: Work, n: number, change: Change, after: Fields) {
  if (change.op === "insert") return await makeRow(work, n, change.target, after);
  const { sql, projectId } = work;
  const spec = SPEC_OF[change.target];
  const { plannedOn: _, ...others } = after;
  const body = change.target === "milestone" ? others : after;
  if (Object.keys(body).length === 0) return;
  const place = { projectId, id: change.id! };
  const was: Doc = await docIn(sql, spec, place) ?? {};
  const changed = await changeRow(sql, spec, { ...place, version: null }, body);
  if (!changed) throw new Problem(403, `Your role does not allow to change this ${spec.one}`);
  const before = Object.fromEntries(
    Object.keys(columnsOf(spec, body)).map((column) => [column, was[column] ?? null]),
  );
  note(work, { change: n, target: change.target, id: change.id!, before });
}

/** What comes of a restricted proposal is restricted. */
async function makeRow(work: Work, n: number, target: Target, after: Fields) {
  const { sql, projectId, proposal: { restricted } } = work;
  const spec = SPEC_OF[target];
  const secret = restricted ? { restricted } : {};
  if (target !== "widget") {
    const [made] = await insertRows(sql, spec, projectId, [{ ...after, ...secret }]);
    if (!made) throw new Problem(403, `Your role does not allow to add a ${spec.one}`);
    return note(work, { change: n, target, id: made.id, before: null });
  }
  const widget = await addWidgetIn(sql, {
    ...after as { catalogKey: string },
    projectId,
  });
  const { id } = unwrap(widget);
  if (restricted) await changeRow(sql, spec, { projectId, id, version: null }, secret);
  note(work, { change: n, target, id, before: null });
}

/** The change that is under way: what the database refuses is about it. */
export interface UnderWay {
  change?: { n: number; spec: RowSpec } | undefined;
}

async function said({ underWay }: Work, n: number, target: Target, work: () => Promise<void>) {
  underWay.change = { n, spec: SPEC_OF[target] };
  try {
    await work();
  } catch (error) {
    throw error instanceof Problem ? placed(error, `/changes/${n}/after`) : error;
  }
  underWay.change = undefined;
}

/** A refusal of the database as the reader of the change would have it: at its field. */
export function asToldOf(error: DbProblem, { change }: UnderWay): Problem | null {
  if (!change) return null;
  const { n, spec } = change;
  const at = `/changes/${n}/after`;
  const words = spec.words?.[error.constraint ?? ""];
  if (words) {
    const errors = [{ path: at + words.path, message: words.message }];
    return new Problem(error.status, words.message, { errors, cause: error });
  }
  if (error.code === "42501") {
    const message = `Cannot approve: your role does not allow this with a ${spec.one}`;
    return new Problem(403, message, { cause: error });
  }
  if (error.status !== 422) return null;
  const field = Object.entries(spec.fields).find(([, { column }]) => column === error.field)?.[0];
  const errors = [{ path: field ? `${at}/${field}` : at, message: error.message }];
  return new Problem(422, error.message, { errors, cause: error });
}

const placed = (problem: Problem, at: string) =>
  problem.status === 422 && problem.errors
    ? new Problem(422, problem.detail, {
      errors: problem.errors.map(({ path, message }): FieldError => ({
        path: path.startsWith("/changes/") ? at : at + path,
        message,
      })),
      cause: problem,
    })
    : problem;

/** Takes back what an approval wrote, the last first. */
export async function takeBackIn(sql: Sql, projectId: string, applied: readonly Applied[]) {
  for (const { target, id, version, before } of applied.toReversed()) {
    const spec = SPEC_OF[target];
    const where = { projectId, id, version };
    const done = before === null
      ? await removeIn(sql, spec, where)
      : await putBackIn(sql, spec, where, before);
    if (!done) {
      const verb = before === null ? "remove" : "change";
      throw new Problem(403, `Cannot undo: your role does not allow to ${verb} this ${spec.one}`);
    }
  }
}
