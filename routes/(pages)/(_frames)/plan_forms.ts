/** What the forms of the plan send: from texts to what the services take. */
import { type FieldError, plainErrors } from "@/components/form.tsx";
import { type Ctx, fieldErrors, Problem, readForm } from "@/lib/http/mod.ts";
import type { z } from "zod";
import { isUuid } from "./call.ts";

/** The form's texts, "" where absent; `all` gives every value of a name. */
export interface Sent {
  text(name: string): string;
  all(name: string): string[];
  /** All texts by name, the last of each. */
  values: Record<string, string>;
}

export async function sentIn(ctx: Ctx): Promise<Sent> {
  const form = await readForm(ctx.req, ctx.state.config.limits.bodyBytes);
  const texts = [...form].flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as const] : []
  );
  const values = Object.fromEntries(texts);
  return {
    values,
    text: (name) => Object.hasOwn(values, name) ? values[name]!.trim() : "",
    all: (wanted) => texts.flatMap(([name, value]) => name === wanted ? [value] : []),
  };
}

/** A whole number of the form. @throws Problem 400 for what a form of ours cannot send */
export function versionIn(sent: Sent): number {
  const version = Number(sent.text("version"));
  if (Number.isInteger(version) && version > 0) return version;
  throw new Problem(400, "Cannot read the version in the form");
}

/** Of the change, for the trail; null where none is given. */
export const reasonIn = (sent: Sent): string | null => sent.text("reason").slice(0, 2000) || null;

/** @throws Problem 400 for what a form of ours cannot send */
export function idIn(sent: Sent, name: string): string {
  const id = sent.text(name);
  if (isUuid(id)) return id;
  throw new Problem(400, "Cannot read the form: it names nothing");
}

const NUMBERS = new Set(["durationDays", "lagDays"]);

/** Fields of a row as a form gives them: an empty one is null, a number is a number. */
export function fieldsOf(sent: Sent, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(sent.values, name)).map((name) => {
      const text = sent.text(name);
      if (NUMBERS.has(name)) return [name, text === "" ? null : Number(text)];
      return [name, text === "" && name !== "title" && name !== "label" ? null : text];
    }),
  );
}

const HINTS = {
  title: "Must be given",
  label: "Must be given",
  name: "Must be given",
  durationDays: "Must be a whole number of days",
  lagDays: "Must be a whole number of days",
  fromId: "Choose an item",
};

export function parsed<T>(schema: z.ZodType<T>, body: unknown):
  | { ok: true; value: T }
  | { ok: false; errors: FieldError[] } {
  const result = schema.safeParse(body);
  return result.success
    ? { ok: true, value: result.data }
    : { ok: false, errors: plainErrors(fieldErrors(result.error.issues), HINTS) };
}

/** Errors of a service at the names that the form's fields have: `/to_id` and `/toId` alike. */
export function formErrors(problem: Problem, names: Record<string, string> = {}): FieldError[] {
  const errors = problem.errors?.length ? problem.errors : [{ path: "", message: problem.detail }];
  return errors.map(({ path, message }) => {
    const name = path.replace(/^\//, "").replace(/_([a-z])/g, (_, one) => one.toUpperCase());
    return { path: names[name] ?? name, message };
  });
}
