/** Records of VESPER-07, in start-up: what sites still lack, and what an import suggested. Invented. */
import { day, MARK } from "../plans/model.ts";
import { budgetLine } from "./budget.ts";
import { expect, hold, holdAtSites, page } from "./documents.ts";
import { type People, type RecordGround, Records } from "./model.ts";

const STUDY = "VESPER-07";

export function vesperRecords(ground: RecordGround, { owner, coordinator }: People): Records {
  const out = new Records();
  const at = (days: number) => day(ground.today, days);
  const manual = { title: "Device manual for sites", kind: "manual", artifact: "06.01.02" };
  const held = hold(out, { ...manual, requirement: null, owner: coordinator });
  out.version(held, { version: "0.9", dated_on: at(-20) }, page(STUDY, manual.title, "0.9"));
  const ethics = { title: "Ethics approval", kind: "ethics_approval", artifact: "04.01.02" };
  const need = { scope: "SITE", neededFor: "site_activation" } as const;
  holdAtSites(out, ground, {
    ...ethics,
    requirement: expect(out, ground, { key: "ethics", ...ethics, ...need, months: 12 }),
    sites: ground.sites.slice(0, 2),
    left: (_, i) => 340 + i,
    owner,
  });
  const log = { title: "Delegation log", kind: "delegation_log", artifact: "05.02.18" };
  expect(out, ground, { key: "delegation", ...log, ...need });
  out.add("risks", {
    ...{ title: "Surgeons are trained too late", likelihood: 3, impact: 3, detectability: 2 },
    ...{ description: MARK, owner_id: coordinator, review_due_on: at(25), state: "confirmed" },
    ordinal: 10,
  });
  budgetLine(out, {
    ...{ title: "Training of surgeons", category: "staff", driver: "visit", currency: "EUR" },
    ...{ unit: 260_000, planned: 16, owner },
    bookings: [[at(-9), 520_000, 2]],
  });
  return out;
}
