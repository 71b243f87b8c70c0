import { type Category, SEVERITIES } from "@/lib/quality/model.ts";
import { deviationSpec } from "@/lib/quality/specs.ts";
import type { CsvField, CsvKind, Fault, Values } from "../kind.ts";
import { ownerField, titleField } from "./plan_fields.ts";

const CATEGORIES: Record<Category, string[]> = {
  consent: ["informed consent", "ICF", "Einwilligung"],
  eligibility: ["inclusion/exclusion", "selection", "Einschluss"],
  dosing: ["study drug", "IMP", "Dosierung"],
  procedure: ["study procedure", "Verfahren"],
  visit_window: ["visit", "visit schedule", "out of window"],
  safety_reporting: ["safety", "SAE reporting"],
  laboratory: ["lab", "Labor"],
  data: ["CRF", "data entry", "Daten"],
  privacy: ["confidentiality", "GDPR", "Datenschutz"],
  other: ["Sonstiges", "misc"],
};

const day = (name: string, label: string, synonyms: string[]): CsvField => ({
  ...{ name, label, type: "date", synonyms },
});

/** The first day of the pair must not be after the second. */
const ORDER = [
  ["occurredOn", "foundOn", "Cannot be found before it occurred"],
  ["foundOn", "reportedOn", "Cannot be reported before it was found"],
  ["foundOn", "resolvedOn", "Cannot be resolved before it was found"],
] as const;

function faultsOf(row: Values): Fault[] {
  const faults: Fault[] = ORDER
    .filter(([a, b]) => row[a] && row[b] && String(row[b]) < String(row[a]))
    .map(([, field, message]) => ({ field, message }));
  if (row.resolvedOn && !String(row.resolution ?? "").trim()) {
    faults.push({ field: "resolution", message: "Say how it was resolved" });
  }
  return faults;
}

export const DEVIATIONS: CsvKind = {
  kind: "deviations",
  spec: deviationSpec,
  title: "deviations",
  fields: [
    {
      name: "key",
      field: "externalKey",
      label: "Key",
      type: "text",
      synonyms: ["id", "deviation id", "deviation number", "external key", "#", "Schlüssel"],
    },
    titleField(["deviation", "what happened", "Abweichung", "écart", "desviación"]),
    {
      name: "description",
      label: "Description",
      type: "text",
      synonyms: ["details", "Beschreibung", "descripción"],
    },
    {
      name: "category",
      label: "Category",
      type: "choice",
      synonyms: ["type", "deviation type", "Kategorie", "catégorie"],
      choices: CATEGORIES,
    },
    {
      name: "severity",
      label: "Severity",
      type: "choice",
      synonyms: ["classification", "grade", "Schweregrad", "gravité"],
      choices: Object.fromEntries(SEVERITIES.map((one) => [one, []])),
    },
    {
      name: "site",
      field: "siteId",
      label: "Site",
      type: "site",
      synonyms: ["site number", "site no", "site name", "center", "centre", "Zentrum", "sitio"],
    },
    {
      name: "subjectCode",
      label: "Participant code",
      type: "text",
      synonyms: [
        ...["subject", "subject id", "subject no", "patient id", "participant", "screening no"],
        ...["Patientennummer", "Probandennummer"],
      ],
    },
    day("occurredOn", "Occurred", [
      "date of deviation",
      "occurred on",
      "event date",
      "aufgetreten",
    ]),
    day("foundOn", "Found", ["found on", "identified", "date identified", "detected", "entdeckt"]),
    day("reportedOn", "Reported", ["reported on", "date reported", "gemeldet"]),
    day("dueOn", "To be resolved by", ["due", "due date", "due on", "fällig"]),
    day("resolvedOn", "Resolved", ["resolved on", "closed", "date closed", "gelöst"]),
    {
      name: "resolution",
      label: "How it was resolved",
      type: "text",
      synonyms: ["action taken", "resolution text", "Lösung"],
    },
    ownerField,
    {
      name: "action",
      field: "capaId",
      label: "Action that answers it",
      type: "action",
      synonyms: ["CAPA", "CAPA id", "CAPA number"],
    },
  ],
  keys: [{ fields: ["externalKey"] }, {
    fields: ["title", "foundOn", "siteId", "subjectCode"],
    sparse: true,
  }],
  check: faultsOf,
};
