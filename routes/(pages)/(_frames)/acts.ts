/** From the form of an act to the row that it makes, changes or removes, whatever the table. */
import { type FieldError, plainErrors } from "@/components/form.tsx";
import type { Act, ActField } from "@/components/act.ts";
import { type Ctx, fieldErrors, forbidden, Problem, type Result } from "@/lib/http/mod.ts";
import { createSchema, type RowSpec, updateSchema } from "@/lib/rows/model.ts";
import { createRow, deleteRow, updateRow } from "@/lib/rows/service.ts";
import { attempt, errorsOf } from "./account.ts";
import { caller, projectId } from "./call.ts";

type Body = Record<string, unknown>;

/** A form that no page here has sent. */
export const unknownIntent = () =>
  new Problem(400, "Cannot tell what to do: the form names no known intent");

export const notYourRole = () => forbidden("Your role in this study does not include this");

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

export interface Write {
  spec: RowSpec;
  verb: "insert" | "update" | "delete";
  /** Of the row; not looked at where one is made. */
  id: string;
  body: Body;
  /** The version and the reason that the form has sent are taken from here. */
  text: (name: string) => string;
}

/** The version that the form was opened with; null where it says none. */
export function versionIn(text: (name: string) => string): number | null {
  const sent = text("version");
  return /^[1-9]\d{0,8}$/.test(sent) ? Number(sent) : null;
}

/** Does what the form says, or tells what a person can mend. */
export function writeRow(
  ctx: Ctx,
  { spec, verb, id, body, text }: Write,
): Promise<Result<unknown>> {
  const me = caller(ctx, text("reason").trim().slice(0, 2000) || null);
  const where = { projectId: projectId(ctx), id, version: versionIn(text) };
  return attempt<unknown>(() =>
    verb === "insert"
      ? createRow(me, spec, where.projectId, body)
      : verb === "delete"
      ? deleteRow(me, spec, where)
      : updateRow(me, spec, where, body)
  );
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
