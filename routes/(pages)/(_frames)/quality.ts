/** From the address and the forms of the pages of quality to what their services take. */
import type { FieldError } from "@/components/form.tsx";
import { actOf, kindOf, mayAct, type Table } from "@/components/quality/acts.ts";
import type { TypedCell } from "@/components/quality/grid_form.ts";
import type { Place } from "@/components/quality/place.ts";
import type { OpenAct } from "@/components/act_dialog.tsx";
import type { Act } from "@/components/act.ts";
import { type Ctx, fieldErrors, type Result } from "@/lib/http/mod.ts";
import type { Choices } from "@/lib/quality/page_model.ts";
import type { ProofOf } from "@/lib/quality/proof_queries.ts";
import { day } from "@/lib/rows/model.ts";
import { reviewBody } from "@/lib/quality/review.ts";
import { reviewRisk } from "@/lib/quality/service.ts";
import * as indicators from "@/lib/quality/indicator_specs.ts";
import * as specs from "@/lib/quality/specs.ts";
import type { RowSpec } from "@/lib/rows/model.ts";
import { attempt } from "./account.ts";
import { bodyFor, refusals, typedIn, versionIn, writeRow } from "./acts.ts";
import { caller, isUuid, projectId, query } from "./call.ts";

const SPECS: Record<Table, RowSpec> = {
  risk: specs.riskSpec,
  deviation: specs.deviationSpec,
  capa: specs.capaSpec,
  kri: indicators.kriSpec,
  qtl: indicators.qtlSpec,
  factor: specs.factorSpec,
};

/** The text where it is an id, else none. */
export const idOf = (text: string) => isUuid(text) ? text.toLowerCase() : null;

/** The form that is asked for: of which table, and of which row. */
export function formAsked(key: string, row: string) {
  const kind = kindOf(key);
  if (!kind) return null;
  const id = idOf(row);
  const makes = kind.verb === "insert" && key !== "review";
  return makes || id ? { spec: SPECS[kind.table], id: makes ? null : id } : null;
}

export function placeOf(url: URL, view: Place["view"]): Place {
  const names = [
    "risk",
    "deviation",
    "kri",
    "enter",
    "q",
    "state",
    "category",
    "severity",
  ] as const;
  return { view, ...query(url, ...names, "site", "from") };
}

/** `risk.<id>`, `qtl.<id>`, `kri.<id>` or `point.<site>.<first day>` of the open indicator. */
export function proofAsked(key: string, kri: string): ProofOf | null {
  const [kind = "", text = "", on = ""] = key.split(".");
  const id = idOf(text);
  if (!id) return null;
  if (kind === "risk" || kind === "qtl") return { kind, id, kriId: null, on: null };
  if (kind === "kri") return { kind, id, kriId: idOf(kri), on: null };
  const first = day.safeParse(on);
  return kind === "point" && first.success ? { kind, id, kriId: idOf(kri), on: first.data } : null;
}

type Row = { id: string; version: number; [field: string]: unknown };

/** The form that the address asks for, where the reader may do what it does. */
export function openedAct(
  key: string,
  row: Row | null,
  choices: Choices | null,
  can: Record<string, string[]>,
): OpenAct | null {
  if (!choices || !mayAct(can, key)) return null;
  const act = actOf(key, row, choices, new Date().toISOString().slice(0, 10));
  return act && { act, values: act.values, errors: [] };
}

/** A review as the form has it: scores that were not touched stay as they are. */
function reviewed(act: Act, typed: Record<string, string>, version: number | undefined) {
  const changed = act.fields.filter(({ name }) =>
    name === "note" || name === "reviewedOn" || typed[name] !== act.values[name]
  );
  const body = Object.fromEntries(changed.map(({ name, as }) => {
    const text = typed[name] ?? "";
    return [name, text === "" && name !== "note" ? null : as === "number" ? Number(text) : text];
  }));
  return reviewBody.safeParse({ ...body, version });
}

/** What an act did, or the form again with what was wrong. */
export type Done = { ok: true } | { ok: false; open: OpenAct; status: number };

/** Writes what a form says. */
export async function doAct(
  ctx: Ctx,
  act: Act,
  text: (name: string) => string,
  fixed: Record<string, unknown> = {},
): Promise<Done> {
  const kind = kindOf(act.key)!;
  const spec = SPECS[kind.table];
  const typed = typedIn(act, text);
  const again = (errors: FieldError[], status: number): Done => ({
    ok: false,
    open: { act, values: typed, errors },
    status,
  });
  const ended = (done: Result<unknown>): Done =>
    done.ok ? { ok: true } : again(refusals(done.problem), done.problem.status);
  const id = act.row?.id ?? "";
  if (act.key === "review") {
    const review = reviewed(act, typed, versionIn(text) ?? undefined);
    if (!review.success) return again(fieldErrors(review.error.issues), 422);
    const { reason: _, ...input } = review.data;
    return ended(await attempt(() => reviewRisk(caller(ctx), projectId(ctx), id, input)));
  }
  const { verb } = kind;
  if (verb === "delete") return ended(await writeRow(ctx, { spec, verb, id, body: {}, text }));
  const { body, errors } = bodyFor({ spec, makes: verb === "insert" }, act, typed, fixed);
  if (errors.length > 0) return again(errors, 422);
  if (Object.keys(body).length === 0) return { ok: true };
  return ended(await writeRow(ctx, { spec, verb, id, body, text }));
}

/** Errors of rows (`/rows/3/numerator`) by the site of the row. */
export function faultsBySite(rows: TypedCell[], errors: FieldError[]) {
  const found = new Map<string, { field: string; message: string }[]>();
  for (const { path, message } of errors) {
    const [, index = "0", field = ""] = /^\/rows\/(\d+)(?:\/(\w+))?/.exec(path) ?? [];
    const siteId = rows[Number(index)]?.siteId;
    if (siteId) found.set(siteId, [...found.get(siteId) ?? [], { field, message }]);
  }
  return found;
}
