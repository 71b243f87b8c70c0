// The plan on both engines: waits with a large plan, roles, restricted rows, one writer at a time.
import assert from "node:assert/strict";
import { countWaits } from "@/lib/db/mod.ts";
import { Problem } from "@/lib/http/problem.ts";
import { addMember, onBoth, onServer, type Person, refusal, type World } from "@/tests/people.ts";
import { addSites, begin } from "@/tests/trail.ts";
import { createLink } from "./links.ts";
import { applyPlan, type Ctx, decide, previewPlan, readPlan, readPlanPage } from "./service.ts";
import { makeSkeleton } from "./skeletons.ts";
import { bulkChange } from "./tasks.ts";

const ctxOf = (world: World, person: Person, reason: string | null = null): Ctx => ({
  db: world.db,
  claims: person.claims,
  reason,
});

/** The project's tasks in a row, each waiting for the one before it. */
async function addTasks(
  { db }: World,
  person: Person,
  { org, project }: { org: string; project: string },
  rows: number,
) {
  await db.asUser(person.claims, async (sql) => {
    await sql`
      insert into public.tasks (org_id, project_id, title, planned_start, duration_days, ordinal)
      select ${org}, ${project}, 'Task ' || n, date '2030-01-07' + n * 2, 1 + n % 4, n
      from generate_series(1, ${rows}::int) n`;
    await sql`
      insert into public.dependencies (org_id, project_id, from_task_id, to_task_id)
      select a.org_id, a.project_id, a.id, b.id from public.tasks a
      join public.tasks b on b.project_id = a.project_id and b.ordinal = a.ordinal + 1
      where a.project_id = ${project}`;
  });
}

