import { riskCode } from "@/lib/quality/model.ts";
import { riskSpec } from "@/lib/quality/specs.ts";
import type { CsvField, CsvKind } from "../kind.ts";
import { ownerField, titleField } from "./plan_fields.ts";

const score = (name: string, label: string, synonyms: string[]): CsvField => ({
  ...{ name, label, type: "whole", synonyms },
});

export const RISKS: CsvKind = {
  kind: "risks",
  spec: riskSpec,
  title: "risks",
  shown: [{ name: "number", write: ({ number }) => riskCode(Number(number)) }],
  fields: [
    {
      name: "key",
      field: "externalKey",
      label: "Key",
      type: "text",
      synonyms: ["id", "risk id", "risk number", "external key", "#", "Schlüssel"],
    },
    titleField(["risk", "risk title", "Risiko", "risque", "riesgo"]),
    {
      name: "description",
      label: "Description",
      type: "text",
      synonyms: ["details", "cause and effect", "Beschreibung", "descripción"],
    },
    {
      name: "controls",
      field: "mitigation",
      label: "Controls",
      type: "text",
      synonyms: ["mitigation", "control", "risk control", "measures", "Maßnahmen", "mesures"],
    },
    score("likelihood", "Likelihood", ["probability", "occurrence", "L", "Wahrscheinlichkeit"]),
    score("impact", "Impact", ["severity", "consequence", "I", "Auswirkung", "gravité"]),
    score("detectability", "Detectability", ["detection", "D", "Entdeckbarkeit"]),
    {
      name: "factor",
      field: "criticalFactorId",
      label: "Critical factor",
      type: "factor",
      synonyms: ["CtQ", "CtQ factor", "critical to quality", "critical-to-quality factor"],
    },
    ownerField,
    {
      name: "reviewDueOn",
      label: "Next review",
      type: "date",
      synonyms: ["review due", "review date", "next review date", "nächste Prüfung"],
    },
    {
      name: "closedOn",
      label: "Closed",
      type: "date",
      synonyms: ["closed date", "closed on", "geschlossen", "clôturé"],
    },
    {
      name: "confirmation",
      label: "Confirmed or not",
      type: "choice",
      synonyms: ["confirmed"],
      choices: { unconfirmed: ["draft", "no"], confirmed: ["yes", "bestätigt"] },
    },
  ],
  keys: [{ fields: ["externalKey"] }, { fields: ["title"] }],
  ordered: true,
};
