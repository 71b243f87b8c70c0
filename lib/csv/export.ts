/** Rows as a file that the import reads back unchanged. */
import { type Result, success } from "@/lib/http/reply.ts";
import type { Item } from "@/lib/rows/model.ts";
import { type Ctx, listRows } from "@/lib/rows/service.ts";
import { type CsvKind, fieldOf, wantedNames } from "./kind.ts";
import type { Separator } from "./parse.ts";
import * as queries from "./queries.ts";
import { type Registers, registersOf } from "./references.ts";
import { writeValue } from "./rows.ts";
import { guard, writeRecord } from "./write.ts";

const BATCH = 500;

export interface ExportInput {
  projectId: string;
  separator?: Separator | undefined;
  /** Begins with the mark by which Excel knows UTF-8. */
  bom?: boolean | undefined;
}

function lineOf(kind: CsvKind, item: Item, names: Registers, separator: Separator): string {
  const shown = (kind.shown ?? []).map((one) => one.write(item));
  const cells = kind.fields.map((field) => writeValue(field, item[fieldOf(field)], names, item));
  return writeRecord([...shown, ...cells].map(guard), { separator });
}

/**
 * All rows of the kind that the caller may see, in the order of their list. Each batch is a
 * transaction of its own, so a slow reader holds no connection.
 */
export async function exportCsv(
  ctx: Ctx,
  kind: CsvKind,
  { projectId, separator = ",", bom = false }: ExportInput,
): Promise<Result<{ file: string; body: ReadableStream<Uint8Array> }>> {
  const permission = { resource: kind.spec.resource, verb: "select" as const, projectId };
  const names = registersOf(
    await ctx.db.asUser(ctx.claims, (sql) => queries.readNames(sql, projectId, wantedNames(kind)), {
      permission,
    }),
  );
  const first = await listRows(ctx, kind.spec, projectId, { limit: BATCH });
  if (!first.ok) return first;
  let page: typeof first.value | null = first.value;
  let head = (bom ? "\ufeff" : "") +
    writeRecord([...kind.shown ?? [], ...kind.fields].map(({ name }) => name), { separator });
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (page === null) return controller.close();
      const lines = page.items.map((item) => lineOf(kind, item, names, separator));
      controller.enqueue(encoder.encode(head + lines.join("")));
      head = "";
      page = page.nextCursor === null ? null : await next(page.nextCursor);
    },
  });
  const next = async (cursor: string) => {
    const found = await listRows(ctx, kind.spec, projectId, { limit: BATCH, cursor });
    if (!found.ok) throw found.problem;
    return found.value;
  };
  const day = new Date().toISOString().slice(0, 10);
  return success({ file: `${kind.kind}-${day}.csv`, body });
}
