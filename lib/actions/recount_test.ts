// All rules together against a recount without SQL, on random studies; and working days against
// counting them one by one.
import assert from "node:assert/strict";
import type { Sql } from "@/lib/db/mod.ts";
import { onBoth, type Person } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { finishOf, recount } from "./recount_testing.ts";
import { actionsIn, day, Study, TODAY } from "./study_testing.ts";

/** A small generator of numbers from a seed, so that a failure can be repeated. */
function randomness(seed: number) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const pick = <T>(...of: T[]) => of[Math.floor(next() * of.length)]!;
  const many = (most: number, one: (i: number) => void) => {
    const count = Math.floor(next() * (most + 1));
    for (let i = 0; i < count; i++) one(i);
  };
  return { next, pick, many };
}

type Dice = ReturnType<typeof randomness>;

const past = ({ pick }: Dice) => day(-pick(0, 1, 7, 29, 30, 31, 59, 60, 61, 120, 300));
const around = ({ pick }: Dice) => day(pick(-90, -20, -15, -1, 0, 1, 6, 7, 8, 15, 30, 31, 90, 91));

function plan(s: Study, dice: Dice) {
  const { pick, many, next } = dice;
  const state = () => pick("confirmed", "confirmed", "confirmed", "unconfirmed");
  const items: [string, string][] = [];
  many(5, () => {
    const done = next() < 0.3 ? past(dice) : null;
    const id = s.task({
      planned_start: pick(around(dice), null),
      duration_days: pick(null, 0, 1, 5, 13),
      calendar: pick("working", "calendar"),
      forecast_finish: pick(null, null, around(dice)),
      actual_start: done ? null : pick(null, null, past(dice)),
      actual_finish: done,
      state: state(),
    });
    items.push(["task", id]);
  });
  many(4, () => {
    const planned = pick(around(dice), around(dice).slice(0, 7), around(dice).slice(0, 4), null);
    const id = s.milestone({
      planned_text: planned,
      forecast_on: pick(null, null, around(dice)),
      actual_on: pick(null, null, null, past(dice)),
      certainty: planned ? pick(null, "ESTIMATED", "ACTUAL") : null,
      state: state(),
    });
    items.push(["milestone", id]);
  });
  // Always forward, so that there is no circle.
  items.forEach(([kind, from], i) => {
    for (const [toKind, to] of items.slice(i + 1)) {
      if (next() < 0.6) continue;
      s.add("dependencies", {
        [kind === "task" ? "from_task_id" : "from_milestone_id"]: from,
        [toKind === "task" ? "to_task_id" : "to_milestone_id"]: to,
        type: pick("FS", "SS", "FF", "SF"),
      });
    }
  });
  if (next() < 0.4) return;
  const baseline = s.add("baselines", { name: "Approved" });
  for (const [kind, id] of items) {
    if (next() < 0.3) continue;
    s.add("baseline_items", {
      ...{ baseline_id: baseline, item_id: id, kind, title: "T", finish_on: around(dice) },
    });
  }
}

function place(s: Study, dice: Dice) {
  const { pick, many, next } = dice;
  const fact = () => pick(past(dice), past(dice), null);
  const [activated, closed] = [fact(), next() < 0.15 ? past(dice) : null];
  const hold = next() < 0.2 ? past(dice) : null;
  const site = s.site({
    selected_on: pick(day(-300), null),
    contract_signed_on: pick(day(-300), day(-300), null),
    ethics_approved_on: day(-300),
    initiation_visit_on: day(-300),
    activated_on: closed && activated && activated > closed ? closed : activated,
    first_participant_on: pick(null, null, past(dice)),
    closed_on: closed,
    on_hold_on: hold,
    hold_reason: hold && "Freezer",
  });
  many(2, () => {
    const staff = s.staff(site, { role: pick("principal_investigator", "study_nurse") });
    for (const topic of ["gcp", "protocol"]) {
      many(2, () => s.training(staff, topic, pick(null, -1, 0, 30, 90, 91), -pick(20, 100)));
    }
    many(1, () => s.duty(staff, -pick(0, 50), pick(null, 0, 5)));
  });
  const days = [0, -1, -30, -31, -61].filter(() => next() < 0.3);
  for (const at of days) s.count(site, at, pick(null, 0, 0, 1, 30));
}

