/** LUMA-201: recruiting, behind its plan, with most of what the rules look for. Invented. */
import {
  day,
  daysBetween,
  earlier,
  emptyPlan,
  type Ground,
  later,
  MARK,
  newId,
  type PlanRows,
} from "./model.ts";
import { addSites, FIRST_IN, SEEN } from "./luma_sites.ts";
import { addBaseline, addLink, addTask } from "./tasks.ts";

/** As its registry record says. */
const PRIMARY = "2027-06-30";
const COMPLETION = "2027-09-30";

export function lumaPlan(ground: Ground): PlanRows {
  const plan = emptyPlan();
  const { today } = ground;
  const running = Math.max(120, daysBetween(FIRST_IN, today));
  // So that three quarters of the time for enrolling are over.
  const lastIn = day(today, running * 0.35);
  addSites(plan, ground);
  addPlan(plan, ground, lastIn);
  return plan;
}

function addPlan(plan: PlanRows, ground: Ground, lastIn: string): void {
  const { today, owner, coordinator, milestones: at } = ground;
  const primary = later(PRIMARY, day(lastIn, 75));
  const completion = later(COMPLETION, day(primary, 92));
  const lock = day(completion, 45);
  const report = day(lock, 120);
  const said = { state: "confirmed" as const, owner_id: owner };
  const known = (key: string, row: Record<string, unknown>) => {
    const id = at[key];
    if (id) plan.milestones.push({ id, ...said, ...row });
  };
  const slipped = 41;
  known("study_start_up", {
    planned_text: day(FIRST_IN, -21),
    actual_on: earlier(day(FIRST_IN, -14), today),
    basis: MARK,
  });
  known("first_participant_in", { actual_on: earlier(FIRST_IN, today) });
  known("last_participant_in", { planned_text: lastIn, basis: MARK });
  known("primary_completion", {
    ...(primary === PRIMARY ? {} : { planned_text: primary, basis: MARK }),
    forecast_on: day(primary, slipped),
  });
  known("study_completion", {
    ...(completion === COMPLETION ? {} : { planned_text: completion, basis: MARK }),
    forecast_on: day(completion, slipped),
  });
  known("database_lock", { planned_text: lock, forecast_on: day(lock, slipped), basis: MARK });
  known("study_report", { planned_text: report, forecast_on: day(report, slipped), basis: MARK });

  const extra = (title: string, phase: string, planned: string, actual: string | null = null) => {
    const id = newId();
    plan.newMilestones.push({
      ...{ id, key: `demo_${plan.newMilestones.length + 1}`, title, kind: "milestone", phase },
      ...{ planned_text: planned, actual_on: actual, basis: MARK, state: "confirmed" },
      owner_id: coordinator,
      ordinal: 50 + plan.newMilestones.length,
    });
    return { id, title, on: planned };
  };
  const approved = extra(
    "Amendment 2 approved everywhere",
    "conduct",
    day(today, -50),
    day(today, -46),
  );
  const half = extra("Half enrolled, 90 of 180", "recruitment", day(today, -35), day(today, -12));
  const sixty = extra("Two of three enrolled, 120 of 180", "recruitment", day(today, -9));
  const review = extra("Data review meeting 2", "conduct", day(today, 25));

  addTasks(plan, ground, { amendment: approved.id, review: review.id });
  const named = (key: string, title: string, on: string) => {
    const id = at[key];
    return id ? [{ id, title, on }] : [];
  };
  addBaseline(plan, "Demo baseline: plan as approved", [
    ...named("study_start_up", "Study start-up complete", day(FIRST_IN, -21)),
    ...named("first_participant_in", "First participant in", FIRST_IN),
    ...named("last_participant_in", "Last participant in", lastIn),
    ...named("primary_completion", "Primary completion", primary),
    ...named("study_completion", "Study completion", completion),
    ...named("database_lock", "Database lock", lock),
    ...named("study_report", "Clinical study report", report),
    ...[approved, half, sixty, review],
  ]);
}

function addTasks(plan: PlanRows, ground: Ground, to: { amendment: string; review: string }): void {
  const { today, owner, coordinator, sites, tasks } = ground;
  const at = (days: number) => day(today, days);
  const site = (name: string) => {
    const id = sites.find((one) => one.facility === name)?.id;
    return id ? { site: id } : {};
  };
  const conduct = { phase: "conduct" as const };
  const charter = addTask(plan, {
    ...{ title: "Write the imaging charter", phase: "start_up", owner: coordinator },
    ...{ start: day(FIRST_IN, -120), days: 30, done: earlier(day(FIRST_IN, -75), at(-1)) },
  });
  const readers = addTask(plan, {
    ...{ title: "Train the central readers", phase: "start_up", owner: coordinator },
    ...{ start: day(FIRST_IN, -70), days: 15, done: earlier(day(FIRST_IN, -48), at(-1)) },
  });
  const amendment = addTask(plan, {
    ...conduct,
    ...{ title: "Submit amendment 3 in France", owner: coordinator, priority: "high" },
    ...{ start: at(-32), days: 15, began: at(-30) },
    points: [["Cover letter", at(-20)], ["Consent form, French", at(-14)], ["Fee paid", null]],
  });
  const training = addTask(plan, {
    ...conduct,
    ...{
      title: "Train the French sites on amendment 3",
      owner: coordinator,
      start: at(-8),
      days: 20,
    },
  });
  const consent = addTask(plan, {
    ...conduct,
    ...{ title: "Have participants consent again", owner, start: at(21), days: 30 },
  });
  const signatures = addTask(plan, {
    ...conduct,
    ...{ title: "Collect signature pages of protocol 3.0", owner: coordinator },
    ...{ start: at(-60), days: 20, began: at(-55), milestone: to.amendment },
    points: [["Germany", at(-40)], ["Spain", at(-33)], ["United Kingdom", null]],
  });
  const kits = addTask(plan, {
    ...{
      title: "Resupply kits to Spain",
      phase: "recruitment",
      owner,
      ...site("Clínica Vallehermoso"),
    },
    ...{ start: at(-10), days: 10, began: at(-9), forecast: at(4) },
  });
  addTask(plan, {
    ...{ title: "Check the pharmacy logs", phase: "conduct", owner: coordinator },
    ...{ ...site(SEEN.covered), start: at(6), days: 12 },
  });
  addTask(plan, {
    ...{ title: "Call the sites that are behind", phase: "recruitment", owner, priority: "high" },
    ...{ start: at(-12), days: 4, done: at(-6) },
  });
  const listings = addTask(plan, {
    ...conduct,
    ...{ title: "Listings for data review 2", owner: coordinator, start: at(9), days: 8 },
    ...{ milestone: to.review },
  });
  addTask(plan, {
    ...{ title: "Activate the five sites to come", phase: "recruitment", owner },
    ...{ start: at(10), days: 40 },
  });
  addLink(plan, { fromTask: charter, toTask: readers });
  addLink(plan, { fromTask: amendment, toTask: training });
  addLink(plan, { fromTask: training, toTask: consent, lag: 5 });
  addLink(plan, { fromTask: signatures, toTask: consent });
  addLink(plan, { fromTask: listings, toMilestone: to.review });
  addLink(plan, { fromTask: kits, toTask: consent });
  for (const id of Object.values(tasks)) {
    plan.taken.push({ id, state: "confirmed", owner_id: owner });
  }
}
