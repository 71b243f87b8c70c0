/** Records of LUMA-201: most of what the rules look for is to be seen here. Invented. */
import { day, earlier, MARK } from "../plans/model.ts";
import { budgetLine } from "./budget.ts";
import { consentForms, countriesOf, expect, hold, holdAtSites, page } from "./documents.ts";
import { lumaQuality } from "./luma_quality.ts";
import { type People, type RecordGround, Records } from "./model.ts";

const STUDY = "LUMA-201";
/** Sites by name where something is to be seen. */
const SEEN = {
  behind: "Clínica Vallehermoso",
  noLog: "Sankt Aurel Klinikum",
  waived: "Østervang Hospital",
};

export function lumaRecords(ground: RecordGround, people: People): Records {
  const out = new Records();
  studyDocuments(out, ground, people);
  siteDocuments(out, ground, people);
  lumaQuality(out, ground, people);
  budget(out, ground, people);
  return out;
}

function studyDocuments(out: Records, ground: RecordGround, { owner, coordinator }: People) {
  const at = (days: number) => day(ground.today, days);
  const need = { scope: "STUDY", neededFor: "study_start" } as const;
  const protocol = { title: "Protocol", kind: "protocol", artifact: "02.01.02" };
  const first = hold(out, {
    ...{ ...protocol, requirement: expect(out, ground, { key: "protocol", ...protocol, ...need }) },
    owner,
  });
  for (const [version, on] of [["1.0", -460], ["2.0", -46]] as const) {
    const dates = { dated_on: at(on - 20), approved_on: at(on), effective_on: at(on) };
    out.version(first, { version, ...dates }, page(STUDY, "Protocol", version));
  }
  out.version(first, { version: "3.0", dated_on: at(-9) }, page(STUDY, "Protocol", "3.0"));
  const brochure = {
    ...{ title: "Investigator's brochure", kind: "investigator_brochure", artifact: "02.01.01" },
  };
  const second = hold(out, {
    ...brochure,
    requirement: expect(out, ground, { key: "brochure", ...brochure, ...need, months: 12 }),
    owner: coordinator,
  });
  out.version(
    second,
    { version: "5.0", approved_on: at(-344), effective_on: at(-340) },
    page(STUDY, "Investigator's brochure", "5.0"),
  );
  const lands = { scope: "COUNTRY", neededFor: "site_activation" } as const;
  const decision = {
    ...{ title: "Decision of the authority", kind: "regulatory_approval", artifact: "03.01.02" },
  };
  const authority = expect(out, ground, { key: "authority", ...decision, ...lands });
  const certificate = { title: "Insurance certificate", kind: "insurance", artifact: "02.01.06" };
  const insurance = expect(out, ground, { key: "insurance", ...certificate, ...lands });
  countriesOf(ground.sites).forEach((country, i) => {
    const approval = `${decision.title}, ${country}`;
    const approved = hold(out, {
      ...{ ...decision, title: approval, country, requirement: authority },
    });
    const on = { approved_on: at(-430 + i), effective_on: at(-430 + i) };
    out.version(approved, { version: "1.0", ...on }, page(STUDY, approval, "1.0"));
    const cover = `${certificate.title}, ${country}`;
    const covered = hold(out, {
      ...{ ...certificate, title: cover, country, requirement: insurance },
      owner: coordinator,
    });
    const left = country === "Spain" ? -12 : country === "France" ? 72 : 210 + i;
    const from = { approved_on: at(left - 364), effective_on: at(left - 364) };
    out.version(
      covered,
      { version: "1.0", ...from, expires_on: at(left) },
      page(STUDY, cover, "1.0"),
    );
  });
}

