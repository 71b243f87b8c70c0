/** What each target of a change is: its rows, and the fields that may be proposed. */
import { z } from "zod";
import { SPANS } from "@/lib/dashboard/model.ts";
import { documentSpec, requirementSpec } from "@/lib/documents/specs.ts";
import { milestoneSpec, taskSpec } from "@/lib/planning/specs.ts";
import { capaSpec, deviationSpec, riskSpec } from "@/lib/quality/specs.ts";
import { name, type RowSpec } from "@/lib/rows/model.ts";
import type { Target } from "./model.ts";

/** Widgets as rows; lib/dashboard makes them, and knows what their entry takes. */
const widgetSpec: RowSpec = {
  table: "widgets",
  resource: "widget",
  path: "widgets",
  one: "widget",
  many: "widgets",
  fields: {
    catalogKey: { column: "catalog_key", schema: z.string().max(63), required: true, fixed: true },
    title: { column: "title", schema: name(200).nullable() },
    params: {
      column: "params",
      schema: z.record(z.string().max(60), z.union([z.string().max(200), z.number()])),
    },
    span: { column: "span", schema: z.literal([...SPANS], "Must be 4, 6, 8 or 12 columns") },
  },
  order: ["ordinal"],
};

export const SPEC_OF: Record<Target, RowSpec> = {
  task: taskSpec,
  milestone: milestoneSpec,
  risk: riskSpec,
  deviation: deviationSpec,
  capa: capaSpec,
  document: documentSpec,
  document_requirement: requirementSpec,
  widget: widgetSpec,
};

/** Set by imports and by the order of lists; nobody proposes them. */
const NOT_PROPOSED = new Set(["externalKey", "ordinal", "key"]);

/** Names of the fields that a change may have. */
export function fieldsOf(target: Target, op: "insert" | "update"): string[] {
  return Object.entries(SPEC_OF[target].fields)
    .filter(([name, field]) =>
      !field.readOnly && !NOT_PROPOSED.has(name) && (op === "insert" || !field.fixed)
    ).map(([name]) => name);
}

/** The same schemas as the API's rows, of the fields that may be proposed, and no others. */
export function afterSchema(target: Target, op: "insert" | "update") {
  const { fields } = SPEC_OF[target];
  const shape: Record<string, z.ZodType> = {};
  for (const name of fieldsOf(target, op)) {
    const { schema, required } = fields[name]!;
    shape[name] = op === "insert" && required ? schema : schema.optional();
  }
  return z.strictObject(shape).refine(
    (after) => Object.values(after).some((value) => value !== undefined),
    { message: "Nothing to change: give at least one field" },
  );
}
