// The team, the plan item by item and the record, each against a recount of the rows in TypeScript.
import assert from "node:assert/strict";
import { seeded } from "@/lib/enrollment/recount_testing.ts";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { importStudy } from "@/lib/imports/service.ts";
import type { PlanDoc } from "@/lib/planning/facts.ts";
import { toPlan } from "@/lib/planning/view.ts";
import { dateWords } from "@/lib/projects/words.ts";
import { addMember, onBoth, type World } from "@/tests/people.ts";
import { readEntry } from "./entry_testing.ts";
import { addDays, type Facts, randomStudy, type Row, TODAY } from "./random_testing.ts";
import { data, itemsOf, type Shown } from "./recount_testing.ts";

const text = (value: unknown) => typeof value === "string" ? value : null;
const on = (from: unknown, to: unknown) =>
  (text(from) ?? "0000") <= TODAY && (text(to) ?? "9999") >= TODAY;

/** Staff, duties, trainings, checklists, phases: what the random study lacks. */
function randomTeam(seed: number, { rows, days }: Facts) {
  const random = seeded(seed * 31 + 7);
  const id = () => crypto.randomUUID();
  const near = () => addDays(TODAY, random.below(300) - 200);
  const maybe = (p: number, day: () => string) => random.chance(p) ? day() : null;
  const some = <T>(most: number, made: (no: number) => T): T[] =>
    Array.from({ length: random.below(most + 1) }, (_, no) => made(no));
  const roles = ["principal_investigator", "study_nurse", "pharmacist"];
  const staff: Row[] = days.flatMap((site) =>
    some(3, (no) => ({
      ...{ id: id(), site_id: site.id, name: `Person ${no} of ${site.number}`, role: roles[no]! },
      ...{ started_on: maybe(0.5, () => addDays(TODAY, -400)), ended_on: maybe(0.2, near) },
    })).map((one) => ({
      ...one,
      ended_on: one.ended_on && one.ended_on < "2025-06-01" ? null : one.ended_on,
    }))
  );
  const delegations: Row[] = staff.flatMap(({ id: staff_id }) =>
    some(2, (no) => {
      const delegated_on = near();
      const ended_on = maybe(0.3, () => addDays(delegated_on, random.below(300)));
      return { ...{ id: id(), staff_id, duty: `Duty ${no}` }, delegated_on, ended_on };
    })
  );
  const topics = ["gcp", " GCP", "protocol", "dosing"];
  const trainings: Row[] = staff.flatMap(({ id: staff_id }) =>
    some(4, (no) => {
      const completed_on = addDays(TODAY, -random.below(500));
      const expires_on = maybe(0.6, () => addDays(completed_on, random.below(700)));
      return { ...{ id: id(), staff_id, topic: topics[no]! }, completed_on, expires_on };
    })
  );
  const checklist_items: Row[] = rows.tasks.flatMap(({ id: task_id }) =>
    some(4, (no) => {
      const needs_evidence = random.chance(0.5);
      const done_on = maybe(0.5, () => TODAY);
      return {
        ...{ id: id(), task_id, label: `Point ${no}`, needs_evidence, done_on },
        evidence: done_on && needs_evidence ? "Binder 3" : null,
      };
    })
  );
  const phases = new Map(
    rows.tasks.map((task) => [task.id, random.chance(0.8) ? "start_up" : "conduct"]),
  );
  return { staff, delegations, trainings, checklist_items, phases };
}
type Team = ReturnType<typeof randomTeam>;

async function store(world: World, { person, org, project, rows }: Facts, team: Team) {
  const { phases, staff, ...others } = team;
  await world.db.asUser(person.claims, async (sql) => {
    for (const [table, all] of Object.entries({ site_staff: staff, ...others })) {
      if (all.length === 0) continue;
      const columns = sql.unsafe(Object.keys(all[0]!).join(", "));
      await sql`insert into ${sql(`public.${table}`)} (org_id, project_id, ${columns})
        select ${org}, ${project}, ${columns} from jsonb_populate_recordset(
          null::${sql(`public.${table}`)}, ${JSON.stringify(all)}::text::jsonb)`;
    }
    for (const [task, phase] of phases) {
      await sql`update public.tasks set phase = ${phase} where id = ${task}`;
    }
  }, { reason: "set-up of the test" });
  // The newest baseline promised the milestones five days before their plan.
  await world.db.asUser(person.claims, async (sql) => {
    const [baseline] = await sql<{ id: string }[]>`
      insert into public.baselines (org_id, project_id, name) values (${org}, ${project}, 'Second') returning id`;
    for (const { id, title, planned_text } of rows.milestones) {
      if (!text(planned_text)) continue;
      await sql`insert into public.baseline_items (org_id, project_id, baseline_id, item_id, kind, title, finish_on)
        values (${org}, ${project}, ${baseline!.id}, ${id}, 'milestone', ${String(title)},
          ${addDays(String(planned_text), -5)})`;
    }
  });
}

