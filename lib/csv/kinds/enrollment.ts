import { COUNTS, type Counts, type Reasons } from "@/lib/enrollment/model.ts";
import { faultsOf, SNAPSHOTS } from "@/lib/enrollment/snapshots.ts";
import type { CsvKind, Values } from "../kind.ts";

const countsOf = (row: Values) =>
  Object.fromEntries(COUNTS.map((name) => [name, row[name] ?? null])) as Counts;

export const ENROLLMENT: CsvKind = {
  kind: "enrollment",
  spec: SNAPSHOTS,
  title: "enrollment counts",
  fields: [
    {
      name: "site",
      field: "siteId",
      label: "Site",
      type: "site",
      synonyms: [
        ...["site number", "site no", "site id", "site name", "center", "centre", "facility"],
        ...["Zentrum", "Prüfzentrum", "Zentrumsnummer", "Standort", "sitio", "sitio nº", "Centro"],
        ...["numéro de centre", "número de centro"],
      ],
    },
    {
      name: "asOf",
      label: "As of",
      type: "date",
      synonyms: [
        ...["date", "day", "as of date", "data date", "cut-off", "cutoff", "snapshot date"],
        ...["Datum", "Stand", "Stichtag", "fecha", "date d'arrêté"],
      ],
    },
    {
      name: "prescreened",
      label: "Prescreened",
      type: "whole",
      synonyms: ["pre-screened", "preselected", "vorgescreent", "présélectionnés"],
    },
    {
      name: "screened",
      label: "Screened",
      type: "whole",
      synonyms: [
        ...["screening", "subjects screened", "patients screened", "participants screened"],
        ...["gescreent", "sélectionnés", "cribados"],
      ],
    },
    {
      name: "screenFailed",
      label: "Failed screening",
      type: "whole",
      synonyms: ["screen failed", "screen failures", "screen failure", "screen fails", "SF"],
    },
    {
      name: "failureReasons",
      label: "Reasons of failures",
      type: "counts",
      synonyms: ["screen failure reasons", "failure reasons", "reasons"],
    },
    {
      name: "enrolled",
      label: "Enrolled",
      type: "whole",
      synonyms: [
        ...["enrolment", "enrollment", "randomized", "randomised", "included", "subjects enrolled"],
        ...["eingeschlossen", "randomisiert", "inclus", "randomisés", "incluidos"],
      ],
    },
    {
      name: "withdrawn",
      label: "Withdrawn",
      type: "whole",
      synonyms: ["discontinued", "dropouts", "drop-outs", "early terminated", "ausgeschieden"],
    },
    {
      name: "completed",
      label: "Completed",
      type: "whole",
      synonyms: ["completers", "study completed", "abgeschlossen", "terminés", "completados"],
    },
    {
      name: "note",
      label: "Note",
      type: "text",
      synonyms: ["notes", "comment", "comments", "remark", "Bemerkung", "Kommentar", "remarque"],
    },
  ],
  keys: [{ fields: ["siteId", "asOf"] }],
  narrow: "asOf",
  check: (row) => faultsOf(countsOf(row), (row.failureReasons ?? {}) as Reasons),
};
