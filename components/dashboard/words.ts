/** What the widgets of a dashboard say the same way. */
import type { Cell, Data, Standing, Widget, WidgetType } from "@/lib/dashboard/model.ts";
import { formatNumber, formatPercent, momentParts, plural } from "../format.ts";
import type { GlyphName } from "../icons.tsx";

/** What a person calls the types of widgets; the others are called by their names. */
export const KIND: Partial<Record<WidgetType, string>> = {
  kpi: "figure",
  burnup: "burn-up",
  heatmap: "heat map",
  gantt: "bars of the plan",
};

/** Of twelve columns. */
export const WIDTHS: Record<number, string> = {
  4: "Third",
  6: "Half",
  8: "Two thirds",
  12: "Full",
};

export const DASH = "–";

export const MARKS: Record<Standing, { glyph: GlyphName; word: string }> = {
  "on-track": { glyph: "ok", word: "On track" },
  "at-risk": { glyph: "risk", word: "At risk" },
  critical: { glyph: "crit", word: "Critical" },
  unknown: { glyph: "unk", word: "Unknown" },
  early: { glyph: "info", word: "Early" },
  over: { glyph: "info", word: "Over" },
};

/** A figure with its unit: "61", "2.4 : 1", "91.8 %", "+14". */
export function valueWords({ value, unit }: Extract<Data, { type: "kpi" }>): string {
  if (value === null) return DASH;
  if (unit === "percent") return formatPercent(value, 1);
  if (unit === "ratio") return `${formatNumber(Math.round(value * 10) / 10)} : 1`;
  if (unit === "days") {
    return value > 0 ? `+${formatNumber(value)}` : formatNumber(value).replace("-", "−");
  }
  return formatNumber(value);
}

/** "09:36": the day is said once on the page, seconds in the proof. */
export const timeOf = (asOf: string) => momentParts(asOf).time.slice(0, 5);

/**
 * So much of an id tells the widgets of a dashboard apart; addresses take the whole too. Figures of
 * a document are named by their section and number.
 */
export const short = (id: string) => id.includes(".") ? id : id.slice(0, 8);

/** Where a widget is proven, on the page at hand. @param keep what stays of its query: "site=1&" */
export const proofHref = (id: string, keep = "") => `?${keep}proof=${short(id)}`;

/**
 * Rows behind several figures, each once: two figures of the same rows stand on no more than one.
 * Figures name their first rows only; beyond these it is known that there are at least so many.
 */
export function rowsBehind(widgets: readonly Widget[]): { count: number; atLeast: boolean } {
  const named = new Set(
    widgets.flatMap(({ sourceRefs }) => sourceRefs.map(({ kind, id }) => `${kind} ${id}`)),
  );
  const count = Math.max(named.size, ...widgets.map(({ sourceCount }) => sourceCount));
  const all = widgets.length === 1 ||
    widgets.every(({ sourceCount, sourceRefs }) => sourceCount === sourceRefs.length);
  return { count, atLeast: !all };
}

export const sources = ({ sourceCount }: Widget) => plural(sourceCount, "row");

/** Minor units of a currency that has two, none (JPY) or three (KWD) decimals. */
export function moneyWords({ minor, currency }: { minor: number; currency: string }): string {
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
    .maximumFractionDigits ?? 2;
  const amount = (minor / 10 ** digits).toLocaleString("en-US", { maximumFractionDigits: 0 })
    .replace("-", "−");
  return `${currency} ${amount}`;
}

export const isStand = (cell: Cell): cell is { state: Standing; reason: string } =>
  typeof cell === "object" && cell !== null && "state" in cell;
export const isMoney = (cell: Cell): cell is { minor: number; currency: string } =>
  typeof cell === "object" && cell !== null && "minor" in cell;

/** Whole parts of a hundred: finer than can be seen, and short. */
export const round = Math.round;
