/** What the entry grid does with what was typed: changed rows are saved, all of them or none. */
import { z } from "zod";
import { page } from "fresh";
import type { GridView } from "@/components/enrollment/grid_row.tsx";
import { changedRows, parseRows, type TypedRow } from "@/components/enrollment/grid_form.ts";
import { saveSnapshots } from "@/lib/enrollment/saving.ts";
import { readGridPage } from "@/lib/enrollment/service.ts";
import { latestDay } from "@/lib/enrollment/snapshots.ts";
import { type Ctx, Problem, readForm, seeOther, unwrap } from "@/lib/http/mod.ts";
import { day } from "@/lib/rows/model.ts";
import { caller, projectId } from "./call.ts";

const offset = z.coerce.number().int().min(0).max(1_000_000).catch(0);

/** The day in the address; today where it is none. */
export function entryDay(text: string, now: Date): string {
  const given = day.safeParse(text);
  const today = now.toISOString().slice(0, 10);
  return given.success && given.data <= latestDay(now) ? given.data : today;
}

const QUIET: Omit<GridView, "grid"> = {
  typed: new Map(),
  faults: new Map(),
  conflicts: new Map(),
  saved: null,
  problem: null,
};

/** The grid of a day, with what was typed and why it was not saved. */
export async function gridOf(ctx: Ctx, on: string, view: Partial<GridView> = {}, status = 200) {
  const from = offset.parse(ctx.url.searchParams.get("from") ?? 0);
  const found = unwrap(await readGridPage(caller(ctx), projectId(ctx), { on, from }));
  const { project, organization, grid } = found;
  return page({
    kind: "grid" as const,
    ...{ project, organization },
    view: { ...QUIET, ...view, grid },
    latest: latestDay(new Date()),
    asOf: new Date().toISOString(),
  }, { status });
}

/** Errors of rows (`/rows/3/enrolled`) by the site of the row. */
function bySite(rows: { siteId: string }[], errors: { path: string; message: string }[]) {
  const found = new Map<string, { field: string; message: string }[]>();
  for (const { path, message } of errors) {
    const [, index, field = ""] = /^\/rows\/(\d+)(?:\/(\w+))?/.exec(path) ?? [];
    const siteId = index === undefined ? undefined : rows[Number(index)]?.siteId;
    if (siteId) found.set(siteId, [...found.get(siteId) ?? [], { field, message }]);
  }
  return found;
}

export async function saveGrid(ctx: Ctx) {
  const body = await readForm(ctx.req, ctx.state.config.limits.bodyBytes);
  const given = day.safeParse(body.get("on"));
  if (!given.success) throw new Problem(400, "Cannot read the day that the counts are of");
  const on = given.data;
  const rows = changedRows(body);
  const done = (saved: number) => {
    const from = offset.parse(ctx.url.searchParams.get("from") ?? 0);
    return seeOther(
      `/projects/${projectId(ctx)}/enrollment?enter=${on}&from=${from}&saved=${saved}`,
    );
  };
  if (rows.length === 0) return done(0);
  const typed = new Map<string, TypedRow>(rows.map((row) => [row.typed.siteId, row.typed]));
  const { parsed, errors } = parseRows(rows.map((row) => row.typed), on);
  if (errors.length > 0) {
    return await gridOf(ctx, on, { typed, faults: bySite(parsed, errors) }, 422);
  }
  const result = await saveSnapshots(
    caller(ctx),
    projectId(ctx),
    parsed.map(({ counts, ...row }) => ({ ...row, ...counts })),
  );
  if (result.ok) return done(rows.length);
  const { status, errors: faults = [], detail } = result.problem;
  if (status === 422) return await gridOf(ctx, on, { typed, faults: bySite(parsed, faults) }, 422);
  if (status !== 409) throw result.problem;
  const conflicts = new Map(
    [...bySite(parsed, faults)].map(([site, all]) => [site, all[0]!.message]),
  );
  const problem = conflicts.size > 0 ? null : detail;
  return await gridOf(ctx, on, { typed, conflicts, problem }, 409);
}
