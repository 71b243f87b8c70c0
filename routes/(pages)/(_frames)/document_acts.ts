/** What the forms of documents do: one act, its table, and the answer of the page. */
import type { OpenAct } from "@/components/sites/act_dialog.tsx";
import type { Act } from "@/components/sites/act.ts";
import { type Ctx, forbidden, notFound, type Result, seeOther } from "@/lib/http/mod.ts";
import type { Item, RowSpec } from "@/lib/rows/model.ts";
import { createRow, deleteRow, updateRow } from "@/lib/rows/service.ts";
import { attempt, formOf } from "./account.ts";
import { caller, projectId } from "./call.ts";
import { bodyFor, refusals, typedIn } from "./site_acts.ts";

export interface Target {
  act: Act;
  spec: RowSpec;
  /** The caller may; without it there is no such dialog. */
  allowed: boolean;
  /** Sets fields besides those of the form. */
  fixed?: Record<string, unknown>;
}

export const opened = (target: Target | null): OpenAct | null =>
  target?.allowed ? { act: target.act, values: target.act.values, errors: [] } : null;

const reading = (act: Act, typed: string) =>
  /^\d{1,9}$/.test(typed) ? Number(typed) : act.row?.version ?? null;

function write(
  ctx: Ctx,
  { act, spec }: Target,
  body: Record<string, unknown>,
  given: { reason: string | null; version: number | null },
): Promise<Result<unknown>> {
  const me = caller(ctx, given.reason);
  if (!act.row) return createRow(me, spec, projectId(ctx), body);
  const where = { projectId: projectId(ctx), id: act.row.id, version: given.version };
  return act.key === "remove" ? deleteRow(me, spec, where) : updateRow(me, spec, where, body);
}

/**
 * Does what the posted form says: the way on when it is done, else the dialog again with what was
 * typed and what was wrong.
 * @param next where to when it is done; gets the row where one was made or changed
 */
export async function perform(
  ctx: Ctx,
  target: Target | null,
  next: (item: Item | null) => string,
): Promise<Response | { open: OpenAct; status: number }> {
  const text = await formOf(ctx);
  if (!target) throw notFound();
  if (!target.allowed) throw forbidden("Your role in this study does not include this");
  const { act, spec } = target;
  const values = typedIn(act, text);
  const makes = act.row === undefined;
  const { body, errors } = bodyFor({ spec, makes }, act, values, target.fixed);
  const open = { act, values, errors };
  if (errors.length > 0) return { open, status: 422 };
  if (Object.keys(body).length === 0 && act.key !== "remove") return seeOther(next(null));
  const reason = values.reason?.slice(0, 2000) || null;
  const given = { reason, version: reading(act, text("version")) };
  const done = await attempt(() => write(ctx, target, body, given));
  if (done.ok) return seeOther(next(done.value as Item | null));
  return { open: { ...open, errors: refusals(done.problem) }, status: done.problem.status };
}

interface ActPage<Data, Shown> {
  read(ctx: Ctx): Promise<Data>;
  /** What the address asks for. */
  targetOf(ctx: Ctx, data: Data): Target | null;
  show(ctx: Ctx, data: Data, open: OpenAct | null, status?: number): Shown;
  next(ctx: Ctx, data: Data, target: Target | null): string;
}

/** The handlers of a page whose acts are all named by its address. */
export const actHandlers = <Data, Shown>(
  { read, targetOf, show, next }: ActPage<Data, Shown>,
) => ({
  async GET(ctx: Ctx) {
    const data = await read(ctx);
    return show(ctx, data, opened(targetOf(ctx, data)));
  },
  async POST(ctx: Ctx) {
    const data = await read(ctx);
    const target = targetOf(ctx, data);
    const done = await perform(ctx, target, () => next(ctx, data, target));
    return done instanceof Response ? done : show(ctx, data, done.open, done.status);
  },
});

/** A page number of an address. */
export const pageIn = (text: string): number => /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 1;

export const isUuid = (text: string): boolean =>
  /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);
