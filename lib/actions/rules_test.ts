// Each rule fires when it should, and keeps quiet one day, one fact or one role short of that.
import assert from "node:assert/strict";
import { onBoth } from "@/tests/people.ts";
import type { Row } from "@/tests/tables/declaration.ts";
import { begin } from "@/tests/trail.ts";
import { type Rule, RULES } from "./model.ts";
import { recordCases } from "./record_cases_testing.ts";
import { actionsIn, type Case, day, type SetUp, Study } from "./study_testing.ts";

/** A site that is ready: activated, its gate closed. */
function ready(s: Study, row: Record<string, unknown> = {}) {
  const site = s.site({
    ...{ selected_on: day(-200), contract_signed_on: day(-190), ethics_approved_on: day(-180) },
    ...{ initiation_visit_on: day(-170), activated_on: day(-160), ...row },
  });
  const staff = s.staff(site, { role: "principal_investigator" });
  s.training(staff, "gcp", null);
  s.training(staff, "protocol", null);
  s.duty(staff);
  return site;
}

/** First participant 100 days ago, last one in `rest` days; so many enrolled of 100. */
function enrolling(s: Study, rest: number, enrolled: number | null, more: SetUp = () => {}) {
  s.milestone({ key: "first_participant_in", planned_text: day(-110), actual_on: day(-100) });
  s.milestone({ key: "last_participant_in", planned_text: day(rest) });
  const site = ready(s, { first_participant_on: day(-100) });
  if (enrolled !== null) s.count(site, -3, enrolled);
  more(s);
}

/** A task that waits for another. */
function waiting(s: Study, type: string, from: object, to: object = {}, link: object = {}) {
  const first = s.task({ title: "First", ...from });
  const then = s.task({ title: "Then", ...to });
  s.add("dependencies", { from_task_id: first, to_task_id: then, type, ...link });
}

function promised(s: Study, kind: string, promise: number, row: Row) {
  const item = kind === "task" ? s.task({ title: "T", ...row }) : s.milestone(row);
  const baseline = s.add("baselines", { name: "Approved" });
  s.add("baseline_items", {
    ...{ baseline_id: baseline, item_id: item, kind, title: "T", finish_on: day(promise) },
  });
}

/** A milestone promised for day 20 and planned for it, after a task from today that takes so many days. */
function heldUp(s: Study, duration: number, link: Row | null) {
  const milestone = s.milestone({ planned_text: day(20) });
  const task = s.task({ planned_start: day(0), duration_days: duration });
  const baseline = s.add("baselines", { name: "Approved" });
  for (
    const [item, kind, on] of [[milestone, "milestone", 20], [task, "task", duration]] as const
  ) {
    s.add("baseline_items", {
      ...{ baseline_id: baseline, item_id: item, kind, title: "T", finish_on: day(on) },
    });
  }
  if (link) s.add("dependencies", { from_task_id: task, to_milestone_id: milestone, ...link });
}

function untrained(s: Study, topics: [string, number | null][], until: number | null = null) {
  const staff = s.staff(s.site());
  for (const [topic, ends] of topics) s.training(staff, topic, ends);
  s.duty(staff, -10, until);
}

/** A task at a site, owned by somebody of its staff. */
function helped(s: Study, trained: boolean, duty: boolean, email: string, row: object = {}) {
  const site = s.site();
  const staff = s.staff(site, { email });
  if (trained) { for (const topic of ["GCP", "protocol"]) s.training(staff, topic, null); }
  if (duty) s.duty(staff);
  s.task({ site_id: site, owner_id: s.person.id, ...row });
}

const emailOf = (s: Study) => String((s.person.claims as { email?: unknown }).email);
const dated = (kind: string, value: string, certainty: string | null): SetUp => (s) =>
  s.add("study_dates", { kind, value, certainty });

function record(s: Study, status: string) {
  s.add("import_runs", {
    ...{ no: 1, source: "ctgov", sha256: "ab".repeat(32), record: {}, status },
    source_version: "2026-03-10",
  });
}

function reading(s: Study, row: object) {
  const answer = s.add("intake_answers", { question: "risks", raw: "Dropout" });
  s.add("intake_items", {
    ...{ answer_id: answer, answer_version: 1, kind: "risk", value: { title: "Dropout" } },
    ...{ text: "Dropout", start_at: 0, end_at: 7, fingerprint: "cd".repeat(32), ...row },
  });
}

