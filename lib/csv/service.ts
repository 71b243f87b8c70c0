/** Use cases of CSV: what an import would do, an import all or nothing, mappings that are kept. */
import type { Sql } from "@/lib/db/mod.ts";
import { type FieldError, pointer, Problem } from "@/lib/http/problem.ts";
import { invalid, type Result, success } from "@/lib/http/reply.ts";
import type { Ctx } from "@/lib/rows/service.ts";
import { columnOf, type CsvKind, fieldOf, type Values, wantedNames } from "./kind.ts";
import { checkMapping, guess, type Mapping, stillFits } from "./mapping.ts";
import { type Existing, planOf } from "./match.ts";
import { MAX_ERRORS, type Report, type RowError } from "./model.ts";
import * as queries from "./queries.ts";
import type { Watch } from "./progress.ts";
import { refusal } from "./refusal.ts";
import { registersOf } from "./references.ts";
import { readRows } from "./rows.ts";
import { openTable, repeated, separatorWord, type Table } from "./table.ts";
import type { DateFormat } from "./values.ts";
import { writePlan } from "./write_rows.ts";

export interface ImportInput {
  projectId: string;
  bytes: Uint8Array;
  dryRun: boolean;
  /** Field to column; `saved`: the kept one; absent: guessed by the headers. */
  mapping?: Mapping | "saved" | undefined;
  dateFormat?: DateFormat | undefined;
  /** Columns that fill nothing may be left out. */
  ignoreUnknown?: boolean | undefined;
  /** Empty cells take away what is there. */
  clear?: boolean | undefined;
  /** Keeps the mapping for the next file. */
  remember?: boolean | undefined;
  /** Errors that the report names; MAX_ERRORS when absent. */
  mostErrors?: number | undefined;
  /** Is told how far the database is, between two statements, and may stop it. */
  watch?: Watch | undefined;
}

/** Ends the savepoint of a dry run. */
class Undo extends Error {}

const unfit = (message: string) => invalid([{ path: "", message }]);

/**
 * Reads the file, compares it with what is there and writes the difference in one transaction. A
 * dry run writes as well, so that every rule of the database is asked, and takes it back.
 */
export async function importCsv(
  ctx: Ctx,
  kind: CsvKind,
  input: ImportInput,
): Promise<Result<Report>> {
  const opened = openTable(input.bytes);
  // Who may not is told so before anything about the file.
  const permission = {
    resource: kind.spec.resource,
    verb: "update" as const,
    projectId: input.projectId,
  };
  const work = async (sql: Sql) => {
    const [rights, names, kept] = await Promise.all([
      queries.readRights(sql, input.projectId, kind.spec.resource),
      queries.readNames(sql, input.projectId, wantedNames(kind)),
      input.mapping === "saved" ? queries.readMapping(sql, input.projectId, kind.kind) : null,
    ]);
    if (!opened.ok) throw unfit(opened.message).problem;
    const { table } = opened;
    const mapping = mappingFor(kind, table, input.mapping, kept);
    const errors = shapeErrors(kind, table, mapping, input);
    if (errors.length > 0) throw invalid(errors).problem;
    const scope = { kind, table, mapping, names: registersOf(names), rights };
    const report = await run(sql, scope, input);
    if (!input.dryRun && report.errorCount > 0) throw refusal(report);
    if (!input.dryRun && input.remember && rights.remember) {
      await queries.keepMapping(sql, input.projectId, kind.kind, mapping);
    }
    return report;
  };
  // A refusal is thrown, so that the transaction leaves nothing at all.
  try {
    return success(await ctx.db.asUser(ctx.claims, work, { reason: ctx.reason, permission }));
  } catch (error) {
    if (error instanceof Problem) return { ok: false, problem: error };
    throw error;
  }
}

function mappingFor(
  kind: CsvKind,
  { headers }: Table,
  given: ImportInput["mapping"],
  kept: Mapping | null,
): Mapping {
  if (given === undefined) return guess(kind, headers);
  if (given === "saved") return guess(kind, headers, stillFits(kind, headers, kept ?? {}));
  return given;
}

