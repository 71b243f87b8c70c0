/** What can be done about quality, each a small form, opened by the address. */
import type { Choices } from "@/lib/quality/page_model.ts";
import { withCurrent } from "../options.ts";
import { type Act, type ActField, date, reason } from "../act.ts";
import {
  area,
  capaFields,
  deviationFields,
  factorFields,
  kriFields,
  qtlFields,
  riskFields,
  scores,
  select,
  why,
} from "./act_fields.ts";

export type Table = "risk" | "deviation" | "capa" | "kri" | "qtl" | "factor";
export type Verb = "insert" | "update" | "delete";

/** What an act writes to. `review` is none of the rows' own calls. */
export interface Kind {
  table: Table;
  verb: Verb;
  title: string;
  button: string;
  lead?: string;
  fields: (choices: Choices) => ActField[];
  /** What the fields begin with where the row has nothing. */
  start?: Record<string, string>;
}

const DROP = "It stays in the audit trail.";

export const KINDS: Record<string, Kind> = {
  risk: {
    ...{ table: "risk", verb: "insert", title: "Add a risk", button: "Add" },
    fields: riskFields,
  },
  "edit-risk": {
    ...{ table: "risk", verb: "update", title: "Edit the risk", button: "Save" },
    fields: riskFields,
  },
  review: {
    ...{ table: "risk", verb: "insert", title: "Review the risk", button: "Keep the review" },
    lead: "The review stays as it is written. Scores that you change here become the risk's.",
    fields: () => [
      date("reviewedOn", "Reviewed"),
      area("note", "What was found", undefined, true),
      ...scores,
      date("reviewDueOn", "Next review", false),
    ],
  },
  "close-risk": {
    ...{ table: "risk", verb: "update", title: "Close the risk", button: "Close" },
    fields: () => [date("closedOn", "Closed", false, "Empty opens it again")],
  },
  "drop-risk": {
    ...{ table: "risk", verb: "delete", title: "Drop the risk?", button: "Drop" },
    lead: `The log of its reviews goes with it, its number is not given again. ${DROP}`,
    fields: () => [why],
  },
  deviation: {
    ...{ table: "deviation", verb: "insert", title: "Record a deviation", button: "Record" },
    fields: deviationFields,
    start: { category: "other" },
  },
  "edit-deviation": {
    ...{ table: "deviation", verb: "update", title: "Correct the deviation", button: "Correct" },
    fields: (choices) => [...deviationFields(choices), why],
  },
  resolve: {
    ...{ table: "deviation", verb: "update", title: "Resolve the deviation", button: "Resolve" },
    fields: () => [
      date("resolvedOn", "Resolved", false, "Empty opens it again"),
      area("resolution", "How it was resolved"),
      why,
    ],
  },
  capa: {
    ...{ table: "capa", verb: "insert", title: "Open an action", button: "Open" },
    fields: capaFields,
  },
  "edit-capa": {
    ...{ table: "capa", verb: "update", title: "Change the action", button: "Save" },
    fields: (choices) => [...capaFields(choices), why],
  },
  done: {
    ...{ table: "capa", verb: "update", title: "Record: implemented", button: "Record" },
    fields: () => [
      date("implementedOn", "Implemented", false, "Empty when it is not done after all"),
      area("effectivenessCheck", "How it will be known that it works"),
      date("effectivenessDueOn", "To be checked by", false),
      why,
    ],
  },
  check: {
    ...{ table: "capa", verb: "update", title: "Record the effectiveness check", button: "Record" },
    fields: () => [
      date("effectivenessCheckedOn", "Checked", false),
      {
        ...select("effective", "It works", [
          { value: "", label: "Not known" },
          { value: "true", label: "Yes" },
          { value: "false", label: "No" },
        ]),
        as: "yes",
      },
      why,
    ],
  },
  "close-capa": {
    ...{ table: "capa", verb: "update", title: "Close the action", button: "Close" },
    lead: "It closes when the root cause is known and the check found that it works.",
    fields: () => [date("closedOn", "Closed", false, "Empty opens it again"), why],
  },
  kri: {
    ...{ table: "kri", verb: "insert", title: "Add an indicator", button: "Add" },
    fields: kriFields,
    start: {
      ...{ source: "entered", period: "month", multiplier: "100", direction: "high" },
      minDenominator: "10",
    },
  },
  "edit-kri": {
    ...{ table: "kri", verb: "update", title: "Edit the indicator", button: "Save" },
    fields: kriFields,
  },
  "drop-kri": {
    ...{ table: "kri", verb: "delete", title: "Drop the indicator?", button: "Drop" },
    lead: `Its values and limits go too. ${DROP}`,
    fields: () => [reason("Kept in the audit trail")],
  },
  qtl: {
    ...{ table: "qtl", verb: "insert", title: "Add a tolerance limit", button: "Add" },
    lead: "Of the indicator over all sites and periods.",
    fields: qtlFields,
    start: { direction: "high", minDenominator: "30" },
  },
  "edit-qtl": {
    ...{ table: "qtl", verb: "update", title: "Edit the limit", button: "Save" },
    fields: qtlFields,
  },
  "drop-qtl": {
    ...{ table: "qtl", verb: "delete", title: "Drop the limit?", button: "Drop", lead: DROP },
    fields: () => [reason("Kept in the audit trail")],
  },
  factor: {
    ...{ table: "factor", verb: "insert", title: "Add a critical factor", button: "Add" },
    lead: "What the answer of the study stands or falls with (ICH E6(R3) 3.10.1).",
    fields: factorFields,
  },
  "edit-factor": {
    ...{ table: "factor", verb: "update", title: "Edit the factor", button: "Save" },
    fields: factorFields,
  },
  "drop-factor": {
    ...{ table: "factor", verb: "delete", title: "Drop the factor?", button: "Drop", lead: DROP },
    fields: () => [reason("Kept in the audit trail")],
  },
};

