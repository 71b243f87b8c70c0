/** The fields of the forms of quality. */
import { CATEGORIES, DIRECTIONS, PERIODS, SEVERITIES, SOURCES } from "@/lib/quality/model.ts";
import type { Choices } from "@/lib/quality/page_model.ts";
import type { Option } from "../options.ts";
import { type ActField, date, reason } from "../act.ts";
import {
  CATEGORY_WORDS,
  DETECTABILITY,
  IMPACT,
  LIKELIHOOD,
  SEVERITY_WORDS,
  SOURCE_WORDS,
} from "./words.ts";

const named = (some: { id: string; name: string }[], none: string): Option[] => [
  { value: "", label: none },
  ...some.map(({ id, name }) => ({ value: id, label: name })),
];
const text = (name: string, label: string, required = false, hint?: string): ActField => ({
  ...{ name, label, kind: "text", required, hint },
});
export const area = (name: string, label: string, hint?: string, required = false): ActField => ({
  ...{ name, label, kind: "area", hint, required },
});
const number = (name: string, label: string, required = false, hint?: string): ActField => ({
  ...{ name, label, kind: "number", required, hint },
});
export const select = (
  name: string,
  label: string,
  options: Option[],
  hint?: string,
): ActField => ({
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
export const scores = [
  scored("likelihood", "Likelihood", LIKELIHOOD),
  scored("impact", "Impact", IMPACT),
  scored("detectability", "Detectability", DETECTABILITY),
];
const optionsOf = <T extends string>(values: readonly T[], words: Record<T, string>) =>
  values.map((value) => ({ value, label: words[value] }));
export const why = reason("Needed: the trail keeps why it was changed", true);
export const riskFields = (choices: Choices) => [
  text("title", "Risk", true, "What could happen, and to what"),
  area("mitigation", "Controls", "What makes it less likely, less bad or better noticed"),
  ...scores,
  factor(choices),
  owner(choices),
  date("reviewDueOn", "Next review", false),
];
export const deviationFields = (choices: Choices) => [
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
export const capaFields = (choices: Choices) => [
  text("title", "Action", true),
  area("problem", "Problem"),
  area("rootCause", "Root cause"),
  area("correctiveAction", "Corrective action", "What mends it"),
  area("preventiveAction", "Preventive action", "What keeps it from coming back"),
  owner(choices),
  date("openedOn", "Opened"),
  date("dueOn", "Due", false),
];
export const kriFields = (choices: Choices) => [
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
export const qtlFields = (choices: Choices) => [
  text("title", "Limit", true),
  area("justification", "Why this limit"),
  select("direction", "Worse is", optionsOf(DIRECTIONS, { high: "Higher", low: "Lower" })),
  number("warningLimit", "Warning", false, "Before the limit; empty for none"),
  number("limitValue", "Limit", true, "Reached is breached"),
  number("minDenominator", "Least denominator", true, "Below it the value is not known"),
  owner(choices),
];
export const factorFields =
  () => [text("title", "Factor", true), area("rationale", "Why it matters")];