/** What is wrong with the columns, so that rows need not be looked at. */
function shapeErrors(
  kind: CsvKind,
  table: Table,
  mapping: Mapping,
  { ignoreUnknown = false }: ImportInput,
): FieldError[] {
  const { headers } = table;
  const errors = checkMapping(kind, headers, mapping);
  const used = new Set(Object.values(mapping));
  for (const header of repeated(headers)) {
    if (used.has(header) || !ignoreUnknown) {
      const message = `Column "${header}" is there more than once: give each a name of its own`;
      errors.push({ path: pointer(["columns", header]), message });
    }
  }
  const shown = new Set((kind.shown ?? []).map(({ name }) => name));
  const unknown = headers.filter((header) => !used.has(header) && !shown.has(header));
  if (unknown.length > 0 && !ignoreUnknown) {
    for (const header of new Set(unknown)) {
      const message = `Column "${header}" fills no field of ${kind.title}: name it in mapping, ` +
        "or send ignoreUnknown=true to leave such columns out";
      errors.push({ path: pointer(["columns", header]), message });
    }
  }
  const fields = new Set(
    kind.fields.filter((one) => Object.hasOwn(mapping, one.name)).map(fieldOf),
  );
  if (!kind.keys.some((key) => fields.has(key.fields[0]!))) {
    const labels = kind.keys.map((key) => key.fields[0]!).map((name) =>
      `"${kind.fields.find((one) => fieldOf(one) === name)!.label}"`
    );
    const message = `No column for ${labels.join(" or ")}: it names the ${kind.spec.one}`;
    errors.push({ path: "/mapping", message });
  }
  return errors.slice(0, 50);
}

interface Scope {
  kind: CsvKind;
  table: Table;
  mapping: Mapping;
  names: ReturnType<typeof registersOf>;
  rights: { insert: boolean };
}

async function run(sql: Sql, scope: Scope, input: ImportInput): Promise<Report> {
  const { kind, table, mapping, names } = scope;
  const reading = readRows(kind, table, mapping, names, {
    dateFormat: input.dateFormat ?? null,
    clear: input.clear ?? false,
  });
  const existing = await readExisting(
    sql,
    scope,
    input.projectId,
    reading.drafts.map((d) => d.values),
  );
  const plan = planOf(kind, mapping, reading.drafts, existing);
  const errors = [...table.errors, ...reading.errors, ...plan.errors];
  const mayAdd = scope.rights.insert;
  for (const { row } of mayAdd ? [] : plan.creations) {
    const message = `Your role may change ${kind.title}, not add them: this row is new`;
    errors.push({ row, column: null, path: pointer(["rows", row]), message });
  }
  const target = {
    ...{ kind, mapping, projectId: input.projectId, watch: input.watch },
    existing: new Map(existing.map((one) => [one.id, one])),
  };
  const allowed = mayAdd ? plan : { ...plan, creations: [] };
  const work = () => writePlan(sql, target, allowed);
  errors.push(...await write(sql, work, errors.length, input.dryRun));
  return reportOf(scope, input, errors, {
    created: plan.creations.length,
    updated: plan.changes.length,
    unchanged: plan.unchanged,
  });
}

/** Writes in a savepoint that a dry run, and a file with a bad row, take back. */
async function write(
  sql: Sql,
  work: () => Promise<RowError[]>,
  errorsBefore: number,
  dryRun: boolean,
): Promise<RowError[]> {
  let found: RowError[] = [];
  try {
    await sql.savepoint(async () => {
      found = await work();
      if (dryRun || errorsBefore + found.length > 0) throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  }
  return found;
}

async function readExisting(
  sql: Sql,
  { kind }: Scope,
  projectId: string,
  rows: Values[],
): Promise<Existing[]> {
  const fields = [...new Set(kind.fields.map(fieldOf))];
  const columns = fields.map((name) => columnOf(kind, name));
  const only = kind.narrow === undefined ? null : {
    column: columnOf(kind, kind.narrow),
    values: [...new Set(rows.map((values) => String(values[kind.narrow!] ?? "")))],
  };
  const docs = await queries.readExisting(sql, kind.spec, projectId, columns, only);
  return docs.map((doc) => ({
    id: String(doc.id),
    version: Number(doc.row_version),
    values: Object.fromEntries(fields.map((name, i) => [name, doc[columns[i]!]])),
  }));
}

function reportOf(
  { table, mapping }: Scope,
  input: ImportInput,
  errors: RowError[],
  counts: Pick<Report, "created" | "updated" | "unchanged">,
): Report {
  const bad = new Set(errors.map((error) => error.row).filter((row) => row !== null));
  const rows = table.rows.length + table.errors.length;
  const sorted = errors.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0));
  const used = new Set(Object.values(mapping));
  return {
    ...{ dryRun: input.dryRun, rows, valid: rows - bad.size, ...counts },
    errors: sorted.slice(0, input.mostErrors ?? MAX_ERRORS),
    errorCount: errors.length,
    ignored: table.headers.filter((header) => !used.has(header)),
    mapping,
    encoding: table.encoding,
    separator: separatorWord(table.separator),
    notes: table.notes,
  };
}
