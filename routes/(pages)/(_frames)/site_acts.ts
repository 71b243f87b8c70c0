/** From the form of a site's act to the row that it makes or changes. */
import { type FieldError, plainErrors } from "@/components/form.tsx";
import type { ActField } from "@/components/sites/act.ts";
import type { Act } from "@/components/sites/acts.ts";
import { fieldErrors, type Problem } from "@/lib/http/mod.ts";
import { createSchema, type RowSpec, updateSchema } from "@/lib/rows/model.ts";
import { delegationSpec, siteSpec, staffSpec, trainingSpec } from "@/lib/sites/specs.ts";
import { errorsOf } from "./account.ts";

type Body = Record<string, unknown>;

/** The table that an act writes to, and whether it makes a row of it. */
export function tableOf(act: Act): { spec: RowSpec; makes: boolean } {
  const made: Record<string, RowSpec> = {
    add: siteSpec,
    person: staffSpec,
    training: trainingSpec,
    delegation: delegationSpec,
  };
  if (Object.hasOwn(made, act.key)) return { spec: made[act.key]!, makes: true };
  if (act.key === "member") return { spec: staffSpec, makes: false };
  if (act.key === "trained") return { spec: trainingSpec, makes: false };
  if (act.key === "undelegate") return { spec: delegationSpec, makes: false };
  return { spec: siteSpec, makes: false };
}

/** What was typed, as it was. */
export function typedIn(act: Act, text: (name: string) => string): Record<string, string> {
  return Object.fromEntries(act.fields.map(({ name }) => [name, text(name).trim()]));
}

const HINTS = {
  role: "Choose a role",
  staffId: "Choose a person",
  email: "Must be an address such as name@example.org",
};

/** What a field says; a text that is no number stays, for the schema to refuse. */
function valueOf({ kind, as }: ActField, typed: string): unknown {
  if (as === "yes") return typed === "true";
  const number = (kind === "number" || as === "number") && /^-?\d+(\.\d+)?$/.test(typed);
  return number ? Number(typed) : typed;
}

/**
 * The fields to write: of a new row what is filled in, else what differs from what the form opened
 * with. Nothing to write is an empty body.
 */
export const bodyOf = (act: Act, typed: Record<string, string>, fixed: Body = {}) =>
  bodyFor(tableOf(act), act, typed, fixed);

/** The same for an act of any table. */
export function bodyFor(
  { spec, makes }: { spec: RowSpec; makes: boolean },
  act: Act,
  typed: Record<string, string>,
  fixed: Body = {},
): { body: Body; errors: FieldError[] } {
  const body: Body = { ...fixed };
  const errors: FieldError[] = [];
  for (const field of act.fields) {
    const { name, required } = field;
    const value = typed[name] ?? "";
    if (required && value === "") {
      const message = name === "reason" ? "Say why: the trail keeps it" : "Must be given";
      errors.push({ path: `/${name}`, message: HINTS[name as keyof typeof HINTS] ?? message });
    } else if (name !== "reason" && value !== (makes ? "" : act.values[name] ?? "")) {
      body[name] = value === "" ? null : valueOf(field, value);
    }
  }
  const wanted = Object.keys(body).length > 0;
  const parsed = makes ? createSchema(spec).safeParse(body) : updateSchema(spec).safeParse(body);
  if (wanted && !parsed.success) {
    const found = plainErrors(fieldErrors(parsed.error.issues), HINTS);
    errors.push(...found.filter(({ path }) => !errors.some((one) => one.path === path)));
  }
  return { body: parsed.success ? parsed.data : body, errors };
}

/** What the service refused, as the reader of the form would say it. */
export function refusals(problem: Problem): FieldError[] {
  if (problem.status === 412) {
    const message = "Somebody else changed this in the meantime: look at it, then do it again";
    return [{ path: "", message }];
  }
  return errorsOf(problem).map(({ path, message }) => ({
    path,
    message: /has not happened yet$/.test(message) ? "Must not be in the future" : message,
  }));
}
