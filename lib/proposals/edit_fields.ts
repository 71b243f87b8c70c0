/** From the fields of a change to those of a form, and back. */
import { z } from "zod";
import { type EditField, fieldKey } from "./page_model.ts";
import type { Change, Edit, Fields } from "./model.ts";
import { SPEC_OF } from "./targets.ts";

export interface Choices {
  people: { id: string; name: string }[];
  sites: { id: string; name: string }[];
}

const LONG = new Set([
  "description",
  "mitigation",
  "problem",
  "rootCause",
  "correctiveAction",
  "preventiveAction",
  "effectivenessCheck",
  "resolution",
  "basis",
  "note",
]);

const named = (list: { id: string; name: string }[]) => [
  { value: "", label: "Nobody" },
  ...list.map(({ id, name }) => ({ value: id, label: name })),
];

const bare = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodNullable || schema instanceof z.ZodOptional
    ? bare(schema.unwrap() as z.ZodType)
    : schema;

/** How the field is edited; null where a form cannot: lists, parameters, ids of other rows. */
function shapeOf(
  schema: z.ZodType,
  name: string,
  choices: Choices,
): Pick<EditField, "kind" | "options"> | null {
  const inner = bare(schema);
  if (name === "ownerId") return { kind: "select", options: named(choices.people) };
  if (name === "siteId") {
    const [none, ...sites] = named(choices.sites);
    return { kind: "select", options: [{ ...none!, label: "No site" }, ...sites] };
  }
  if (/Id$/.test(name)) return null;
  if (inner instanceof z.ZodEnum) {
    const options = inner.options.map((value) => ({
      value: String(value),
      label: String(value).replaceAll("_", " "),
    }));
    return { kind: "select", options: [{ value: "", label: "Not set" }, ...options] };
  }
  if (inner instanceof z.ZodBoolean) {
    const options = [["", "Not known"], ["true", "yes"], ["false", "no"]] as const;
    return { kind: "select", options: options.map(([value, label]) => ({ value, label })) };
  }
  if (inner instanceof z.ZodNumber) return { kind: "number" };
  if (inner instanceof z.ZodArray || inner instanceof z.ZodRecord) return null;
  // As precise as it is known: "2027-03" is no day.
  if (name === "plannedOn") return { kind: "text" };
  if (/(On|Start|Finish)$/.test(name)) return { kind: "date" };
  return { kind: LONG.has(name) ? "area" : "text" };
}

export function editFields(changes: readonly Change[], choices: Choices): EditField[] {
  return changes.flatMap(({ target, after }, change) =>
    Object.entries(after).flatMap(([name, value]) => {
      const schema = SPEC_OF[target].fields[name]?.schema;
      const shape = schema && shapeOf(schema, name, choices);
      const text = value === null || value === undefined ? "" : String(value);
      return shape ? [{ change, name, ...shape, value: text }] : [];
    })
  );
}

/** What was typed in place of what was proposed. */
export function editsOf(
  changes: readonly Change[],
  fields: readonly EditField[],
  text: (name: string) => string,
): Edit[] {
  const edits = changes.map((_, change): Edit => ({ change, after: {} }));
  for (const field of fields) {
    const typed = text(fieldKey(field)).trim();
    if (typed === field.value.trim()) continue;
    const { target } = changes[field.change]!;
    edits[field.change]!.after[field.name] = valueOf(
      bare(SPEC_OF[target].fields[field.name]!.schema),
      typed,
    );
  }
  return edits.filter(({ after }) => Object.keys(after as Fields).length > 0);
}

/** Nothing is null; a text that is no number stays, for the schema to refuse. */
function valueOf(schema: z.ZodType, typed: string): unknown {
  if (typed === "") return null;
  if (schema instanceof z.ZodBoolean) return typed === "true";
  return schema instanceof z.ZodNumber && /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : typed;
}
