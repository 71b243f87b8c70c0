/** PELAGO-44: near its end and on its plan. Invented. */
import {
  day,
  daysBetween,
  earlier,
  emptyPlan,
  type Ground,
  later,
  MARK,
  type PlanRows,
  type Row,
} from "./model.ts";
import { addCounts, addPerson } from "./sites.ts";
import { addBaseline, addLink, addTask } from "./tasks.ts";

/** As its registry record says. */
const FIRST_IN = "2025-03-17";
const ENROLLED = [14, 12, 13, 11, 12, 10, 5, 9, 3];
const SURNAMES = [
  "Aherne",
  "Brennan",
  "Coelho",
  "Domingues",
  "Eide",
  "Flaten",
  "Gunnar",
  "Halicki",
  "Iwan",
];

export function pelagoPlan(ground: Ground): PlanRows {
  const plan = emptyPlan();
  const { today, owner, coordinator, milestones, tasks } = ground;
  const at = (days: number) => day(today, days);
  const lastIn = at(Math.max(30, daysBetween(FIRST_IN, today) * 0.06));
  const primary = later(at(120), day(lastIn, 60));
  const completion = day(primary, 90);
  const dates: [key: string, title: string, on: string][] = [
    ["last_participant_in", "Last participant in", lastIn],
    ["primary_completion", "Primary completion", primary],
    ["study_completion", "Study completion", completion],
    ["database_lock", "Database lock", day(completion, 30)],
    ["study_report", "Study report", day(completion, 150)],
  ];
  const known = (key: string, row: Record<string, unknown>) => {
    const id = milestones[key];
    if (id) plan.milestones.push({ id, state: "confirmed", owner_id: owner, ...row });
    return id;
  };
  known("study_start_up", { actual_on: earlier(day(FIRST_IN, -10), today), basis: MARK });
  known("first_participant_in", { actual_on: earlier(FIRST_IN, today) });
  const promised = dates.flatMap(([key, title, on]) => {
    const id = known(key, { planned_text: on, basis: MARK });
    return id ? [{ id, title, on }] : [];
  });

  ground.sites.forEach(({ id, status }, i) => {
    const activated = earlier(day(FIRST_IN, -7 + 9 * i), at(-150));
    const first = earlier(day(activated, 21), at(-90));
    const row: Row = {
      id,
      number: String(i + 1).padStart(2, "0"),
      identified_on: day(activated, -200),
      selected_on: day(activated, -150),
      contract_signed_on: day(activated, -60),
      ethics_approved_on: day(activated, -40),
      initiation_visit_on: day(activated, -8),
      activated_on: activated,
      first_participant_on: first,
      target_enrollment: i < 6 ? 11 : 10,
      closed_on: status === "COMPLETED" ? at(-40) : null,
    };
    plan.sites.push(row);
    const done = day(activated, -20);
    addPerson(plan, {
      ...{ site: id, name: `Dr ${SURNAMES[i % SURNAMES.length]}`, role: "principal_investigator" },
      started: day(activated, -30),
      duties: ["Consent", "Questionnaires"],
      trained: { gcp: [done, i === 3 ? at(70) : at(500 + i)], protocol: [done, null] },
    });
    const newest = status === "COMPLETED" ? at(-41) : at(-2 - i);
    addCounts(plan, { site: id, activated, first, newest, enrolled: ENROLLED[i] ?? 5 });
  });

  const reminder = addTask(plan, {
    ...{
      title: "Remind sites of the last questionnaires",
      phase: "recruitment",
      owner: coordinator,
    },
    ...{ start: at(-3), days: 6, began: at(-3) },
  });
  const cleaning = addTask(plan, {
    ...{ title: "Query the open questionnaires", phase: "close_out", owner: coordinator },
    ...{ start: day(lastIn, 10), days: 20 },
  });
  const analysis = addTask(plan, {
    ...{ title: "Write the analysis plan", phase: "close_out", owner, start: at(-40), days: 25 },
    ...{ done: at(-8) },
  });
  addLink(plan, { fromTask: reminder, toTask: cleaning });
  const lock = milestones.database_lock;
  if (lock) {
    addLink(plan, { fromTask: cleaning, toMilestone: lock });
    addLink(plan, { fromTask: analysis, toMilestone: lock });
  }
  addBaseline(plan, "Demo baseline: plan as approved", promised);
  for (const id of Object.values(tasks)) {
    plan.taken.push({ id, state: "confirmed", owner_id: owner });
  }
  return plan;
}