function staffed({ days }: Facts, { staff, delegations, trainings }: Team) {
  const closed = new Set(days.filter((site) => site.closed_on).map(({ id }) => id));
  return staff.filter((one) => !closed.has(String(one.site_id)) && on(one.started_on, one.ended_on))
    .map((one) => {
      const duties = delegations.filter((duty) =>
        duty.staff_id === one.id && on(duty.delegated_on, duty.ended_on)
      );
      const own = trainings.filter((training) => training.staff_id === one.id);
      const holds = (topic: string) =>
        own.some((training) =>
          String(training.topic).trim().toLowerCase() === topic &&
          on(training.completed_on, training.expires_on)
        );
      return {
        id: one.id,
        name: String(one.name),
        duties,
        missing: ["gcp", "protocol"].filter((topic) => !holds(topic)),
      };
    });
}

function team(shown: Shown, facts: Facts, made: Team) {
  const people = staffed(facts, made);
  const busy = people.filter(({ duties }) => duties.length > 0);
  const delegations = data(shown("team.delegations"), "table");
  assert.equal(delegations.total, busy.length);
  for (const row of delegations.rows) {
    const own = busy.find(({ name }) => name === row.name)!;
    const [, , duties, , lacking] = row.cells;
    assert.equal(String(duties).split(", ").length, own.duties.length, row.name);
    const missing = own.missing.map((topic) => topic === "gcp" ? "GCP" : topic).join(", ");
    assert.equal(lacking, missing || null, row.name);
  }
  const untrained = people.filter(({ missing }) => missing.length > 0);
  const without = data(shown("team.without_training"), "list");
  assert.deepEqual(
    without.items.map(({ title }) => title).sort(),
    untrained.map(({ name }) => name).sort(),
  );
  assert.equal(
    shown("team.without_training").status,
    people.length === 0
      ? "unknown"
      : untrained.some(({ duties }) => duties.length > 0)
      ? "critical"
      : untrained.length > 0
      ? "at-risk"
      : "on-track",
  );
  const idle = data(shown("team.without_delegation"), "list");
  assert.equal(idle.total, people.length - busy.length);
  const bars = data(shown("team.staff"), "chart").bars;
  assert.equal(bars.reduce((sum, { n }) => sum + n!, 0), people.length);
  for (const { name, cells } of data(shown("team.training"), "table").rows) {
    const ends = people.flatMap(({ id }) => {
      const own = made.trainings.filter((training) =>
        training.staff_id === id && String(training.completed_on) <= TODAY &&
        String(training.topic).trim().toLowerCase() === name.toLowerCase()
      );
      return own.length === 0
        ? []
        : [own.map((one) => text(one.expires_on) ?? "9999").sort().at(-1)!];
    });
    assert.deepEqual(cells, [
      people.length,
      ends.filter((end) => end >= TODAY).length,
      ends.filter((end) => end >= TODAY && end <= addDays(TODAY, 90)).length,
      ends.filter((end) => end < TODAY).length,
    ], name);
  }
}

function work(shown: Shown, facts: Facts, made: Team) {
  const items = itemsOf(facts);
  const open = items.filter(({ doneOn }) => doneOn === null);
  const late = open.filter(({ due }) => due !== null && due < TODAY);
  assert.equal(data(shown("plan.overdue"), "list").total, late.length);
  const tasks = items.filter(({ kind }) => kind === "task");
  for (const { name, cells } of data(shown("plan.phases"), "table").rows) {
    const phase = { "Start-up": "start_up", Conduct: "conduct" }[name];
    const own = tasks.filter(({ id }) => made.phases.get(id) === phase);
    const past = late.filter(({ id, kind }) => kind === "task" && made.phases.get(id) === phase);
    const done = own.filter(({ doneOn }) => doneOn !== null).length;
    assert.deepEqual(cells.slice(0, 6), [
      ...[own.length, done, 0, own.length - done, past.length, 0],
    ], name);
  }
  const points = Map.groupBy(made.checklist_items, ({ task_id }) => task_id);
  const listed = tasks.filter(({ id, doneOn }) => doneOn === null && points.has(id));
  const checklists = data(shown("plan.checklists"), "table");
  assert.equal(checklists.total, listed.length);
  const bars = listed.map(({ id }) => {
    const own = points.get(id)!;
    return `${own.filter(({ done_on }) => done_on !== null).length} / ${own.length}`;
  });
  assert.deepEqual(checklists.rows.map(({ cells }) => cells[0]).sort(), bars.sort());
}

