/** When the rules over documents, quality and budget fire, and one fact or day short of it. */
import type { Row } from "@/tests/tables/declaration.ts";
import type { Rule } from "./model.ts";
import { day, type Study, TODAY } from "./study_testing.ts";

export type SetUp = (study: Study) => void;
export interface Case {
  fires: SetUp[];
  silent: SetUp[];
}

let versions = 0;
const version = (s: Study, document: string, row: Row = {}) =>
  s.add("document_versions", {
    ...{ document_id: document, version: `v${++versions}`, held_in: "Binder 3" },
    ...row,
  });
/** A document whose version was approved 300 days ago and lasts for so many days more. */
const lasting = (s: Study, left: number | null, row: Row = {}, more: Row = {}) => {
  const id = s.add("documents", { title: "Insurance", kind: "insurance", ...row });
  const expires_on = left === null ? null : day(left);
  version(s, id, { approved_on: day(-300), expires_on, ...more });
  return id;
};
const draft = (s: Study, row: Row) =>
  version(s, s.add("documents", { title: "Manual", kind: "manual" }), row);

const begun = (s: Study, row: Row = {}) =>
  s.site({ contract_signed_on: day(-40), country: "Germany", ...row });
const needed = (s: Study, row: Row = {}) =>
  s.add("document_requirements", {
    ...{ title: "CV", kind: "cv", scope: "SITE", needed_for: "site_activation" },
    ...row,
  });

/** A consent form of which a site uses version 1, and version 2 took effect 20 days ago. */
function consent(s: Study, use: Row = {}, row: Row = {}, newer: Row = {}) {
  const form = s.add("documents", { title: "Consent form", kind: "consent_form", ...row });
  const first = version(s, form, { approved_on: day(-200) });
  version(s, form, { approved_on: day(-20), ...newer });
  const { closed_on = null, ...used } = use;
  const site = s.site({ closed_on });
  s.add("document_uses", { version_id: first, site_id: site, used_from: day(-150), ...used });
}

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
  document_expired: {
    fires: [
      (s) => lasting(s, -1),
      (s) => lasting(s, -1, { kind: "ethics_approval", site_id: s.site() }),
    ],
    silent: [
      (s) => lasting(s, 0),
      (s) => lasting(s, null),
      (s) => lasting(s, -1, {}, { approved_on: null }),
      (s) => lasting(s, -1, {}, { withdrawn_on: day(-1) }),
      (s) => lasting(s, -1, { site_id: s.site({ closed_on: day(-1) }) }),
      (s) => {
        s.project.status = "COMPLETED";
        lasting(s, -1);
      },
      (s) => version(s, lasting(s, -1), { approved_on: day(-3) }),
    ],
  },
  document_expiring: {
    fires: [
      (s) => lasting(s, 0),
      (s) => lasting(s, 90),
      (s) => lasting(s, 61, { kind: "ethics_approval" }),
      (s) => {
        const rule = needed(s, { scope: "STUDY", valid_months: 10, needed_for: null });
        lasting(s, null, { requirement_id: rule });
      },
    ],
    silent: [
      (s) => lasting(s, 91),
      (s) => lasting(s, -1),
      (s) => lasting(s, 60, { kind: "ethics_approval" }),
    ],
  },
  continuing_review_due: {
    fires: [
      (s) => lasting(s, 60, { kind: "ethics_approval" }),
      (s) => lasting(s, 0, { kind: "ethics_approval", site_id: s.site() }),
    ],
    silent: [
      (s) => lasting(s, 61, { kind: "ethics_approval" }),
      (s) => lasting(s, 30),
      (s) => lasting(s, -1, { kind: "ethics_approval" }),
    ],
  },
  consent_superseded_in_use: {
    fires: [
      (s) => consent(s),
      (s) => consent(s, { used_until: day(0) }),
    ],
    silent: [
      (s) => consent(s, { used_until: day(-1) }),
      (s) => consent(s, { closed_on: day(-1) }),
      (s) => consent(s, { used_from: null }),
      (s) => consent(s, {}, { kind: "manual" }),
      (s) => consent(s, {}, {}, { approved_on: null }),
      (s) => consent(s, {}, {}, { effective_on: day(1) }),
    ],
  },
  document_missing_for_gate: {
    fires: [
      (s) => {
        begun(s);
        needed(s);
        needed(s, { title: "GCP certificate" });
      },
      (s) => {
        begun(s);
        begun(s);
        needed(s, { scope: "COUNTRY" });
      },
      (s) => {
        begun(s, { activated_on: day(-3) });
        needed(s, { scope: "STUDY" });
      },
      (s) => {
        s.count(s.site(), -3, 2);
        needed(s);
      },
    ],
    silent: [
      (s) => {
        begun(s, { contract_signed_on: null, selected_on: day(-30) });
        needed(s);
      },
      (s) => {
        begun(s, { closed_on: day(-1) });
        needed(s);
      },
      (s) => {
        begun(s);
        needed(s, { needed_for: "close_out" });
        needed(s, { state: "unconfirmed" });
        needed(s, { countries: "{France}" });
      },
      (s) => {
        const site = begun(s);
        lasting(s, null, { site_id: site, requirement_id: needed(s) });
      },
      (s) => {
        const site = begun(s);
        s.add("document_waivers", {
          requirement_id: needed(s),
          site_id: site,
          reason: "Not there yet",
        });
      },
    ],
  },
  approval_pending: {
    fires: [
      (s) => draft(s, { dated_on: day(-4) }),
      (s) => version(s, lasting(s, null), { dated_on: day(-9) }),
    ],
    silent: [
      (s) => draft(s, { dated_on: day(-3) }),
      (s) => draft(s, {}),
      (s) => draft(s, { dated_on: day(-9), approved_on: day(-1), effective_on: day(9) }),
      (s) => draft(s, { dated_on: day(-9), withdrawn_on: day(-1) }),
    ],
  },
  documents_unconfirmed: {
    fires: [(s) => needed(s, { state: "unconfirmed" })],
    silent: [(s) => needed(s)],
  },
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
