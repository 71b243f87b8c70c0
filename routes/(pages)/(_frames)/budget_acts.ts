/** From the forms of the budget to the rows that they make and change. */
import type { FieldError } from "@/components/form.tsx";
import { type ActKey, ACTS, MONEY_FIELDS } from "@/components/budget/acts.ts";
import type { Act } from "@/components/act.ts";
import { parseMoney } from "@/lib/budget/model.ts";
import { actualSpec, lineSpec } from "@/lib/budget/specs.ts";
import type { Ctx, Result } from "@/lib/http/mod.ts";
import { bodyFor, writeRow } from "./acts.ts";

export type Typed = Record<string, string>;

const specOf = (key: ActKey) => ACTS[key].table === "line" ? lineSpec : actualSpec;

/** The money of the fields in minor units, as text; what cannot be read is said at its field. */
function inMinor(typed: Typed, currency: string): { typed: Typed; errors: FieldError[] } {
  const read = { ...typed };
  const errors: FieldError[] = [];
  for (const name of MONEY_FIELDS) {
    const text = typed[name] ?? "";
    if (text === "") continue;
    const amount = parseMoney(text, currency);
    if ("value" in amount) read[name] = String(amount.value);
    else errors.push({ path: `/${name}`, message: amount.fault });
  }
  return { typed: read, errors };
}

/**
 * What a form says, as the body of a call.
 * @param held currency of what is changed, or booked on
 */
export function bodyIn(key: ActKey, act: Act, typed: Typed, held: string, lineId: string) {
  const now = inMinor(typed, typed.currency ?? held);
  const before = inMinor(act.values, held);
  const asNumber = act.fields.map((field) =>
    MONEY_FIELDS.includes(field.name) ? { ...field, kind: "number" as const } : field
  );
  const { makes } = ACTS[key];
  const fixed = key === "book" ? { lineId } : {};
  const minor = { ...act, fields: asNumber, values: before.typed };
  const { body, errors } = bodyFor({ spec: specOf(key), makes }, minor, now.typed, fixed);
  const others = errors.filter(({ path }) => !now.errors.some((one) => one.path === path));
  return { body, errors: [...now.errors, ...others] };
}

/** Writes what the form says. */
export function write(
  ctx: Ctx,
  key: ActKey,
  row: { id: string; body: Record<string, unknown> },
  text: (name: string) => string,
): Promise<Result<unknown>> {
  const { makes, right } = ACTS[key];
  const verb = makes ? "insert" : right === "remove" ? "delete" : "update";
  return writeRow(ctx, { spec: specOf(key), verb, ...row, text });
}
