/** Where on the pages of quality one is: all of it in the address. */
import { queryOf } from "../filter_bar.tsx";

export const VIEWS = ["risks", "indicators", "deviations", "actions", "factors"] as const;
export type View = typeof VIEWS[number];

export const VIEW_WORDS: Record<View, string> = {
  risks: "Risks",
  indicators: "Indicators",
  deviations: "Deviations",
  actions: "Actions",
  factors: "Factors",
};

export interface Place {
  view: View;
  /** Its drawer is open. */
  risk: string;
  deviation: string;
  kri: string;
  /** First day of the period that values are entered for. */
  enter: string;
  q: string;
  state: string;
  category: string;
  severity: string;
  site: string;
  from: string;
}

/** A filter or another view begins at the first row. */
export function hrefOf(place: Place, changes: Record<string, string> = {}): string {
  const { view, ...rest } = { ...place, from: "", ...changes };
  return `?${queryOf({ view: view === "risks" ? "" : view, ...rest })}`;
}

/** To another view: nothing of this one goes along. */
export const viewHref = (view: View) => view === "risks" ? "?" : `?view=${view}`;
