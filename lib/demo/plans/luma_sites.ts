/** The sites of LUMA-201: facts, staff and counts. Invented. */
import { day, earlier, type Ground, type PlanRows } from "./model.ts";
import { addCounts, addPerson } from "./sites.ts";

/** As its registry record says. */
export const FIRST_IN = "2025-10-06";

/** By the newest counts, site by site of those that enroll. */
const ENROLLED = [8, 7, 6, 5, 5, 7, 4, 6, 5, 5, 3, 5, 5, 3, 4, 4, 6, 5, 3, 3];
const SURNAMES = [
  ...["Albrecht", "Birkeland", "Castell", "Duarte", "Ekström", "Fournier", "Galloway", "Hartnell"],
  ...["Iversen", "Jansen", "Kessler", "Laurent", "Moreau", "Novak", "Okafor", "Prieto", "Quist"],
  ...["Rossi", "Sandvik", "Thorne", "Ueda", "Valdes", "Whitlock", "Yates", "Zanetti"],
];

/** Sites by name where something is to be seen. */
export const SEEN = {
  slow: "Ravensmoor Infirmary",
  open: "Centre Saint-Aubert",
  silent: "Prairie Crossing Hospital",
  expiring: "Sankt Aurel Klinikum",
  untrained: "Clínica Vallehermoso",
  covered: "Østervang Hospital",
};

export function addSites(plan: PlanRows, ground: Ground): void {
  const { today } = ground;
  let enrolling = 0;
  ground.sites.forEach(({ id, facility, status }, i) => {
    const base = day(FIRST_IN, -240);
    const row: Record<string, unknown> & { id: string } = {
      id,
      number: String(i + 1).padStart(3, "0"),
      identified_on: earlier(base, day(today, -400)),
      selected_on: earlier(day(base, 40 + i), day(today, -300)),
      target_enrollment: 7,
    };
    plan.sites.push(row);
    if (status === "WITHDRAWN") {
      Object.assign(row, { closed_on: day(today, -200), target_enrollment: 0 });
      return;
    }
    if (status === "NOT_YET_RECRUITING") {
      row.planned_activation_on = day(today, 20 + i);
      if (i % 2 === 0) row.contract_signed_on = day(today, -40 + i);
      return;
    }
    const slow = facility === SEEN.slow;
    const activated = slow
      ? day(today, -75)
      : earlier(day(FIRST_IN, -14 + 12 * enrolling), day(today, -120));
    const first = slow ? null : earlier(day(activated, 20 + (i % 4) * 6), day(today, -60));
    Object.assign(row, {
      contract_signed_on: facility === SEEN.open ? null : day(activated, -70),
      ethics_approved_on: day(activated, -45),
      initiation_visit_on: day(activated, -9),
      activated_on: activated,
      first_participant_on: first,
    });
    if (status === "SUSPENDED") {
      Object.assign(row, {
        on_hold_on: day(today, -48),
        hold_reason: "The pharmacy's freezer failed; a new one is awaited (demo)",
      });
    }
    addStaff(plan, ground, { id, facility, activated, i });
    const newest = day(today, facility === SEEN.silent ? -45 : -3 - (i % 5));
    const enrolled = slow ? 0 : ENROLLED[enrolling++ % ENROLLED.length] ?? 4;
    addCounts(plan, { site: id, activated, first, newest, enrolled });
  });
}

interface Place {
  id: string;
  facility: string;
  activated: string;
  i: number;
}

function addStaff(plan: PlanRows, ground: Ground, { id, facility, activated, i }: Place): void {
  const { today } = ground;
  const started = day(activated, -30);
  const fresh = day(today, 420 + i);
  const done = day(activated, -20);
  addPerson(plan, {
    ...{ site: id, name: `Dr ${SURNAMES[i % SURNAMES.length]}`, role: "principal_investigator" },
    started,
    duties: ["Medical decisions", "Consent"],
    trained: {
      gcp: [done, facility === SEEN.expiring ? day(today, 24) : fresh],
      protocol: [done, null],
    },
  });
  const nurse = SURNAMES[(i + 9) % SURNAMES.length];
  const ends = i === 8 ? day(today, 52) : i === 13 ? day(today, 81) : fresh;
  addPerson(plan, {
    ...{ site: id, name: `${nurse} (study nurse)`, role: "study_nurse" },
    started,
    duties: ["Samples and visits"],
    trained: facility === SEEN.untrained
      ? { gcp: [done, fresh] }
      : { gcp: [done, ends], protocol: [done, null] },
  });
  if (facility !== SEEN.covered) return;
  // The sponsor's coordinator helps out here, and nobody has delegated anything to her.
  addPerson(plan, {
    ...{ site: id, name: "Ines Halloran", role: "study_coordinator" },
    email: ground.coordinatorEmail,
    started: day(today, -20),
    trained: { gcp: [day(today, -200), fresh], protocol: [day(today, -18), null] },
  });
}