function siteDocuments(out: Records, ground: RecordGround, people: People) {
  const { sites, today } = ground;
  const open = sites.filter((site) => !site.closedOn);
  const begun = open.filter((site) => site.activatedOn);
  const need = { scope: "SITE", neededFor: "site_activation" } as const;
  const ethics = { title: "Ethics approval", kind: "ethics_approval", artifact: "04.01.02" };
  holdAtSites(out, ground, {
    ...ethics,
    requirement: expect(out, ground, { key: "ethics", ...ethics, ...need, months: 12 }),
    sites: begun,
    left: (_, i) => [41, 205, 18, 130][i] ?? 95 + (i * 37) % 250,
    owner: people.coordinator,
  });
  const cv = { title: "Principal investigator CV", kind: "cv", artifact: "05.02.04" };
  const cvRule = expect(out, ground, { key: "cv", ...cv, ...need });
  const waived = open.find((site) => site.facility === SEEN.waived);
  holdAtSites(out, ground, {
    ...{ ...cv, requirement: cvRule, left: () => null },
    sites: begun.filter((site) => site !== waived),
  });
  if (waived) {
    out.add("document_waivers", {
      ...{ requirement_id: cvRule, site_id: waived.id, country: null, until_on: day(today, 60) },
      reason: `The investigator's CV is on file with the sponsor's other study (${MARK})`,
    });
  }
  const log = { title: "Delegation log", kind: "delegation_log", artifact: "05.02.18" };
  holdAtSites(out, ground, {
    ...{ ...log, requirement: expect(out, ground, { key: "delegation", ...log, ...need }) },
    ...{ sites: begun.filter((site) => site.facility !== SEEN.noLog), left: () => null },
  });
  // The sponsor decided on one consent form a country.
  const requirement = expect(out, ground, {
    ...{ key: "consent", title: "Consent form", kind: "consent_form", artifact: "02.02.03" },
    ...{ scope: "COUNTRY", neededFor: "site_activation" },
  });
  consentForms(out, ground, people, {
    ...{ study: STUDY, requirement, renewedOn: day(today, -46), behind: SEEN.behind },
  });
}

function budget(out: Records, ground: RecordGround, { owner, coordinator }: People) {
  const { today, milestones } = ground;
  const at = (days: number) => day(today, days);
  const from = earlier("2025-10-01", at(-120));
  const euro = { currency: "EUR", owner };
  const dollar = { currency: "USD", owner: coordinator };
  budgetLine(out, {
    ...{ ...euro, title: "Start-up fee of a site", category: "site_payments", driver: "site" },
    ...{ unit: 350_000, planned: 22 },
    bookings: [[at(-300), 2_800_000, 8], [at(-200), 2_450_000, 7], [at(-90), 1_400_000, 4]],
  });
  budgetLine(out, {
    ...{ ...euro, title: "Monitoring visits", category: "monitoring", driver: "visit" },
    ...{ unit: 145_000, planned: 210, forecast: 252 },
    bookings: [[at(-220), 5_800_000, 40], [at(-120), 6_525_000, 45], [at(-30), 4_350_000, 30]],
  });
  budgetLine(out, {
    ...{ ...euro, title: "Central reading of scans", category: "vendor", driver: "month" },
    ...{ unit: 920_000, planned: 24, from, until: day(from, 729) },
    bookings: [[at(-150), 4_600_000, 5], [at(-20), 5_520_000, 6]],
  });
  budgetLine(out, {
    ...{ ...euro, title: "Import licences and labels", category: "supplies", driver: "visit" },
    ...{ unit: 50_000, planned: 60 },
    bookings: [[at(-240), 1_900_000, null], [at(-41), 1_250_000, null]],
  });
  budgetLine(out, {
    ...{ ...euro, title: "Fee for the primary analysis", category: "staff", driver: "milestone" },
    ...{ unit: 4_800_000, planned: 1, milestone: milestones.primary_completion },
  });
  budgetLine(out, {
    ...{ ...dollar, title: "Visits at sites in the United States", category: "site_payments" },
    ...{ driver: "visit", unit: 118_000, planned: 320 },
    bookings: [[at(-180), 4_720_000, 40], [at(-60), 6_490_000, 55]],
  });
  budgetLine(out, {
    ...{ ...dollar, title: "Central laboratory", category: "laboratory", driver: "month" },
    ...{ unit: 610_000, planned: 24, from, until: day(from, 729) },
    bookings: [[at(-100), 4_270_000, 6], [at(-12), 3_050_000, 4]],
  });
}
