/** Quality of a demo study: indicators with their counts by month, and what they stand for. Invented. */
import { MARK } from "../plans/model.ts";
import type { Place, RecordGround, Records } from "./model.ts";

/** The first day of the month so many months before a day. */
export function monthsBack(today: string, back: number): string {
  const [year, month] = today.split("-").map(Number);
  return new Date(Date.UTC(year!, month! - 1 - back, 1)).toISOString().slice(0, 10);
}

interface Indicator {
  title: string;
  numerator: string;
  denominator: string;
  amber: number;
  red: number;
  factor?: string;
  owner?: string;
  source?: "entered" | "screen_failure" | "withdrawal" | "deviation";
  period?: "month" | "quarter";
}

export function indicator(out: Records, it: Indicator): string {
  return out.add("kris", {
    ...{ title: it.title, numerator: it.numerator, denominator: it.denominator },
    ...{ description: MARK, amber: it.amber, red: it.red, multiplier: 100 },
    ...{ source: it.source ?? "entered", period: it.period ?? "month", direction: "high" },
    min_denominator: it.source === undefined ? 20 : 3,
    owner_id: it.owner ?? null,
    critical_factor_id: it.factor ?? null,
    ordinal: out.rows.kris.length,
  });
}

/**
 * Counts of a site, newest month first: how many of `of`; null was not counted. Months before the
 * site was active are left out.
 */
export function counts(
  out: Records,
  { today }: RecordGround,
  { kri, site, of, values }: { kri: string; site: Place; of: number; values: (number | null)[] },
): void {
  values.forEach((numerator, back) => {
    const period_on = monthsBack(today, back);
    if (period_on < (site.activatedOn ?? today)) return;
    out.add("kri_values", {
      ...{ kri_id: kri, site_id: site.id, period_on, numerator },
      // A few pages only is too little to say anything.
      denominator: numerator === null ? null : back === 4 ? 8 : of,
      note: MARK,
    });
  });
}
