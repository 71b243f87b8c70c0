/** Quality of LUMA-201: risks, indicators with limits, findings and what is done about them. Invented. */
import { day, MARK } from "../plans/model.ts";
import type { People, RecordGround, Records } from "./model.ts";
import { counts, indicator } from "./quality.ts";

/** Red for two months, beside another site. */
const RED = "Ravensmoor Infirmary";

export function lumaQuality(out: Records, ground: RecordGround, { owner, coordinator }: People) {
  const at = (days: number) => day(ground.today, days);
  const factor = (title: string, rationale: string, ordinal: number) =>
    out.add("critical_factors", { title, rationale: `${rationale} (${MARK})`, ordinal });
  const endpoint = factor(
    "Tumour response is assessed the same way everywhere",
    "The primary endpoint stands on the central reading of scans",
    1,
  );
  const consent = factor("Participants agree before anything is done", "Their rights", 2);
  risks(out, ground, { owner, coordinator }, endpoint);

  const active = ground.sites.filter((site) => site.activatedOn && !site.closedOn);
  const scans = indicator(out, {
    ...{ title: "Scans outside their window", numerator: "scans late or missing" },
    ...{ denominator: "scans due", amber: 10, red: 20, factor: endpoint, owner: coordinator },
  });
  const entry = indicator(out, {
    ...{ title: "Pages entered late", numerator: "pages after 10 days" },
    ...{ denominator: "pages expected", amber: 15, red: 30, owner },
  });
  indicator(out, {
    ...{ title: "Screen failures", numerator: "screen failures", denominator: "screened" },
    ...{ amber: 60, red: 75, source: "screen_failure", period: "quarter" },
  });
  indicator(out, {
    ...{ title: "Deviations by enrolled", numerator: "deviations", denominator: "enrolled" },
    ...{ amber: 40, red: 80, source: "deviation", period: "quarter" },
  });
  active.slice(0, 9).forEach((site, i) => {
    const red = i === 4 || site.facility === RED;
    counts(out, ground, {
      ...{ kri: scans, site, of: 24 },
      values: red ? [6, 5, 2, null, 1, 2, 1] : [i % 3, 1, 2, i === 2 ? null : 1, 0, 1, 2],
    });
    counts(out, ground, {
      ...{ kri: entry, site, of: 80 },
      values: i === 2 ? [26, 25, 9, 8, 1, null, 6] : [6 + i, 9, 7, null, 1, 8, 10],
    });
  });
  const tolerance = (title: string, kri_id: string, warning_limit: number, limit_value: number) =>
    out.add("qtls", {
      ...{ title, kri_id, warning_limit, limit_value, owner_id: owner, direction: "high" },
      ...{ justification: MARK, min_denominator: 50 },
    });
  tolerance("Scans outside their window, whole study", scans, 4, 6);
  tolerance("Pages entered late, whole study", entry, 8, 20);
  findings(out, ground, { owner, coordinator }, at);
  out.add("critical_factors", {
    ...{ title: "Dose is as the protocol says", rationale: MARK, ordinal: 3 },
  });
  out.add(
    "risks",
    riskRow("Consent is taken with an older form", 2, 5, {
      ...{ critical_factor_id: consent, owner_id: coordinator, review_due_on: at(30) },
    }),
  );
}

const riskRow = (
  title: string,
  likelihood: number,
  impact: number,
  more: Record<string, unknown>,
) => ({
  ...{ title, likelihood, impact, detectability: 3, description: MARK, mitigation: null },
  ...{ critical_factor_id: null, owner_id: null, review_due_on: null, closed_on: null },
  state: "confirmed",
  ordinal: 10,
  ...more,
});

