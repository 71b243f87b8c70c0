/** A figure with its target, as all groups show it. */
import { type Doc, n } from "../entry.ts";
import type { Data, Stand } from "../model.ts";

interface KpiParts {
  doc: Doc;
  unit: Extract<Data, { type: "kpi" }>["unit"];
  target: number | null;
  targetWords: string;
  stand: Stand;
  filled: string;
}

export function kpi({ doc, unit, target, targetWords, stand, filled }: KpiParts) {
  const known = stand.state !== "unknown" || unit === "count" || unit === "days";
  return {
    data: {
      type: "kpi" as const,
      value: known ? n(doc.value) : null,
      unit,
      of: n(doc.facts.of),
      by: n(doc.facts.by),
      target,
      targetWords,
    },
    stand,
    summary: `${stand.reason}.`,
    filled,
  };
}