function randomStudy(person: Person, seed: number): Study {
  const dice = randomness(seed);
  const { pick, many } = dice;
  const study = new Study(person);
  study.project.status = pick("RECRUITING", "RECRUITING", "COMPLETED", null);
  study.project.target_enrollment = pick(100, 40, 0, null);
  plan(study, dice);
  many(3, () => place(study, dice));
  for (const key of ["first_participant_in", "last_participant_in"]) {
    const far = key.startsWith("first") ? -pick(10, 100, 200) : pick(-1, 20, 90, 150);
    if (dice.next() < 0.8) study.milestone({ key, planned_text: day(far) });
  }
  for (const kind of ["START", "COMPLETION"]) {
    many(1, () =>
      study.add("study_dates", {
        ...{ kind, value: pick(around(dice), around(dice).slice(0, 7)) },
        certainty: pick("ACTUAL", "ESTIMATED", null),
      }));
  }
  return study;
}

interface AgainstPlan {
  enrolled: number | null;
  planned: number | null;
}

/** Enrolled and planned as the portfolio says them, and as the home of the study does. */
async function againstPlan(sql: Sql, project: string) {
  const wanted = [{ id: "0", key: "enrollment.enrolled", params: {}, refs: 0 }];
  const [row] = await sql<{ portfolio: AgainstPlan; home: AgainstPlan }[]>`
    select jsonb_build_object('enrolled', c -> 'enrolled', 'planned', c -> 'planned') as portfolio,
      jsonb_build_object('enrolled', w -> 'value', 'planned', w #> '{facts,planned}') as home
    from (select
      private.portfolio_columns(array[${project}::uuid]) #> array[${project}, 'enrollment'] as c,
      private.widget_data(${project}::uuid, ${JSON.stringify(wanted)}::text::jsonb)
        #> '{widgets,0}' as w) t`;
  return row!;
}

onBoth("all rules agree with a recount on random studies", async (world) => {
  const { person, org } = await begin(world);
  const met = new Set<string>();
  let planned = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const study = randomStudy(person, seed);
    const project = await study.write(world, org);
    const found = await world.db.asUser(person.claims, (sql) => actionsIn(sql, project));
    const said = found.map((one) => `${one.rule} ${one.subject_id}`).toSorted();
    assert.deepEqual(said, recount(study), `seed ${seed} on ${TODAY}`);
    for (const { rule } of found) met.add(rule);
    const { portfolio, home } = await world.db.asUser(
      person.claims,
      (sql) => againstPlan(sql, project),
    );
    assert.deepEqual(portfolio, home, `seed ${seed}: one figure on two pages`);
    if (portfolio.planned !== null) planned++;
  }
  assert.ok(planned >= 5, "some studies have a plan and counts");
  assert.ok(met.size >= 15, `the random studies meet most rules: ${[...met].join(", ")}`);
});

onBoth("the last day of work agrees with counting the days", async ({ db }) => {
  const dice = randomness(7);
  const wanted = Array.from({ length: 400 }, () => {
    const start = day(Math.floor(dice.next() * 800) - 400);
    const days = Math.floor(dice.next() * dice.pick(3, 12, 120));
    const weekdays = [1, 2, 3, 4, 5, 6, 7].filter(() => dice.next() < 0.6);
    const holidays = Array.from(
      { length: dice.pick(0, 0, 1, 9, 40) },
      () => day(Math.floor(dice.next() * 300) - 150),
    );
    return { start, days, weekdays: weekdays.length ? weekdays : [3], holidays };
  });
  const found = await db.asSystem("reckoning", (sql) =>
    sql<{ day: string }[]>`
    select (zero + private.workday((w ->> 'start')::date - zero, greatest((w ->> 'days')::int, 1) - 1,
      private.to_work_calendar(array(select x::smallint from jsonb_array_elements_text(w -> 'weekdays') x),
        array(select x::date from jsonb_array_elements_text(w -> 'holidays') x))))::text as day
    from jsonb_array_elements(${
      JSON.stringify(wanted)
    }::text::jsonb) with ordinality as g(w, n), (select date '0001-01-01' as zero) z order by n`);
  wanted.forEach(({ start, days, weekdays, holidays }, i) =>
    assert.equal(
      found[i]?.day,
      finishOf(start, days, weekdays, holidays),
      JSON.stringify(wanted[i]),
    )
  );
});
