/** What the forms of documents do: one act, its table, and the answer of the page. */
import type { OpenAct } from "@/components/act_dialog.tsx";
import type { Act } from "@/components/act.ts";
import { type Ctx, notFound, seeOther } from "@/lib/http/mod.ts";
import type { Item, RowSpec } from "@/lib/rows/model.ts";
import { formOf } from "./account.ts";
import { bodyFor, notYourRole, refusals, typedIn, writeRow } from "./acts.ts";

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

const verbOf = ({ key, row }: Act) => !row ? "insert" : key === "remove" ? "delete" : "update";

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
  if (!target.allowed) throw notYourRole();
  const { act, spec } = target;
  const values = typedIn(act, text);
  const makes = act.row === undefined;
  const { body, errors } = bodyFor({ spec, makes }, act, values, target.fixed);
  const open = { act, values, errors };
  if (errors.length > 0) return { open, status: 422 };
  if (Object.keys(body).length === 0 && act.key !== "remove") return seeOther(next(null));
  const done = await writeRow(ctx, { spec, verb: verbOf(act), id: act.row?.id ?? "", body, text });
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
