/** Files that wait for their import: kept for their uploader alone, see the migration. */
import type { Sql } from "@/lib/db/mod.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { headIn } from "@/lib/projects/service.ts";
import type { Ctx } from "@/lib/rows/service.ts";
import { type CsvKind, fieldViews } from "./kind.ts";
import { guess, type Mapping, stillFits } from "./mapping.ts";
import { type ColumnView, type FieldView, type Report, type UploadView } from "./model.ts";
import * as queries from "./queries.ts";
import { importCsv, type ImportInput } from "./service.ts";
import { openTable, separatorWord, type Table } from "./table.ts";
import { guard, writeCsv } from "./write.ts";

type Head = Pick<NonNullable<Awaited<ReturnType<typeof headIn>>>, "project" | "organization">;

export interface CsvPage extends Head {
  may: { import: boolean; remember: boolean };
  fields: FieldView[];
  /** Null: none is asked for, or it is gone. */
  upload: UploadView | null;
}

const NOT_FOUND = failure(404, "Not there, or not yours");
const GONE = "The file is no longer here: choose it again";

const reading = (kind: CsvKind, projectId: string) => ({
  permission: { resource: kind.spec.resource, verb: "select" as const, projectId },
});

function uploadView(
  kind: CsvKind,
  table: Table,
  { id, name, kept }: { id: string; name: string; kept: Mapping | null },
): UploadView {
  const { headers, rows, errors, encoding, notes } = table;
  const mapping = guess(kind, headers, stillFits(kind, headers, kept ?? {}));
  const columns: ColumnView[] = headers.map((header, at) => ({
    header,
    samples: samplesOf(table, at),
    field: Object.entries(mapping).find(([, column]) => column === header)?.[0] ?? null,
  }));
  return {
    ...{ id, name, columns, encoding, notes },
    rows: rows.length + errors.length,
    separator: separatorWord(table.separator),
  };
}

/** The first three different values of a column. */
function samplesOf({ rows }: Table, at: number): string[] {
  const found = new Set<string>();
  for (const { cells } of rows) {
    const cell = cells[at]!;
    if (cell !== "") found.add(cell.length > 60 ? `${cell.slice(0, 59)}…` : cell);
    if (found.size === 3) break;
  }
  return [...found];
}

export async function readCsvPage(
  ctx: Ctx,
  kind: CsvKind,
  input: { projectId: string; upload: string | null },
): Promise<Result<CsvPage>> {
  const { projectId, upload } = input;
  const [head, rights, kept, file] = await ctx.db.asUser(
    ctx.claims,
    (sql) =>
      Promise.all([
        headIn(sql, projectId),
        queries.readRights(sql, projectId, kind.spec.resource),
        queries.readMapping(sql, projectId, kind.kind),
        upload === null ? null : queries.readUpload(sql, projectId, upload),
      ]),
    reading(kind, projectId),
  );
  if (!head) return NOT_FOUND;
  const opened = file && file.kind === kind.kind ? openTable(file.content) : null;
  return success({
    project: head.project,
    organization: head.organization,
    may: { import: rights.update, remember: rights.remember },
    fields: fieldViews(kind),
    upload: opened?.ok && upload !== null
      ? uploadView(kind, opened.table, { id: upload, name: file!.name, kept })
      : null,
  });
}

/** Keeps a file that can be read as a table; its id. */
export async function keepUpload(
  ctx: Ctx,
  kind: CsvKind,
  input: { projectId: string; name: string; bytes: Uint8Array },
): Promise<Result<string>> {
  const { projectId, name, bytes } = input;
  const permission = { resource: kind.spec.resource, verb: "update" as const, projectId };
  const opened = openTable(bytes);
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    if (!opened.ok) return invalid([{ path: "/file", message: opened.message }]);
    return success(await queries.keepUpload(sql, projectId, kind.kind, name, bytes));
  }, { permission });
}

/** `work` on the bytes of a kept file; a file that is gone is a refusal. */
async function withUpload<T>(
  ctx: Ctx,
  kind: CsvKind,
  input: { projectId: string; upload: string },
  work: (bytes: Uint8Array) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { projectId, upload } = input;
  const read = (sql: Sql) => queries.readUpload(sql, projectId, upload);
  const file = await ctx.db.asUser(ctx.claims, read, reading(kind, projectId));
  if (file?.kind !== kind.kind) return failure(410, GONE);
  return await work(file.content);
}

export type UploadInput = Omit<ImportInput, "bytes"> & { upload: string };

/** The import of a kept file, which goes when it is done. */
export async function importUpload(
  ctx: Ctx,
  kind: CsvKind,
  input: UploadInput,
): Promise<Result<Report>> {
  const result = await withUpload(
    ctx,
    kind,
    input,
    (bytes) => importCsv(ctx, kind, { ...input, bytes }),
  );
  if (result.ok && !input.dryRun) {
    await ctx.db.asUser(ctx.claims, (sql) => queries.forgetUpload(sql, input.upload));
  }
  return result;
}

/** The rows that a dry run refuses, as a file with the reasons beside them. */
export async function badRows(
  ctx: Ctx,
  kind: CsvKind,
  input: UploadInput,
): Promise<Result<string>> {
  return await withUpload(ctx, kind, input, async (bytes) => {
    const opened = openTable(bytes);
    const all = { ...input, bytes, dryRun: true, mostErrors: Infinity };
    const report = await importCsv(ctx, kind, all);
    if (!report.ok) return report;
    if (!opened.ok) return invalid([{ path: "", message: opened.message }]);
    const { headers, rows } = opened.table;
    const cells = new Map(rows.map((row) => [row.number, row.cells]));
    const byRow = Map.groupBy(report.value.errors, (error) => error.row);
    const lines = [...byRow].map(([row, errors]) => [
      ...(cells.get(row ?? 0) ?? headers.map(() => "")),
      row === null ? "" : String(row),
      errors.map(({ column, message }) => column ? `${column}: ${message}` : message).join("; "),
    ]);
    return success(
      "\ufeff" + writeCsv([
        [...headers, "row", "problem"],
        ...lines,
      ].map((line) => line.map(guard))),
    );
  });
}
