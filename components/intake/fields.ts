/** Which controls an item of each kind is entered with. */
import {
  DATE_KINDS,
  DURATION_PARTS,
  FACT_FIELDS,
  type Kind,
  OUTCOME_KINDS,
  SCOPES,
  UNITS,
  type Value,
} from "@/lib/intake/model.ts";
import {
  DATE_WORDS,
  FACT_WORDS,
  factText,
  OUTCOME_WORDS,
  PART_WORDS,
  SCOPE_WORDS,
  UNIT_WORDS,
} from "@/lib/intake/words.ts";

export interface Control {
  name: string;
  label: string;
  type: "text" | "area" | "number" | "select" | "check";
  hint?: string;
  options?: { value: string; label: string }[];
}

const pick = (keys: readonly string[], words: Record<string, string>) => [
  { value: "", label: "Not said" },
  ...keys.map((value) => ({ value, label: words[value] ?? value })),
];

const DATE_HINT = "2027, 2027-03 or 2027-03-15";

export const CONTROLS: Record<Kind, Control[]> = {
  fact: [
    { name: "field", label: "What it is", type: "select", options: pick(FACT_FIELDS, FACT_WORDS) },
    { name: "value", label: "Value", type: "text" },
  ],
  outcome: [
    { name: "kind", label: "Kind", type: "select", options: pick(OUTCOME_KINDS, OUTCOME_WORDS) },
    { name: "measure", label: "What is measured", type: "area" },
    { name: "timeFrame", label: "Time frame", type: "text" },
  ],
  duration: [
    { name: "part", label: "Part", type: "select", options: pick(DURATION_PARTS, PART_WORDS) },
    { name: "shortest", label: "Shortest", type: "number" },
    { name: "longest", label: "Longest", type: "number", hint: "The same twice for one number" },
    { name: "unit", label: "Unit", type: "select", options: pick(UNITS, UNIT_WORDS) },
    { name: "approximate", label: "Approximate", type: "check" },
  ],
  date: [
    { name: "kind", label: "Which date", type: "select", options: pick(DATE_KINDS, DATE_WORDS) },
    { name: "value", label: "Date", type: "text", hint: DATE_HINT },
  ],
  regulation: [
    { name: "name", label: "Name", type: "text" },
    { name: "jurisdiction", label: "Whose rule", type: "text" },
  ],
  stakeholder: [
    { name: "name", label: "Name", type: "text" },
    { name: "role", label: "Role", type: "text" },
    { name: "organization", label: "Organisation", type: "text" },
    { name: "email", label: "E-mail", type: "text" },
  ],
  risk: [
    { name: "title", label: "Risk", type: "text" },
    { name: "description", label: "Description", type: "area" },
    { name: "mitigation", label: "Mitigation", type: "area" },
  ],
  document: [
    { name: "title", label: "Document", type: "text" },
    { name: "scope", label: "How often", type: "select", options: pick(SCOPES, SCOPE_WORDS) },
  ],
  milestone: [
    { name: "title", label: "Milestone", type: "text" },
    { name: "planned", label: "Date", type: "text", hint: `${DATE_HINT}; empty when not known` },
    { name: "said", label: "When, in words", type: "text" },
  ],
  system: [
    { name: "type", label: "What it is for", type: "text" },
    { name: "name", label: "Name", type: "text" },
  ],
};

/** The controls' texts for a value; "" is nothing. */
export function typedOf(kind: Kind, value: Value | null): Record<string, string> {
  const said = (value ?? {}) as unknown as Record<string, unknown>;
  return Object.fromEntries(CONTROLS[kind].map(({ name, type }) => {
    const part = said[name];
    if (part === null || part === undefined || part === false) return [name, ""];
    if (type === "check") return [name, "1"];
    return [name, kind === "fact" && name === "value" ? factPlain(part) : String(part)];
  }));
}

const factPlain = (part: unknown) =>
  typeof part === "number" ? String(part) : factText(part as string | string[]);

/** The controls' texts of a posted form. */
export function typedIn(kind: Kind, body: FormData): Record<string, string> {
  return Object.fromEntries(
    CONTROLS[kind].map(({ name }) => [name, String(body.get(`edit.${name}`) ?? "").trim()]),
  );
}

/** What the service takes: empty is null, a number a number where it can be read as one. */
export function editsOf(kind: Kind, typed: Record<string, string>): Record<string, unknown> {
  const number = (text: string) =>
    text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  return Object.fromEntries(CONTROLS[kind].map(({ name, type }) => {
    const text = typed[name] ?? "";
    if (type === "check") return [name, text !== ""];
    if (kind === "fact" && name === "value" && typed.field === "targetEnrollment") {
      return [name, number(text.replace(/(?<=\d)[,\s](?=\d{3}\b)/g, ""))];
    }
    return [name, text === "" ? null : type === "number" ? number(text) : text];
  }));
}
