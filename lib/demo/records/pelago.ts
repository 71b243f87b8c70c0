/** Records of PELAGO-44: in order, but for what is still to be read and one approval. Invented. */
import { day, MARK } from "../plans/model.ts";
import { budgetLine } from "./budget.ts";
import { expect, hold, holdAtSites, page } from "./documents.ts";
import { type People, type RecordGround, Records } from "./model.ts";
import { counts, indicator } from "./quality.ts";

const STUDY = "PELAGO-44";

export function pelagoRecords(ground: RecordGround, { owner, coordinator }: People): Records {
  const out = new Records();
  const at = (days: number) => day(ground.today, days);
  const open = ground.sites.filter((site) => site.activatedOn && !site.closedOn);
  const protocol = { title: "Protocol", kind: "protocol", artifact: "02.01.02" };
  const held = hold(out, {
    ...protocol,
    requirement: expect(out, ground, {
      ...{ key: "protocol", ...protocol, scope: "STUDY", neededFor: "study_start" },
    }),
    owner,
  });
  out.version(
    held,
    { version: "1.1", approved_on: at(-640), effective_on: at(-640) },
    page(STUDY, "Protocol", "1.1"),
  );
  const ethics = { title: "Ethics approval", kind: "ethics_approval", artifact: "04.01.02" };
  holdAtSites(out, ground, {
    ...ethics,
    requirement: expect(out, ground, {
      ...{ key: "ethics", ...ethics, scope: "SITE", neededFor: "site_activation", months: 12 },
    }),
    ...{ sites: open, left: (_, i) => i === 1 ? 55 : 120 + i * 20, owner: coordinator },
  });

  const missing = indicator(out, {
    ...{ title: "Questionnaires missing", numerator: "questionnaires missing" },
    ...{ denominator: "questionnaires due", amber: 20, red: 35, owner: coordinator },
  });
  open.forEach((site, i) =>
    counts(out, ground, {
      ...{ kri: missing, site, of: 30 },
      values: [3 + i % 2, 4, i === 3 ? null : 2, 5, 1, 3, 2],
    })
  );
  out.add("qtls", {
    ...{ title: "Questionnaires missing, whole study", kri_id: missing, owner_id: owner },
    ...{ warning_limit: 18, limit_value: 25, direction: "high", min_denominator: 100 },
    justification: MARK,
  });
  const lost = out.add("risks", {
    ...{ title: "Participants stop answering", likelihood: 3, impact: 4, detectability: 2 },
    ...{ description: MARK, owner_id: coordinator, review_due_on: at(50), state: "confirmed" },
    ordinal: 10,
  });
  out.add("risk_reviews", {
    ...{ risk_id: lost, reviewed_on: at(-35), likelihood: 3, impact: 4, detectability: 2 },
    note: `Reminders work; unchanged (${MARK})`,
  });
  out.add("deviations", {
    ...{ title: "Questionnaire sent a week late", category: "visit_window", severity: "minor" },
    ...{ description: MARK, site_id: open[0]?.id ?? null, subject_code: "P44-007" },
    ...{ occurred_on: at(-25), found_on: at(-20), due_on: at(15), owner_id: coordinator },
  });
  budgetLine(out, {
    ...{ title: "Data capture licence", category: "systems", driver: "month", currency: "EUR" },
    ...{ unit: 85_000, planned: 24, from: "2025-03-01", until: "2027-02-28", owner },
    bookings: [[at(-200), 1_020_000, 12], [at(-15), 510_000, 6]],
  });
  budgetLine(out, {
    ...{ title: "Payment for each participant", category: "site_payments", driver: "visit" },
    ...{ currency: "NOK", unit: 240_000, planned: 40, owner },
    bookings: [[at(-90), 4_320_000, 18]],
  });
  return out;
}
