/** Facts and citations as text. */
import type { Fact } from "../contract.ts";

/** One line a fact; where a person sees it (`href`) is not told. */
export function factLines(facts: readonly Fact[]): string {
  if (facts.length === 0) return "No facts are known.";
  return facts.map(({ id, label, value, unit, asOf }) => {
    const shown = value === null || value === "" ? "not known" : `${value}`.replace(/\s+/g, " ");
    const measure = unit && value !== null ? ` ${unit}` : "";
    return `[${id}] ${label.replace(/\s+/g, " ")}: ${shown}${measure}` +
      (asOf ? ` (as of ${asOf})` : "");
  }).join("\n");
}

/** Ids of `facts` that a text names as [F12] or [F1, F2], in order, each once. */
export function citationsOf(text: string, facts: readonly Fact[]): string[] {
  const known = new Set(facts.map(({ id }) => id));
  const named = [...text.matchAll(/\[\s*F\d{1,5}(?:\s*[,;]\s*F\d{1,5})*\s*\]/g)]
    .flatMap(([group]) => group.match(/F\d+/g) ?? []);
  return [...new Set(named)].filter((id) => known.has(id));
}