export const kindOf = (key: string): Kind | null => Object.hasOwn(KINDS, key) ? KINDS[key]! : null;

export const RESOURCES: Record<Table, string> = {
  risk: "risk",
  deviation: "deviation",
  capa: "capa",
  kri: "kri",
  qtl: "kri",
  factor: "critical_factor",
};

/** Whether somebody may do what the act does. */
export function mayAct(can: Record<string, string[]>, key: string): boolean {
  const kind = kindOf(key);
  return kind !== null && (can[RESOURCES[kind.table]]?.includes(kind.verb) ?? false);
}

const asText = (value: unknown) => value === null || value === undefined ? "" : String(value);

/** The form of an act, with what the row holds; days that are asked for begin with today. */
export function actOf(
  key: string,
  row: { id: string; version: number; [field: string]: unknown } | null,
  choices: Choices,
  today: string,
): Act | null {
  const kind = kindOf(key);
  const makes = kind?.verb === "insert" && key !== "review";
  if (!kind || (!makes && !row)) return null;
  const plain = kind.fields(choices);
  const held = Object.fromEntries(plain.map(({ name }) => [name, asText(row?.[name])]));
  // What is no longer offered (somebody who left, an action that closed) stays where it stands.
  const fields = plain.map((field) => {
    const now = { value: held[field.name] ?? "", label: "As it is now" };
    return field.options ? { ...field, options: withCurrent(field.options, now) } : field;
  });
  const begins: Record<string, string> = makes || key === "review"
    ? { foundOn: today, openedOn: today, reviewedOn: today }
    : {};
  const start = { ...begins, ...kind.start };
  const values = Object.fromEntries(
    fields.map((
      { name },
    ) => [name, held[name] || (makes || key === "review" ? start[name] : "") || ""]),
  );
  return {
    key,
    title: kind.title,
    lead: kind.lead,
    button: kind.button,
    danger: kind.verb === "delete",
    fields,
    values,
    ...(row ? { row: { id: row.id, version: row.version } } : {}),
  };
}
