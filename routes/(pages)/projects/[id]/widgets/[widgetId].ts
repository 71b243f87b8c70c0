import { guard, writeCsv } from "@/lib/csv/write.ts";
import { readProof } from "@/lib/dashboard/service.ts";
import { define, notFound, unwrap } from "@/lib/http/mod.ts";
import { caller, isUuid, projectId } from "../../../(_frames)/call.ts";

/** The rows behind a widget as CSV. */
export const handler = define.handlers({
  async GET(ctx) {
    const id = ctx.params.widgetId ?? "";
    if (!isUuid(id)) throw notFound();
    const { widget, rows } = unwrap(await readProof(caller(ctx), projectId(ctx), id, 5000));
    const lines = rows.map(({ kind, id, label, at, by }) =>
      [kind, id, label, at, by ?? ""].map(guard)
    );
    const csv = writeCsv([["kind", "id", "row", "changed_at", "changed_by"], ...lines]);
    return new Response(csv, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="${widget.catalogKey}-${
          widget.asOf.slice(0, 10)
        }.csv"`,
        "cache-control": "private, no-store",
      },
    });
  },
});
