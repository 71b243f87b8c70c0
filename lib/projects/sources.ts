/** From a row's `source` in a document of the database to provenance as it is shown. Pure. */
import type { Provenance } from "./provenance_model.ts";
import {
  column,
  fieldPointer,
  type FieldSource,
  PROJECT_POINTERS,
  rowSource,
  type Sourced,
  sourceOf,
} from "./provenance.ts";

/** As `private.source_json` writes it; overrides are keyed by column. */
export interface RowSource {
  runId: string | null;
  pointer: string | null;
  overrides: Record<string, FieldSource>;
}

const sourced = (source: RowSource): Sourced => ({
  runId: source.runId,
  sources: source.overrides,
});

/** Where a row came from, or who last changed part of it; null when nobody knows. */
export function documentSource(source: RowSource | null): Provenance | null {
  return source ? rowSource(sourced(source), source.pointer) : null;
}

/** Names in the API of fields that are called otherwise in facts and columns. */
const API_NAMES: Record<string, string> = {
  officialTitle: "title",
  enrollmentKind: "enrollmentType",
  designDescription: "design.description",
  eligibilityText: "eligibility.text",
};
const DESIGN = [
  "allocation",
  "interventionModel",
  "observationalModel",
  "timePerspective",
  "masking",
  "whoMasked",
  "primaryPurpose",
];
const ELIGIBILITY = [
  "sex",
  "minimumAge",
  "maximumAge",
  "healthyVolunteers",
  "stdAges",
  "samplingMethod",
  "studyPopulation",
];
const DATE_NAMES: Record<string, string> = {
  START: "startDate",
  PRIMARY_COMPLETION: "primaryCompletionDate",
  COMPLETION: "completionDate",
};

function apiName(field: string): string {
  if (DESIGN.includes(field)) return `design.${field}`;
  if (ELIGIBILITY.includes(field)) return `eligibility.${field}`;
  return API_NAMES[field] ?? field;
}

function valueAt(doc: Record<string, unknown>, name: string): unknown {
  return name.split(".").reduce<unknown>(
    (at, step) => (at as Record<string, unknown> | null | undefined)?.[step],
    doc,
  );
}

/** An entry for each field of the project that has a value, under the name the API gives it. */
export function fieldSources(
  doc: Record<string, unknown>,
  source: RowSource,
  dates: { kind: string; source: RowSource | null }[],
): Record<string, Provenance> {
  const fields: Record<string, Provenance> = {};
  const note = (name: string, entry: Provenance | null) => {
    if (entry) fields[name] = entry;
  };
  const row = sourced(source);
  for (const [field, pointer] of Object.entries(PROJECT_POINTERS)) {
    const value = valueAt(doc, apiName(field));
    const empty = value === null || value === undefined ||
      (Array.isArray(value) && value.length === 0);
    if (!empty || row.sources[column(field)]) note(apiName(field), sourceOf(field, row, pointer));
  }
  // The name is ours: an import only proposes it, so that it has a source once somebody set it.
  for (const field of ["name", "description", "indication", "timeZone"]) {
    if (row.sources[column(field)]) note(field, sourceOf(field, row, null));
  }
  for (const date of dates) {
    const name = DATE_NAMES[date.kind];
    if (!name || !date.source) continue;
    const { pointer } = date.source;
    const at = pointer === null ? null : fieldPointer("dates", pointer, "value");
    const changed = date.source.overrides.value ? "value" : "certainty";
    note(name, sourceOf(changed, sourced(date.source), at));
  }
  return fields;
}
