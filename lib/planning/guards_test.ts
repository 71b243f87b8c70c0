// What the tables of the plan hold against raw SQL of a person.
import assert from "node:assert/strict";
import { type Claims, DbProblem } from "@/lib/db/mod.ts";
import { onBoth, onServer, refusal, type World } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";

async function said(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "";
  } catch (error) {
    if (!(error instanceof DbProblem)) throw error;
    return `${error.message} ${error.code}`;
  }
}

async function addTask({ db }: World, claims: Claims, org: string, project: string, title: string) {
  const [row] = await db.asUser(claims, (sql) =>
    sql<{ id: string }[]>`
    insert into public.tasks (org_id, project_id, title) values (${org}, ${project}, ${title})
    returning id`);
  return row!.id;
}

onBoth("a circle tells nobody the titles of other people's items", async (world) => {
  const { db } = world;
  const [anna, ben] = [await begin(world), await begin(world)];
  const task = await addTask(world, anna.person.claims, anna.org, anna.project, "Secret plan");
  const link = (claims: Claims, org: string, project: string) =>
    said(db.asUser(claims, (sql) =>
      sql`
      insert into public.dependencies (org_id, project_id, from_task_id, to_task_id)
      values (${org}, ${project}, ${task}, ${task})`));
  assert.match(await link(anna.person.claims, anna.org, anna.project), /circle: Secret plan/);
  const { claims } = ben.person;
  const places = [[ben.org, ben.project], [anna.org, anna.project], [ben.org, anna.project]];
  for (const [org, project] of places) {
    const answer = await link(claims, org!, project!);
    assert.match(answer, /42501|23503/);
    assert.doesNotMatch(answer, /Secret/);
  }
});

onServer("of two links that only together make a circle one is refused", async (world) => {
  const { person: { claims }, org, project } = await begin(world);
  const a = await addTask(world, claims, org, project, "A");
  const b = await addTask(world, claims, org, project, "B");
  const link = (from: string, to: string) =>
    refusal(world.db.asUser(claims, (sql) =>
      sql`
      insert into public.dependencies (org_id, project_id, from_task_id, to_task_id)
      values (${org}, ${project}, ${from}, ${to})`));
  const answers = await Promise.all([link(a, b), link(b, a)]);
  assert.deepEqual(answers.sort(), ["PT422", null]);
});