const cases: Record<Exclude<Rule, "chain_broken">, Case> = {
  ...recordCases,
  task_overdue: {
    fires: [
      (s) => s.task({ planned_start: day(-10), duration_days: 10 }),
      (s) => s.task({ planned_start: day(5), duration_days: 10, forecast_finish: day(-1) }),
    ],
    silent: [
      (s) => s.task({ planned_start: day(-9), duration_days: 10 }),
      (s) => s.task({ planned_start: day(-20), duration_days: 10, actual_finish: day(-1) }),
      (s) => s.task({ planned_start: day(-20), duration_days: 10, forecast_finish: day(3) }),
      (s) => s.task({ planned_start: day(-20), duration_days: 10, state: "unconfirmed" }),
      (s) => s.task({ planned_start: day(-20) }),
    ],
  },
  task_due_soon: {
    fires: [(s) => s.task({ forecast_finish: day(0) }), (s) => s.task({ forecast_finish: day(7) })],
    silent: [
      (s) => s.task({ forecast_finish: day(8) }),
      (s) => s.task({ forecast_finish: day(-1) }),
      (s) => s.task({ forecast_finish: day(3), actual_finish: day(-1) }),
    ],
  },
  task_blocked: {
    fires: [
      (s) => waiting(s, "FS", { forecast_finish: day(-1) }),
      (s) => waiting(s, "FF", { forecast_finish: day(-1) }, { actual_start: day(-3) }),
      (s) => waiting(s, "SS", { planned_start: day(-1) }),
      (s) => {
        const milestone = s.milestone({ planned_text: day(-2) });
        const task = s.task({});
        s.add("dependencies", { from_milestone_id: milestone, to_task_id: task });
      },
    ],
    silent: [
      (s) => waiting(s, "FS", { forecast_finish: day(0) }),
      (s) => waiting(s, "FS", { forecast_finish: day(-1), actual_finish: day(-1) }),
      (s) => waiting(s, "FS", { forecast_finish: day(-1) }, { actual_start: day(-3) }),
      (s) => waiting(s, "FF", { forecast_finish: day(-1) }, { actual_finish: day(-1) }),
      (s) => waiting(s, "SS", { planned_start: day(-1), actual_start: day(0) }),
      (s) => waiting(s, "FS", { forecast_finish: day(-1) }, {}, { state: "unconfirmed" }),
      (s) => waiting(s, "FS", {}),
    ],
  },
  milestone_overdue: {
    fires: [
      (s) => s.milestone({ planned_text: day(-1) }),
      (s) => s.milestone({ planned_text: "2031-01", forecast_on: day(-1) }),
      (s) => s.milestone({ planned_text: "2020-02" }),
    ],
    silent: [
      (s) => s.milestone({ planned_text: day(0) }),
      (s) => s.milestone({ planned_text: day(0).slice(0, 7) }),
      (s) => s.milestone({ planned_text: day(-1), actual_on: day(0) }),
      (s) => s.milestone({ planned_text: day(-1), certainty: "ACTUAL" }),
      (s) => s.milestone({ planned_text: day(-1), state: "unconfirmed" }),
      (s) => s.milestone({}),
    ],
  },
  critical_path_slip: {
    fires: [
      (s) => promised(s, "milestone", 20, { planned_text: day(20), forecast_on: day(35) }),
      (s) => promised(s, "task", 10, { forecast_finish: day(25) }),
      (s) => promised(s, "task", -15, { forecast_finish: day(-15) }),
      // What links do to dates that nobody has changed: a task of 36 days ends on day 35.
      (s) => heldUp(s, 36, { type: "FS" }),
      (s) => heldUp(s, 30, { type: "FF", lag_days: 6 }),
      (s) => heldUp(s, 1, { type: "SF", lag_days: 30, lag_calendar: "working" }),
    ],
    silent: [
      (s) => promised(s, "milestone", 20, { planned_text: day(20), forecast_on: day(34) }),
      (s) => promised(s, "task", -15, { forecast_finish: day(-15), actual_finish: day(-1) }),
      (s) => promised(s, "task", 10, {}),
      (s) => heldUp(s, 35, { type: "FS" }),
      (s) => heldUp(s, 36, null),
      (s) => heldUp(s, 36, { type: "SS" }),
      (s) => heldUp(s, 1, { type: "SF", lag_days: 30 }),
      (s) => s.milestone({ planned_text: day(20), forecast_on: day(90) }),
    ],
  },
  skeleton_unconfirmed: {
    fires: [
      (s) => s.milestone({ state: "unconfirmed" }),
      (s) => s.task({ state: "unconfirmed" }),
    ],
    silent: [(s) => s.milestone({}), (s) => s.task({})],
  },
  site_enrolling_gate_open: {
    fires: [
      (s) => ready(s, { first_participant_on: day(-9), contract_signed_on: null }),
      (s) => s.count(s.site(), -1, 1),
    ],
    silent: [
      (s) => ready(s, { first_participant_on: day(-9) }),
      (s) => ready(s, { contract_signed_on: null }),
      (s) =>
        ready(s, { first_participant_on: day(-9), contract_signed_on: null, closed_on: day(-1) }),
      (s) => s.count(s.site(), -1, 0),
    ],
  },
  site_no_enrollment: {
    fires: [
      (s) => ready(s, { activated_on: day(-60) }),
      (s) => s.count(ready(s, { activated_on: day(-60) }), 0, 0),
    ],
    silent: [
      (s) => ready(s, { activated_on: day(-59) }),
      (s) => s.count(ready(s, { activated_on: day(-90) }), -20, 1),
      (s) => ready(s, { activated_on: day(-90), first_participant_on: day(-1) }),
      (s) => ready(s, { activated_on: day(-90), closed_on: day(-1) }),
      (s) => ready(s, { activated_on: day(-90), on_hold_on: day(-1), hold_reason: "Staff" }),
    ],
  },
  enrollment_behind: {
    // Counted 3 days ago, on day 97 of 160: 60.6 planned by then, 80 % of them are 48.5.
    fires: [(s) => enrolling(s, 60, 48), (s) => enrolling(s, 100, 38)],
    silent: [
      (s) => enrolling(s, 60, 49),
      // Who was not counted since day 60 is not called missing.
      (s) => enrolling(s, 60, null, () => s.count(ready(s), -40, 31)),
      (s) => enrolling(s, 101, 10),
      (s) => enrolling(s, 60, null),
      (s) => enrolling(s, 60, 10, () => s.project.target_enrollment = null),
      (s) => enrolling(s, 60, 10, () => s.project.status = "TERMINATED"),
      (s) => s.count(ready(s, { first_participant_on: day(-100) }), -3, 1),
    ],
  },
  enrollment_stale: {
    fires: [
      (s) => s.count(ready(s), -31, 4),
      (s) => ready(s, { activated_on: day(-31) }),
    ],
    silent: [
      (s) => s.count(ready(s), -30, 4),
      (s) => ready(s, { activated_on: day(-30) }),
      (s) => s.count(ready(s, { closed_on: day(-2) }), -31, 4),
      (s) => {
        s.count(ready(s), -31, 4);
        s.milestone({ key: "last_participant_in", actual_on: day(-1) });
      },
      (s) => s.site(),
    ],
  },
  training_expiring: {
    fires: [
      (s) => s.training(s.staff(s.site()), "gcp", 0),
      (s) => s.training(s.staff(s.site()), "gcp", 90),
    ],
    silent: [
      (s) => s.training(s.staff(s.site()), "gcp", 91),
      (s) => s.training(s.staff(s.site()), "gcp", -1),
      (s) => s.training(s.staff(s.site()), "gcp", null),
      (s) => s.training(s.staff(s.site(), { ended_on: day(-1) }), "gcp", 9),
      (s) => s.training(s.staff(s.site({ closed_on: day(-1) })), "gcp", 9),
      (s) => {
        const staff = s.staff(s.site());
        s.training(staff, "gcp", 9);
        s.training(staff, " GCP ", 400, -3);
      },
    ],
  },
  training_missing_for_delegation: {
    fires: [
      (s) => untrained(s, [["gcp", null]]),
      (s) => untrained(s, [["gcp", -1], ["protocol", null]]),
    ],
    silent: [
      (s) => untrained(s, [["gcp", 0], ["Protocol", null]]),
      (s) => untrained(s, [], -1),
      (s) => s.staff(s.site()),
    ],
  },
  task_without_delegation: {
    fires: [
      (s) => helped(s, true, false, emailOf(s)),
      (s) => helped(s, false, true, emailOf(s).toUpperCase()),
    ],
    silent: [
      (s) => helped(s, true, true, emailOf(s)),
      (s) => helped(s, false, false, "another@example.org"),
      (s) => helped(s, false, false, emailOf(s), { actual_finish: day(-1) }),
    ],
  },
  hold_too_long: {
    fires: [(s) => s.site({ on_hold_on: day(-31), hold_reason: "Freezer" })],
    silent: [
      (s) => s.site({ on_hold_on: day(-30), hold_reason: "Freezer" }),
      (s) => s.site({ on_hold_on: day(-31), hold_reason: "Freezer", closed_on: day(-1) }),
    ],
  },
  estimated_date_passed: {
    fires: [
      dated("PRIMARY_COMPLETION", day(-1), "ESTIMATED"),
      dated("COMPLETION", "2020-02", "ESTIMATED"),
    ],
    silent: [
      dated("PRIMARY_COMPLETION", day(0), "ESTIMATED"),
      dated("PRIMARY_COMPLETION", day(0).slice(0, 4), "ESTIMATED"),
      dated("PRIMARY_COMPLETION", day(-1), "ACTUAL"),
      dated("FIRST_POST", day(-1), "ESTIMATED"),
      (s) => {
        s.project.status = "COMPLETED";
        dated("COMPLETION", day(-1), "ESTIMATED")(s);
      },
    ],
  },
  status_unknown: { fires: [(s) => s.project.status = null], silent: [] },
  target_unknown: {
    fires: [(s) => s.project.target_enrollment = null],
    silent: [(s) => s.project.target_enrollment = 0],
  },
  sites_unknown: {
    fires: [(s) => s.project.nct_id = "NCT00000001"],
    silent: [
      (s) => {
        s.project.nct_id = "NCT00000002";
        s.site();
      },
    ],
  },
  newer_record_waits: {
    fires: [(s) => record(s, "pending")],
    silent: [(s) => record(s, "applied")],
  },
  intake_unconfirmed: {
    fires: [(s) => reading(s, {})],
    silent: [
      (s) => reading(s, { present: false }),
      (s) => reading(s, { value: null, hint: "Not read" }),
    ],
  },
};