async function join(world: World, place: { org: string; project: string }, role: string) {
  const person = await world.signUp();
  await addMember(world.db, place.org, person);
  await world.db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${place.org}, ${place.project}, ${person.id}, ${role})`,
  );
  return person;
}

onBoth(
  "500 tasks and 1,148 sites: reading, trying and applying take three waits",
  async (world) => {
    const { person, org, project } = await begin(world);
    const place = { org, project };
    await addSites(world, person, place, 1148);
    await addTasks(world, person, place, 500);
    const ctx = ctxOf(world, person);
    const read = await countWaits(() => readPlan(ctx, project));
    assert.ok(read.value.ok && read.waits <= 3, `${read.waits} waits`);
    const { tasks, dependencies, criticalPath } = read.value.value;
    assert.deepEqual([tasks.length, dependencies.length], [500, 499]);
    assert.ok(criticalPath.length > 400);
    const page = await countWaits(() => readPlanPage(ctx, { id: project }));
    assert.ok(page.value.ok && page.waits <= 3, `${page.waits} waits`);
    const first = tasks.find((row) => row.title === "Task 1")!;
    const changes = [{ id: first.id, durationDays: 30 }];
    const tried = await countWaits(() => previewPlan(ctx, project, { changes }));
    assert.ok(tried.value.ok && tried.waits <= 3, `${tried.waits} waits`);
    const { moves } = tried.value.value;
    const done = await countWaits(() => applyPlan(ctx, project, { changes }));
    assert.ok(done.value.ok && done.waits <= 3, `${done.waits} waits`);
    assert.deepEqual(done.value.value.moves, moves);
    assert.ok(moves.length > 100 && done.value.value.written >= 100);
    const after = await readPlan(ctx, project);
    assert.ok(after.ok);
    const places = new Map(after.value.tasks.map((row) => [row.id, row.early]));
    for (const { id, to, finishTo } of moves) {
      assert.deepEqual(places.get(id), { startOn: to, finishOn: finishTo });
    }
  },
);

onBoth(
  "who only reads tries changes and applies none; a task's editor moves no milestone",
  async (world) => {
    const { person, org, project } = await begin(world);
    const place = { org, project };
    await addTasks(world, person, place, 3);
    const [viewer, data] = [await join(world, place, "viewer"), await join(world, place, "data")];
    const stranger = await world.signUp();
    const plan = await readPlan(ctxOf(world, viewer), project);
    assert.ok(plan.ok);
    assert.deepEqual(plan.value.may.tasks, { add: false, edit: false, remove: false });
    const { id } = plan.value.tasks[0]!;
    const changes = [{ id, durationDays: 9 }];
    assert.ok((await previewPlan(ctxOf(world, viewer), project, { changes })).ok);
    assert.equal(await refusal(applyPlan(ctxOf(world, viewer), project, { changes })), "PT403");
    assert.equal(await refusal(readPlan(ctxOf(world, stranger), project)), "PT404");
    assert.equal(
      await refusal(bulkChange(ctxOf(world, viewer), project, { ids: [id], set: { title: "X" } })),
      "PT403",
    );
    assert.equal(await refusal(makeSkeleton(ctxOf(world, data), project)), "PT403");
    assert.equal(
      await refusal(decide(ctxOf(world, viewer), project, { decision: "confirm" })),
      "PT403",
    );
    const link = { fromId: id, toId: plan.value.tasks[2]!.id };
    assert.equal(await refusal(createLink(ctxOf(world, data), project, link)), "PT403");
    assert.ok((await applyPlan(ctxOf(world, data), project, { changes })).ok, "data edits tasks");
    const [row] = await world.db.asUser(person.claims, (sql) =>
      sql<{ id: string }[]>`
      insert into public.milestones (org_id, project_id, title, planned_text)
      values (${org}, ${project}, 'End', '2030-02-01') returning id`);
    const moved = applyPlan(ctxOf(world, data), project, {
      changes: [{ id, durationDays: 11 }, { id: row!.id, plannedOn: "2030-03-01" }],
    });
    await assert.rejects(moved, (error) => error instanceof Problem && error.status === 403);
    const kept = await readPlan(ctxOf(world, person), project);
    assert.equal(
      kept.ok && kept.value.tasks.find((t) => t.id === id)?.durationDays,
      9,
      "all or none",
    );
  },
);

onBoth(
  "the uncleared see a plan without restricted items, and links to them hold nothing",
  async (world) => {
    const { person, org, project } = await begin(world);
    const place = { org, project };
    await addTasks(world, person, place, 2);
    await world.db.asUser(
      person.claims,
      (sql) =>
        sql`update public.tasks set restricted = true where project_id = ${project} and ordinal = 1`,
    );
    const viewer = await join(world, place, "viewer");
    const [full, part] = [
      await readPlan(ctxOf(world, person), project),
      await readPlan(ctxOf(world, viewer), project),
    ];
    assert.ok(full.ok && part.ok);
    assert.deepEqual([full.value.tasks.length, part.value.tasks.length], [2, 1]);
    assert.equal(part.value.problem, null);
    assert.deepEqual([full.value.dependencies.length, part.value.dependencies.length], [1, 0]);
    const hidden = full.value.tasks.find((row) => row.restricted)!;
    assert.ok(!JSON.stringify(part.value).includes(hidden.title));
    assert.ok(!JSON.stringify(part.value).includes(hidden.id));
    const tried = await previewPlan(ctxOf(world, viewer), project, {
      changes: [{ id: hidden.id, durationDays: 1 }],
    });
    assert.equal(!tried.ok && tried.problem.errors?.[0]?.path, "/changes/0/id");
  },
);

onServer("two who apply at once come one after the other; the second is told", async (world) => {
  const { person, org, project } = await begin(world);
  await addTasks(world, person, { org, project }, 5);
  const ctx = ctxOf(world, person);
  const plan = await readPlan(ctx, project);
  assert.ok(plan.ok);
  const { version, tasks } = plan.value;
  const results = await Promise.all(
    [3, 4].map((at) =>
      applyPlan(ctx, project, { version, changes: [{ id: tasks[at]!.id, durationDays: 20 }] })
    ),
  );
  const statuses = results.map((result) => result.ok ? 200 : result.problem.status);
  assert.deepEqual(statuses.toSorted(), [200, 412]);
});

onBoth("what the database holds by itself: basis, evidence, suggestions", async (world) => {
  const { person, org, project } = await begin(world);
  const { db } = world;
  const run = crypto.randomUUID();
  await db.asUser(person.claims, async (sql) => {
    await sql`insert into public.import_runs (id, org_id, project_id, no, source, sha256, record, status)
      values (${run}, ${org}, ${project}, 1, 'ctgov', ${"0".repeat(64)}, '{}', 'applied')`;
    await sql`
      insert into public.milestones (org_id, project_id, key, title, planned_text, certainty, basis,
        import_run_id, source_pointer)
      values (${org}, ${project}, 'k', 'M', '2015-03', 'ACTUAL', 'Registry', ${run}, '/x')`;
    await sql`update public.milestones set title = 'N' where project_id = ${project}`;
  });
  const of = async () =>
    (await db.asUser(
      person.claims,
      (sql) =>
        sql<{ basis: string | null; certainty: string | null; kind: string; by: string | null }[]>`
        select basis, certainty, kind, field_sources #>> '{planned_text,kind}' as by
        from public.milestones where project_id = ${project}`,
    ))[0];
  assert.deepEqual({ ...await of() }, {
    ...{ basis: "Registry", certainty: "ACTUAL", kind: "milestone", by: null },
  });
  await db.asUser(person.claims, (sql) =>
    sql`
    update public.milestones set planned_text = '2016-01-05' where project_id = ${project}`);
  assert.deepEqual({ ...await of() }, {
    ...{ basis: null, certainty: null, kind: "milestone", by: "person" },
  });
});
