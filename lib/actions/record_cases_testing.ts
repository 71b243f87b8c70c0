/** When the rules over records fire (here: quality and budget), and one fact or day short of it. */
import type { Row } from "@/tests/tables/declaration.ts";
import { documentCases } from "./document_cases_testing.ts";
import type { Rule } from "./model.ts";
import { type Case, day, type Study, TODAY } from "./study_testing.ts";

/** The first day of the month so many months ago. */
export function month(back: number): string {
  const [year, at] = TODAY.split("-").map(Number);
  return new Date(Date.UTC(year!, at! - 1 - back, 1)).toISOString().slice(0, 10);
}
export const indicator = (s: Study, row: Row = {}) =>
  s.add("kris", {
    ...{ title: "Late entries", numerator: "late", denominator: "entered", amber: 5, red: 10 },
    ...row,
  });
/** Percent of 100 at a site, the newest month first; null: not counted. */
function months(s: Study, values: (number | null)[], row: Row = {}, site: Row = {}) {
  const kri = indicator(s, row);
  const at = s.site(site);
  values.forEach((numerator, back) =>
    s.add("kri_values", {
      ...{ kri_id: kri, site_id: at, period_on: month(back), numerator },
      denominator: numerator === null ? null : 100,
    })
  );
  return kri;
}
function limit(s: Study, values: (number | null)[], row: Row = {}) {
  s.add("qtls", {
    ...{ title: "Missing endpoints", kri_id: months(s, values) },
    ...{ warning_limit: 4, limit_value: 6, ...row },
  });
}

const risk = (s: Study, likelihood: number | null, row: Row = {}) =>
  s.add("risks", { title: "Dropout", likelihood, impact: 5, ...row });
const reviewed = (s: Study, ago: number, row: Row = {}) =>
  s.add("risk_reviews", {
    ...{ risk_id: risk(s, 3, row), reviewed_on: day(-ago), note: "As before" },
  });
const deviation = (s: Study, row: Row) =>
  s.add("deviations", { title: "Visit missed", found_on: day(-30), ...row });
const capa = (s: Study, row: Row) =>
  s.add("capas", { title: "Train the site", opened_on: day(-60), ...row });
/** 100.00 EUR planned, 50 of them expected yet; bookings in cents. */
function line(s: Study, row: Row, ...amounts: number[]) {
  const id = s.add("budget_lines", {
    ...{ title: "Monitoring", driver: "visit", currency: "EUR" },
    ...{ unit_amount: 1000, planned_quantity: 10, ...row },
  });
  for (const amount of amounts) {
    s.add("budget_actuals", { line_id: id, booked_on: day(-5), amount });
  }
}

type RecordRule = Exclude<Rule, "chain_broken">;

export const recordCases = {
  ...documentCases,
  kri_red_two_periods: {
    fires: [
      (s) => months(s, [10, 12, 1]),
      (s) => months(s, [null, 10, null, 12]),
      (s) => months(s, [2, 1, 9], { direction: "low", amber: 5, red: 3 }),
    ],
    silent: [
      (s) => months(s, [10, 9, 12]),
      (s) => months(s, [9, 10, 12]),
      (s) => months(s, [10]),
      (s) => months(s, [10, 12], { min_denominator: 101 }),
      (s) => months(s, [10, 12], {}, { closed_on: day(0) }),
    ],
  },
  qtl_breach: {
    fires: [(s) => limit(s, [6, 6]), (s) => limit(s, [10, null, 2])],
    silent: [
      (s) => limit(s, [5, 6]),
      (s) => limit(s, [null, null]),
      (s) => limit(s, [6, 6], { min_denominator: 201 }),
    ],
  },
  qtl_warning: {
    fires: [(s) => limit(s, [4, 4]), (s) => limit(s, [5, 6])],
    silent: [
      (s) => limit(s, [3, 4]),
      (s) => limit(s, [6, 6]),
      (s) => limit(s, [5, 5], { warning_limit: null }),
    ],
  },
  risk_high_unreviewed: {
    fires: [
      (s) => risk(s, 3, { review_due_on: day(-1) }),
      (s) => reviewed(s, 91),
      (s) => reviewed(s, 2, { review_due_on: day(-1) }),
    ],
    silent: [
      (s) => risk(s, 3, { review_due_on: day(0) }),
      (s) => risk(s, 3),
      (s) => reviewed(s, 90),
      (s) => risk(s, 2, { review_due_on: day(-1) }),
      (s) => risk(s, null, { review_due_on: day(-1) }),
      (s) => risk(s, 3, { review_due_on: day(-1), closed_on: day(0) }),
      (s) => risk(s, 3, { review_due_on: day(-1), state: "unconfirmed" }),
    ],
  },
  risks_unconfirmed: {
    fires: [(s) => risk(s, null, { state: "unconfirmed" })],
    silent: [
      (s) => risk(s, null),
      (s) => risk(s, null, { state: "unconfirmed", closed_on: day(0) }),
    ],
  },
  deviation_overdue: {
    fires: [(s) => deviation(s, { due_on: day(-1) })],
    silent: [
      (s) => deviation(s, { due_on: day(0) }),
      (s) => deviation(s, {}),
      (s) => deviation(s, { due_on: day(-1), resolved_on: day(0), resolution: "Done" }),
    ],
  },
  capa_overdue: {
    fires: [
      (s) => capa(s, { due_on: day(-1) }),
      (s) => capa(s, { implemented_on: day(-20), effectiveness_due_on: day(-1) }),
    ],
    silent: [
      (s) => capa(s, { due_on: day(0) }),
      (s) => capa(s, { due_on: day(-9), implemented_on: day(-9) }),
      (s) => capa(s, {}),
    ],
  },
  capa_ineffective: {
    fires: [
      (s) =>
        capa(s, {
          ...{ implemented_on: day(-20), effectiveness_checked_on: day(-1) },
          effective: false,
        }),
    ],
    silent: [
      (s) =>
        capa(s, {
          ...{ implemented_on: day(-20), effectiveness_checked_on: day(-1) },
          effective: true,
        }),
      (s) => capa(s, { due_on: day(-1) }),
    ],
  },
  budget_variance: {
    fires: [
      (s) => line(s, { planned_quantity: 100, forecast_quantity: 111 }),
      (s) => line(s, {}, 6000, 6000),
    ],
    silent: [
      (s) => line(s, { forecast_quantity: 11 }),
      (s) => line(s, { forecast_quantity: 3 }),
      (s) => line(s, { planned_quantity: 0, forecast_quantity: 5 }),
      (s) => line(s, {}, 11000),
    ],
  },
  budget_overbooked: {
    fires: [
      (s) => line(s, {}, 6000, 5000),
      (s) => line(s, { planned_quantity: 0 }, 1),
    ],
    silent: [
      (s) => line(s, {}, 6000, 4000),
      (s) => line(s, {}, 9000, 9000),
      (s) => line(s, {}, 9000, 2000, -1000),
    ],
  },
} satisfies Partial<Record<RecordRule, Case>>;