function risks(out: Records, ground: RecordGround, people: People, endpoint: string) {
  const { owner, coordinator } = people;
  const at = (days: number) => day(ground.today, days);
  const slow = out.add(
    "risks",
    riskRow("Enrollment stays behind the plan", 4, 4, {
      ...{ owner_id: owner, review_due_on: at(-6) },
      mitigation: "Open two sites in Denmark earlier; monthly calls with slow sites",
    }),
  );
  const scans = out.add(
    "risks",
    riskRow("Scans are missed or read differently", 3, 5, {
      ...{ owner_id: coordinator, review_due_on: at(40), critical_factor_id: endpoint },
      mitigation: "Reminders ten days before each scan; central readers",
    }),
  );
  out.add("risks", riskRow("Product is stored too warm", 2, 4, { review_due_on: at(70) }));
  out.add("risks", riskRow("First batch is late", 3, 4, { closed_on: at(-200) }));
  const review = (risk_id: string, ago: number, likelihood: number, note: string) =>
    out.add("risk_reviews", {
      ...{ risk_id, reviewed_on: at(-ago), note: `${note} (${MARK})` },
      ...{ likelihood, impact: 4, detectability: 3 },
    });
  review(slow, 170, 3, "Sites open as planned, screening is slower");
  review(slow, 97, 4, "Two sites stay behind; likelihood raised");
  review(scans, 20, 3, "Late scans at two sites; reminders begin");
  const suggested = ground.risks["skeleton:countries"];
  if (suggested) {
    out.taken.risks.push({
      ...{ id: suggested, state: "confirmed", likelihood: 3, impact: 3, detectability: 2 },
      owner_id: coordinator,
    });
  }
}

function findings(
  out: Records,
  ground: RecordGround,
  { owner, coordinator }: People,
  at: (days: number) => string,
) {
  const capa = (title: string, row: Record<string, unknown>) =>
    out.add("capas", {
      ...{ title, problem: MARK, root_cause: null, corrective_action: null },
      ...{ preventive_action: null, owner_id: coordinator, due_on: null, implemented_on: null },
      ...{ effectiveness_check: null, effectiveness_due_on: null, closed_on: null },
      ...{ effectiveness_checked_on: null, effective: null },
      ...row,
    });
  const reminders = capa("Remind sites of scans ten days before", {
    ...{
      opened_on: at(-75),
      due_on: at(-11),
      corrective_action: "Calendar of scans for each site",
    },
  });
  const forms = capa("Collect older consent forms at each site", {
    ...{ opened_on: at(-120), due_on: at(-90), implemented_on: at(-88) },
    ...{ effectiveness_due_on: at(-30), effectiveness_checked_on: at(-28), effective: false },
    root_cause: "Printed forms stayed in the consulting rooms",
  });
  const freezer = capa("Alarm on the pharmacy's freezer", {
    ...{ opened_on: at(-44), due_on: at(20), owner_id: owner },
  });
  capa("Second person checks doses", {
    ...{ opened_on: at(-260), due_on: at(-230), implemented_on: at(-232) },
    ...{ root_cause: "One person calculated and gave the dose", effective: true },
    ...{ effectiveness_checked_on: at(-150), closed_on: at(-149) },
  });
  const sites = ground.sites.filter((site) => site.activatedOn && !site.closedOn);
  const kinds = [
    ["Scan three weeks late", "visit_window", "minor", -64, -34, null, reminders],
    ["Consent taken with version 1.0", "consent", "major", -33, -5, null, forms],
    ["Dose not reduced after a low count", "dosing", "critical", -19, 12, null, null],
    ["Freezer above its limit for six hours", "other", "major", -47, 25, null, freezer],
    ["Visit 4 missed", "visit_window", "minor", -90, -70, -72, null],
    ["Sample labelled with another visit", "laboratory", "minor", -140, -120, -131, null],
    ["Included with a scan older than 28 days", "eligibility", "major", -160, -140, -141, null],
    ["Serious event reported after three days", "safety_reporting", "major", -52, -22, -30, null],
  ] as const;
  kinds.forEach(([title, category, severity, found, due, resolved, capa_id], i) => {
    const site = sites[(i * 3) % Math.max(1, sites.length)];
    out.add("deviations", {
      ...{ title, category, severity, description: MARK, site_id: site?.id ?? null },
      ...{ subject_code: `L201-${String(i + 1).padStart(3, "0")}`, occurred_on: at(found - 2) },
      ...{ found_on: at(found), due_on: at(due), owner_id: i % 2 ? coordinator : owner },
      resolved_on: resolved === null ? null : at(resolved),
      resolution: resolved === null ? null : `Assessed and filed (${MARK})`,
      capa_id,
    });
  });
}
