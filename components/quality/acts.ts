/** What can be done about quality, each a small form, opened by the address. */
import {
  CATEGORIES,
  type Choices,
  DIRECTIONS,
  PERIODS,
  SEVERITIES,
  SOURCES,
} from "@/lib/quality/model.ts";
import type { Option } from "../options.ts";
import { type Act, type ActField, date, reason } from "../sites/act.ts";
import {
  CATEGORY_WORDS,
  DETECTABILITY,
  IMPACT,
  LIKELIHOOD,
  SEVERITY_WORDS,
  SOURCE_WORDS,
} from "./words.ts";

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

const named = (some: { id: string; name: string }[], none: string): Option[] => [
  { value: "", label: none },
  ...some.map(({ id, name }) => ({ value: id, label: name })),
];
const text = (name: string, label: string, required = false, hint?: string): ActField => ({
  ...{ name, label, kind: "text", required, hint },
});
const area = (name: string, label: string, hint?: string, required = false): ActField => ({
  ...{ name, label, kind: "area", hint, required },
});
const number = (name: string, label: string, required = false, hint?: string): ActField => ({
  ...{ name, label, kind: "number", required, hint },
});
const select = (name: string, label: string, options: Option[], hint?: string): ActField => ({
  ...{ name, label, kind: "select", options, hint },
});
const owner = ({ people }: Choices) => select("ownerId", "Owner", named(people, "Nobody"));
const factor = ({ factors }: Choices) =>
  select("criticalFactorId", "Critical-to-quality factor", named(factors, "None"));
const site = ({ sites }: Choices) => select("siteId", "Site", named(sites, "No single site"));
const scored = (name: string, label: string, words: string[]): ActField => ({
  ...select(name, label, [
    { value: "", label: "Not assessed" },
    ...words.map((word, n) => ({ value: String(n + 1), label: `${n + 1} ${word}` })),
  ]),
  as: "number",
});
const scores = [
  scored("likelihood", "Likelihood", LIKELIHOOD),
  scored("impact", "Impact", IMPACT),
  scored("detectability", "Detectability", DETECTABILITY),
];
const optionsOf = <T extends string>(values: readonly T[], words: Record<T, string>) =>
  values.map((value) => ({ value, label: words[value] }));
const why = reason("Needed: the trail keeps why it was changed", true);
const DROP = "It stays in the audit trail.";

const riskFields = (choices: Choices) => [
  text("title", "Risk", true, "What could happen, and to what"),
  area("mitigation", "Controls", "What makes it less likely, less bad or better noticed"),
  ...scores,
  factor(choices),
  owner(choices),
  date("reviewDueOn", "Next review", false),
];
const deviationFields = (choices: Choices) => [
  text("title", "What happened", true),
  area("description", "Details"),
  select("category", "Category", optionsOf(CATEGORIES, CATEGORY_WORDS)),
  select("severity", "Severity", [
    { value: "", label: "Not judged yet" },
    ...optionsOf(SEVERITIES, SEVERITY_WORDS),
  ]),
  site(choices),
  text("subjectCode", "Participant", false, "The study's code, such as 012-0007. Never a name"),
  date("occurredOn", "Occurred", false),
  date("foundOn", "Found"),
  date("reportedOn", "Reported", false),
  date("dueOn", "To be resolved by", false),
  owner(choices),
  select("capaId", "Action that answers it", named(choices.capas, "None")),
];
const capaFields = (choices: Choices) => [
  text("title", "Action", true),
  area("problem", "Problem"),
  area("rootCause", "Root cause"),
  area("correctiveAction", "Corrective action", "What mends it"),
  area("preventiveAction", "Preventive action", "What keeps it from coming back"),
  owner(choices),
  date("openedOn", "Opened"),
  date("dueOn", "Due", false),
];
const kriFields = (choices: Choices) => [
  text("title", "Indicator", true),
  text("numerator", "Numerator", true, "What is counted, such as queries open over 30 days"),
  text("denominator", "Denominator", true, "Out of what, such as queries"),
  select("source", "Where the counts come from", optionsOf(SOURCES, SOURCE_WORDS)),
  select("period", "Period", optionsOf(PERIODS, { month: "Month", quarter: "Quarter" })),
  {
    ...select("multiplier", "Shown as", [
      { value: "100", label: "Percent" },
      { value: "1000", label: "Per 1,000" },
      { value: "1", label: "As it is" },
    ]),
    as: "number" as const,
  },
  select("direction", "Worse is", optionsOf(DIRECTIONS, { high: "Higher", low: "Lower" })),
  number("amber", "At risk from", true, "Included"),
  number("red", "Critical from", true, "Included; beyond the one before"),
  number("minDenominator", "Least denominator", true, "Below it the value is not known"),
  factor(choices),
  owner(choices),
];
const qtlFields = (choices: Choices) => [
  text("title", "Limit", true),
  area("justification", "Why this limit"),
  select("direction", "Worse is", optionsOf(DIRECTIONS, { high: "Higher", low: "Lower" })),
  number("warningLimit", "Warning", false, "Before the limit; empty for none"),
  number("limitValue", "Limit", true, "Reached is breached"),
  number("minDenominator", "Least denominator", true, "Below it the value is not known"),
  owner(choices),
];
const factorFields = () => [text("title", "Factor", true), area("rationale", "Why it matters")];

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
    ...{ table: "risk", verb: "delete", title: "Drop the risk?", button: "Drop", lead: DROP },
    fields: () => [reason("Kept in the audit trail")],
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
  const fields = kind.fields(choices);
  const held = Object.fromEntries(fields.map(({ name }) => [name, asText(row?.[name])]));
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
