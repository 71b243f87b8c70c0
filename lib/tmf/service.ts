/** The list of artifacts that an organisation goes by: its own first, then the short one. */
import type { Sql } from "@/lib/db/mod.ts";
import { Problem } from "@/lib/http/problem.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import type { Ctx } from "@/lib/rows/service.ts";
import type { Artifact, TmfReport } from "./model.ts";
import { type Read, readList, type Row } from "./read.ts";

const MAX_ERRORS = 100;
const NOT_FOUND = failure(404, "Not there, or not yours");

export interface TmfPage {
  organization: { id: string; name: string };
  may: { import: boolean };
  items: Artifact[];
  own: number;
}

export async function readArtifacts(ctx: Ctx, organizationId: string): Promise<Result<TmfPage>> {
  const permission = { resource: "tmf", verb: "select" as const, organizationId };
  const [heads, items] = await ctx.db.asUser(
    ctx.claims,
    (sql) =>
      Promise.all([
        sql<{ id: string; name: string; may: boolean }[]>`
        select o.id, o.name,
          o.id = any ((select private.my_orgs_for('tmf', 'insert'))::uuid[]) as may
        from public.orgs o where o.id = ${organizationId}::uuid`,
        sql<
          Artifact[]
        >`select t.* from private.tmf_names(${organizationId}::uuid) t order by t.number`,
      ]),
    { permission },
  );
  const head = heads[0];
  if (!head) return NOT_FOUND;
  return success({
    organization: { id: head.id, name: head.name },
    may: { import: head.may },
    items: [...items],
    own: items.filter((one) => one.own).length,
  });
}

/** A file that was refused, with all that is wrong with it. */
export class TmfRefused extends Problem {
  constructor(readonly report: TmfReport) {
    super(422, report.errors[0]!.message, {
      errors: report.errors.map(({ path, message }) => ({ path, message })),
    });
  }
}

interface Counts {
  created: number;
  updated: number;
}

async function write(
  sql: Sql,
  org: string,
  rows: Row[],
  listVersion: string | null,
): Promise<Counts> {
  const [counts] = await sql<Counts[]>`
    with given as (select * from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as g(number text, zone text, section text, artifact text)),
    written as (
      insert into public.tmf_artifacts as t (org_id, number, zone, section, artifact, list_version)
      select ${org}::uuid, g.number, g.zone, g.section, g.artifact, ${listVersion}::text from given g
      on conflict (org_id, number) do update
        set zone = excluded.zone, section = excluded.section, artifact = excluded.artifact,
          list_version = coalesce(excluded.list_version, t.list_version)
        where (t.zone, t.section, t.artifact, t.list_version) is distinct from (excluded.zone,
          excluded.section, excluded.artifact, coalesce(excluded.list_version, t.list_version))
      returning t.row_version
    )
    select count(*) filter (where row_version = 1)::int as created,
      count(*) filter (where row_version > 1)::int as updated from written`;
  return counts!;
}

/** Ends the savepoint of a dry run. */
class Undo extends Error {}

export interface TmfInput {
  organizationId: string;
  bytes: Uint8Array;
  dryRun: boolean;
  listVersion: string | null;
  mapping?: Record<string, string> | undefined;
}

/**
 * Takes a list over, all or nothing: artifacts that are there are changed, none is deleted.
 * @throws DbProblem when the caller may not
 */
export async function importList(ctx: Ctx, input: TmfInput): Promise<Result<TmfReport>> {
  const { organizationId, dryRun } = input;
  const permission = { resource: "tmf", verb: "insert" as const, organizationId };
  const read: Read = readList(input.bytes, input.mapping);
  const { rows, skipped, mapping, faults } = read;
  const none = { created: 0, updated: 0 };
  let counts: Counts = none;
  await ctx.db.asUser(ctx.claims, async (sql) => {
    counts = none;
    if (faults.length > 0) return;
    counts = await write(sql, organizationId, rows, input.listVersion);
    if (dryRun) throw new Undo();
  }, { permission, reason: ctx.reason }).catch((error) => {
    if (!(error instanceof Undo)) throw error;
  });
  const report: TmfReport = {
    ...{ dryRun, rows: rows.length, skipped, mapping, ...counts },
    unchanged: faults.length > 0 ? 0 : rows.length - counts.created - counts.updated,
    errors: faults.slice(0, MAX_ERRORS),
    errorCount: faults.length,
  };
  return faults.length > 0 ? { ok: false, problem: new TmfRefused(report) } : success(report);
}
