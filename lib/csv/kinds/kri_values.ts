import { kriValueSpec } from "@/lib/quality/indicator_specs.ts";
import type { CsvKind } from "../kind.ts";

export const KRI_VALUES: CsvKind = {
  kind: "kri_values",
  spec: kriValueSpec,
  title: "values of indicators",
  fields: [
    {
      name: "indicator",
      field: "kriId",
      label: "Indicator",
      type: "indicator",
      synonyms: ["KRI", "key risk indicator", "metric", "Indikator", "indicateur"],
    },
    {
      name: "site",
      field: "siteId",
      label: "Site",
      type: "site",
      synonyms: ["site number", "site no", "site name", "center", "centre", "Zentrum", "sitio"],
    },
    {
      name: "periodOn",
      label: "First day of the period",
      type: "date",
      synonyms: ["period", "period start", "month", "quarter", "Monat", "Zeitraum", "mois"],
    },
    {
      name: "numerator",
      label: "Numerator",
      type: "decimal",
      synonyms: ["count", "events", "Zähler", "numérateur"],
    },
    {
      name: "denominator",
      label: "Denominator",
      type: "decimal",
      synonyms: ["base", "out of", "Nenner", "dénominateur"],
    },
    {
      name: "note",
      label: "Note",
      type: "text",
      synonyms: ["notes", "comment", "comments", "remark", "Bemerkung"],
    },
  ],
  keys: [{ fields: ["kriId", "siteId", "periodOn"] }],
  narrow: "periodOn",
};
