/** VESPER-07: in start-up, its rule-made skeleton still to be read. Invented. */
import { day, emptyPlan, type Ground, type PlanRows, type Row } from "./model.ts";
import { addPerson } from "./sites.ts";
import { addLink, addTask } from "./tasks.ts";

const SURNAMES = [
  "Amberg",
  "Bolliger",
  "Cornelis",
  "Dekker",
  "Esposito",
  "Fabbri",
  "Gratz",
  "Hagen",
];

export function vesperPlan({ today, owner, coordinator, sites }: Ground): PlanRows {
  const plan = emptyPlan();
  const at = (days: number) => day(today, days);
  sites.forEach(({ id }, i) => {
    const row: Row = {
      id,
      number: String(i + 1).padStart(2, "0"),
      identified_on: at(-180 + i),
      target_enrollment: 15,
      planned_activation_on: at(60 + 7 * i),
    };
    if (i < 6) row.selected_on = at(-120 + 4 * i);
    if (i < 3) row.contract_signed_on = at(-45 + 9 * i);
    if (i < 2) row.ethics_approved_on = at(-24 + 6 * i);
    if (i < 1) row.initiation_visit_on = at(-6);
    plan.sites.push(row);
    if (i > 1) return;
    addPerson(plan, {
      ...{ site: id, name: `Dr ${SURNAMES[i]}`, role: "principal_investigator" },
      started: at(-30),
      duties: i === 0 ? ["Implantation", "Consent"] : [],
      trained: i === 0 ? { gcp: [at(-300), at(430)], protocol: [at(-12), null] } : {},
    });
  });

  const start = { phase: "start_up" as const };
  const manual = addTask(plan, {
    ...start,
    ...{ title: "Write the device manual for sites", owner: coordinator },
    ...{ start: at(-50), days: 20, done: at(-20) },
  });
  const insurance = addTask(plan, {
    ...start,
    ...{ title: "Insurance certificates, Italy", owner, start: at(-30), days: 15, began: at(-28) },
  });
  const contracts = addTask(plan, {
    ...start,
    ...{ title: "Sign the Italian contracts", owner, start: at(-6), days: 20 },
  });
  const training = addTask(plan, {
    ...start,
    ...{ title: "Train the first implanters", owner: coordinator, start: at(-4), days: 7 },
    ...{ began: at(-3), points: [["Room booked", at(-3)], ["Devices for practice", null]] },
  });
  addTask(plan, {
    ...start,
    ...{ title: "Build the data capture forms", owner: coordinator, start: at(-15), days: 45 },
    ...{ began: at(-14) },
  });
  addLink(plan, { fromTask: manual, toTask: training });
  addLink(plan, { fromTask: insurance, toTask: contracts });
  return plan;
}
