/** Figures of a text, looked up in facts. Pure. */
import type { TabFact } from "./model.ts";

export interface Checked {
  /** Figures that stand in the facts. */
  found: number;
  /** The others, as they are written. */
  unverified: string[];
}

const FIGURE = /\d[\d,.]*\d|\d/g;

export function checkFigures(
  text: string,
  facts: readonly Pick<TabFact, "label" | "value" | "unit" | "asOf">[],
): Checked {
  const known = new Set(
    facts.flatMap(({ label, value, asOf }) =>
      `${label} ${value ?? ""} ${asOf ?? ""}`.match(FIGURE) ?? []
    ),
  );
  const said = text.replace(/\[\s*F\d[^\]]*\]/g, " ").match(FIGURE) ?? [];
  const unverified = [...new Set(said.filter((one) => !known.has(one)))];
  return { found: said.filter((one) => known.has(one)).length, unverified };
}
