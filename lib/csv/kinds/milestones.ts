import { milestoneSpec } from "@/lib/planning/specs.ts";
import type { CsvKind } from "../kind.ts";
import { ownerField, phaseField, stateField, titleField } from "./plan_fields.ts";

export const MILESTONES: CsvKind = {
  kind: "milestones",
  spec: milestoneSpec,
  title: "milestones",
  fields: [
    {
      name: "key",
      label: "Key",
      type: "text",
      synonyms: ["id", "code", "milestone id", "milestone key", "Schlüssel"],
      tidy: (text) => text.toLowerCase().replaceAll(/[\s.-]+/g, "_"),
    },
    titleField(["milestone", "milestone name", "Meilenstein", "jalon", "hito"]),
    { name: "kind", label: "Kind", type: "text", synonyms: ["type"] },
    phaseField,
    {
      name: "plannedOn",
      label: "Planned",
      type: "partialDate",
      synonyms: [
        ...["planned date", "plan", "plan date", "baseline", "due", "due date", "target date"],
        ...["date", "geplant", "Plandatum", "Termin", "prévu", "previsto"],
      ],
    },
    {
      name: "forecastOn",
      label: "Forecast",
      type: "date",
      synonyms: ["forecast date", "expected", "expected date", "Prognose", "prévision"],
    },
    {
      name: "actualOn",
      label: "Actual",
      type: "date",
      synonyms: [
        "actual date",
        "achieved",
        "done",
        "completed",
        "reached",
        "erreicht",
        "Ist",
        "réel",
      ],
    },
    ownerField,
    stateField,
  ],
  keys: [{ fields: ["key"] }, { fields: ["title"] }],
  ordered: true,
};