onBoth("each rule fires exactly when it should, with its evidence", async (world) => {
  const { person, org } = await begin(world);
  const run = async (setUp: SetUp) => {
    const study = new Study(person);
    setUp(study);
    const project = await study.write(world, org);
    return await world.db.asUser(person.claims, (sql) => actionsIn(sql, project));
  };
  assert.deepEqual(await run(() => {}), [], "a study with its facts in order needs nothing");
  for (const [rule, { fires, silent }] of Object.entries(cases)) {
    for (const [i, setUp] of fires.entries()) {
      const found = (await run(setUp)).filter((one) => one.rule === rule);
      assert.equal(found.length, 1, `${rule} fires, case ${i}`);
      const [{ evidence, facts }] = found as [typeof found[number]];
      assert.ok(evidence.length > 0, `${rule} has evidence`);
      assert.ok(evidence.every((one) => one.kind && one.id && typeof one.label === "string"));
      assert.equal(typeof facts, "object");
    }
    for (const [i, setUp] of silent.entries()) {
      const found = (await run(setUp)).filter((one) => one.rule === rule);
      assert.deepEqual(found, [], `${rule} is silent, case ${i}`);
    }
  }
});

onBoth("a broken chain is told to those who may read the trail", async (world) => {
  const { person, org, project } = await begin(world);
  const seen = async () =>
    (await world.db.asUser(person.claims, (sql) => actionsIn(sql, project)))
      .filter((one) => one.rule === "chain_broken");
  const check = (outside: { seq: number; hash: string } | null) =>
    world.db.asUser(person.claims, (sql) =>
      sql`select public.check_chain(${org}::uuid, true,
        ${
        outside && JSON.stringify({ ...outside, at: "2026-01-01T00:00:00Z" })
      }::text::jsonb, 100000)`);
  assert.deepEqual(await seen(), []);
  await check(null);
  assert.deepEqual(await seen(), [], "a chain that holds asks for nothing");
  await check({ seq: 1, hash: "00".repeat(32) });
  const [broken, ...more] = await seen();
  assert.deepEqual(more, []);
  assert.deepEqual([broken?.severity, broken?.facts.entry, broken?.subject_id], ["crit", 1, org]);
});

onBoth("the newest baseline counts", async (world) => {
  const { person, org } = await begin(world);
  const { db } = world;
  const study = new Study(person);
  promised(study, "milestone", 10, { planned_text: day(60) });
  const project = await study.write(world, org);
  const slips = async () =>
    (await db.asUser(person.claims, (sql) => actionsIn(sql, project)))
      .filter((one) => one.rule === "critical_path_slip").map((one) => one.facts.worstDays);
  assert.deepEqual(await slips(), [50]);
  await db.asUser(
    person.claims,
    (sql) =>
      sql`with made as (insert into public.baselines (org_id, project_id, name)
        values (${org}, ${project}, 'New') returning id)
      insert into public.baseline_items (org_id, project_id, baseline_id, item_id, kind, title, finish_on)
      select i.org_id, i.project_id, made.id, i.item_id, i.kind, i.title, ${day(60)}
      from public.baseline_items i, made where i.project_id = ${project}`,
  );
  assert.deepEqual(await slips(), []);
});

Deno.test("every rule has a case", () => {
  assert.deepEqual(
    Object.keys(cases).toSorted(),
    RULES.filter((r) => r !== "chain_broken").toSorted(),
  );
});
