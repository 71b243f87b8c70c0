/** When the rules over documents fire, and one fact or day short of it. */
import type { Row } from "@/tests/tables/declaration.ts";
import type { Rule } from "./model.ts";
import { type Case, day, type Study } from "./study_testing.ts";

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

export const documentCases = {
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
} satisfies Partial<Record<Rule, Case>>;