/** Dates of milestones by the engine of the plan, which knows nothing of the SQL. */
async function milestones(world: World, shown: Shown, { person, project, rows }: Facts) {
  const [row] = await world.db.asUser(
    person.claims,
    (sql) => sql<{ doc: PlanDoc }[]>`select public.plan_page(${project}) as doc`,
  );
  const doc = row!.doc;
  const plan = toPlan({ ...doc, calendar: { ...doc.calendar, today: TODAY } });
  const found = data(shown("plan.milestones"), "table");
  assert.equal(found.total, plan.milestones.length);
  for (const milestone of plan.milestones) {
    const { cells } = found.rows.find(({ name }) => name === milestone.title)!;
    const { forecast, status, baselineDays, plannedOn, actualOn } = milestone;
    const words = (value: string | null) => value === null ? null : dateWords({ value });
    const done = status === "done";
    const promised = rows.milestones.find(({ id }) => id === milestone.id)?.planned_text;
    assert.deepEqual(cells.slice(0, 4), [
      words(plannedOn),
      words(text(promised) && addDays(text(promised)!, -5)),
      done ? null : words(forecast.finishOn),
      done ? words(actualOn) : null,
    ], milestone.title);
    const days = baselineDays === null ? null : Number(/\d+/.exec(String(cells[4]))?.[0] ?? 0);
    assert.equal(days, baselineDays === null ? null : Math.abs(baselineDays), milestone.title);
  }
  const critical = [...plan.milestones, ...plan.tasks]
    .filter((item) => item.critical && item.status !== "done").map(({ title }) => title).sort();
  const path = data(shown("plan.critical_path"), "table").rows.map(({ name }) => name).sort();
  assert.deepEqual(path, critical);
}

onBoth("team and plan are what a recount of the rows finds", async (world) => {
  for (const seed of [11, 12, 13]) {
    const facts = await randomStudy(world, seed);
    const made = randomTeam(seed, facts);
    await store(world, facts, made);
    const { person, project } = facts;
    const other = await world.signUp("Bo Adams");
    await addMember(world.db, facts.org, other);
    await world.db.asUser(
      person.claims,
      (sql) =>
        sql`insert into public.project_members (org_id, project_id, user_id, role)
        values (${facts.org}, ${project}, ${other.id}, 'cra')`,
    );
    const keys = [
      ...["team.members", "team.staff", "team.delegations", "team.without_delegation"],
      ...["team.without_training", "team.training", "plan.milestones", "plan.critical_path"],
      ...["plan.phases", "plan.checklists", "plan.overdue"],
    ];
    const ctx = { db: world.db, claims: person.claims, reason: null };
    const all = await readEntry(
      ctx,
      project,
      keys.map((key) => ({ key, params: key === "plan.phases" ? {} : { limit: 50 } })),
      TODAY,
    );
    const shown: Shown = (key) => all.find(({ catalogKey }) => catalogKey === key)!;
    team(shown, facts, made);
    work(shown, facts, made);
    await milestones(world, shown, facts);
    const members = data(shown("team.members"), "table").rows;
    const mine = itemsOf(facts).filter(({ kind, owner, doneOn }) =>
      kind === "task" && owner === person.id && doneOn === null
    );
    const unowned = itemsOf(facts).filter(({ kind, owner, doneOn }) =>
      kind === "task" && owner === null && doneOn === null
    );
    assert.deepEqual(members.map(({ cells }) => cells.slice(0, 2)), [
      ["Study manager", mine.length],
      ["Monitor (CRA)", 0],
      ...(unowned.length > 0 ? [["no owner", unowned.length]] : []),
    ]);
  }
});

onBoth("who stands behind the values of a record is counted", async (world) => {
  const person = await world.signUp();
  await world.organization(person);
  const ctx = { db: world.db, claims: person.claims, requestId: "test", reason: null };
  const made = await importStudy(ctx, { record: DEMO_STUDIES[0] });
  assert.ok(made.ok);
  const { id } = made.value.project;
  await world.db.asUser(person.claims, async (sql) => {
    await sql`update public.projects set sponsor = 'Somebody else' where id = ${id}`;
    await sql`update public.outcomes set measure = measure || '!' where id in (
      select o.id from public.outcomes o where o.project_id = ${id} order by o.ordinal limit 2)`;
    await sql`update public.arms set field_sources = '{"label": {"kind": "confirmed"}}' where project_id = ${id}`;
  }, { reason: "set-up of the test" });
  const [sources, identity, record] = await readEntry(
    ctx,
    id,
    [{ key: "record.sources" }, { key: "record.identity" }, { key: "record.import" }],
  );
  const rows = new Map(data(sources!, "table").rows.map(({ name, cells }) => [name, cells]));
  const { arms, primaryOutcomes, secondaryOutcomes, otherOutcomes } = made.value.imported;
  const outcomes = primaryOutcomes + secondaryOutcomes + otherOutcomes;
  assert.deepEqual(rows.get("Fields of the study"), [1, 1, 1, 0]);
  assert.deepEqual(rows.get("Outcomes"), [outcomes, outcomes, 2, 0]);
  assert.deepEqual(rows.get("Arms"), [arms, arms, 0, arms]);
  const fields = new Map(data(identity!, "table").rows.map(({ name, cells }) => [name, cells]));
  assert.deepEqual(fields.get("Sponsor"), ["Somebody else", "set by a person"]);
  assert.equal(fields.get("NCT number")![1], "registry");
  assert.match(data(record!, "text").sentences[0]!, /^The study stands on record NCT\d{8} of /);
});
