// The queue: what a runner does with it. On the server's Postgres, where each test has a database of
// its own: a runner takes up whatever waits. tests/jobs_test.ts has the whole app, embedded.
import assert from "node:assert/strict";
import type { Sql } from "@/lib/db/mod.ts";
import { failure, success } from "@/lib/http/reply.ts";
import { addMember, onServer, type Person, refusal, type World } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { cancelJob, listJobs, queueJobs } from "./jobs.ts";
import type { GenerationJob } from "./jobs_model.ts";
import { type Claimed, claimJob } from "./jobs_queries.ts";
import { Runner } from "./runner.ts";
import type { Generate } from "./work.ts";

const ctx = ({ db }: World, { claims }: Person) => ({ db, claims, reason: null });

async function study(world: World) {
  const { person, org, project } = await begin(world);
  const ask = async (tabType = "general") => {
    const made = await queueJobs(ctx(world, person), project, { tabType });
    assert.ok(made.ok, made.ok ? "" : made.problem.detail);
    return made.value[0]!;
  };
  const jobs = () => listJobs(ctx(world, person), project);
  return { person, org, project, ask, jobs };
}

/** Looks until it is so; fails after ten seconds. */
async function until(what: () => Promise<boolean> | boolean) {
  for (let i = 0; i < 200; i++) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("It never came to be");
}

const stateOf = async (jobs: () => Promise<GenerationJob[]>, id: string) =>
  (await jobs()).find((job) => job.id === id)!.state;

/** A version as the rules make it, by the person at hand. */
async function version(world: World, generated: Parameters<Generate>): Promise<string> {
  const [{ claims }, place] = generated;
  const [row] = await world.db.asUser(claims, (sql) =>
    sql<{ id: string }[]>`
      insert into public.tab_versions (org_id, project_id, tab_type, sections, content, data_sha256, as_of)
      select p.org_id, p.id, ${place.tabType}, '[]', '# General', repeat('0', 64), now()
      from public.projects p where p.id = ${place.projectId} returning id`);
  return row!.id;
}

/** Writes nothing until it is stopped. */
const waiting = (begun: string[]): Generate => async (_, place, { signal }) => {
  begun.push(place.tabType);
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  return failure(503, "It was taken back");
};

const quick = { everyMs: 100, beatMs: 100 };

onServer("a document is written as who asked for it, and says how far it is", async (world) => {
  const { person, org, project, ask, jobs } = await study(world);
  const { id } = await ask();
  const runner = new Runner({
    ...{ ...quick, db: world.db },
    generate: async (...call) => {
      const [{ claims }, place, { onEvent, sections, instructions }] = call;
      assert.deepEqual([claims.sub, place.projectId], [person.id, project]);
      assert.deepEqual([sections, instructions], [undefined, undefined]);
      onEvent({ kind: "section", key: "summary", state: "asked" });
      onEvent({ kind: "delta", key: "summary", text: "As planned" });
      onEvent({ kind: "section", key: "summary", state: "done" });
      onEvent({ kind: "section", key: "actions", state: "failed", message: "the model is silent" });
      return success({ id: await version(world, call) });
    },
  });
  try {
    await until(async () => await stateOf(jobs, id) === "done");
  } finally {
    await runner.stop();
  }
  const [job] = await jobs();
  assert.deepEqual([job!.done, job!.total], [2, 2]);
  assert.match(job!.message!, /What needs doing first: the model is silent/);
  assert.ok(job!.versionId);
  const entries = await world.db.asUser(
    person.claims,
    (sql) =>
      sql<{ kind: string; actor: string }[]>`
      select actor_kind as kind, actor from public.activity
      where org_id = ${org} and entity = 'generation_jobs' and entity_id = ${id} order by seq`,
  );
  assert.deepEqual([entries[0]!.kind, entries.at(-1)!.kind], ["human", "agent"]);
  assert.ok(entries.every(({ actor }) => actor === person.id));
});

onServer("two documents of a study at a time, and of one document one", async (world) => {
  const [here, there] = [await study(world), await study(world)];
  const tab = (studied: typeof here, instructions: string) =>
    queueJobs(ctx(world, studied.person), studied.project, { tabType: "general", instructions });
  // Not all documents are there while others are made: rows as the person may make them.
  await world.db.asUser(
    here.person.claims,
    (sql) =>
      sql`insert into public.generation_jobs (org_id, project_id, tab_type)
      values (${here.org}, ${here.project}, 'general'), (${here.org}, ${here.project}, 'general'),
        (${here.org}, ${here.project}, 'riskControls'), (${here.org}, ${here.project}, 'smartAlerts')`,
  );
  assert.ok((await tab(there, "a")).ok);
  const take = () => world.db.asSystem("test", (sql) => claimJob(sql, 30));
  const taken: Claimed[] = [];
  for (let job = await take(); job; job = await take()) taken.push(job);
  const of = (project: string) => taken.filter((job) => job.projectId === project);
  assert.equal(of(here.project).length, 2);
  assert.equal(new Set(of(here.project).map(({ tabType }) => tabType)).size, 2);
  assert.deepEqual(of(there.project).map(({ instructions }) => instructions), ["a"]);
  const both = await Promise.all([take(), take()]);
  assert.deepEqual(both, [null, null]);
});

onServer("cancelling stops the writing, whoever is told of it, and stays", async (world) => {
  const { person, project, ask, jobs } = await study(world);
  const begun: string[] = [];
  // As when another process was asked: nobody wakes this one.
  const runner = new Runner({ db: world.db, everyMs: 60_000, generate: waiting(begun) });
  try {
    const { id } = await ask();
    await until(() => begun.length === 1);
    await world.db.asUser(
      person.claims,
      (sql) => sql`update public.generation_jobs set state = 'cancelled' where id = ${id}`,
    );
    await until(() => runner.size === 0);
    assert.equal(await stateOf(jobs, id), "cancelled");
    const again = await cancelJob(ctx(world, person), project, id);
    assert.ok(again.ok && again.value.state === "cancelled");
    const other = await ask();
    await until(() => begun.length === 2);
    assert.ok((await cancelJob(ctx(world, person), project, other.id)).ok);
    await until(() => runner.size === 0);
    const reopen = world.db.asUser(
      person.claims,
      (sql) => sql`update public.generation_jobs set state = 'queued' where id = ${id}`,
    );
    assert.equal(await refusal(reopen), "PT403");
  } finally {
    await runner.stop();
  }
});

onServer(
  "a process that stops leaves its work to others, and so does one that dies",
  async (world) => {
    const { ask, jobs } = await study(world);
    const { id } = await ask();
    const begun: string[] = [];
    const first = new Runner({ ...quick, db: world.db, generate: waiting(begun) });
    await until(() => begun.length === 1);
    await first.stop();
    assert.equal(first.size, 0);
    assert.equal(await stateOf(jobs, id), "running");
    // One that died was heard of once, and never says that it lives.
    const claimed = await world.db.asSystem("test", (sql) => claimJob(sql, 30));
    assert.deepEqual([claimed?.id, claimed?.tries], [id, 1]);
    const second = new Runner({
      ...{ ...quick, db: world.db, quietSeconds: 1 },
      generate: async (...call) => success({ id: await version(world, call) }),
    });
    try {
      await until(async () => await stateOf(jobs, id) === "done");
    } finally {
      await second.stop();
    }
  },
);

onServer("who lost their role writes nothing more", async (world) => {
  const { person, org, project } = await study(world);
  const cra = await world.signUp("Ben Ode");
  await addMember(world.db, org, cra);
  await world.db.asSystem("test", (sql) =>
    sql`
    insert into public.project_members (org_id, project_id, user_id, role)
    values (${org}, ${project}, ${cra.id}, 'cra')`);
  const asked = await queueJobs(ctx(world, cra), project, { tabType: "general" });
  assert.ok(asked.ok);
  const demote = (sql: Sql) =>
    sql`update public.project_members set role = 'viewer' where user_id = ${cra.id}`;
  await world.db.asUser(person.claims, demote, { reason: "test" });
  const runner = new Runner({ ...quick, db: world.db, generate: waiting([]) });
  const look = async () => (await listJobs(ctx(world, cra), project))[0]!;
  try {
    await until(async () => (await look()).state === "failed");
  } finally {
    await runner.stop();
  }
  assert.match((await look()).message!, /no longer write/);
});

onServer("what brings its workers down is given up", async (world) => {
  const { ask, jobs } = await study(world);
  const { id } = await ask();
  for (let i = 0; i < 3; i++) {
    await world.db.asSystem("test", (sql) => claimJob(sql, 0));
  }
  const runner = new Runner({ ...quick, quietSeconds: 0, db: world.db, generate: waiting([]) });
  try {
    await until(async () => await stateOf(jobs, id) === "failed");
  } finally {
    await runner.stop();
  }
  assert.match((await jobs())[0]!.message!, /three times/);
});

onServer("an ended session ends its documents, waiting and being written", async (world) => {
  const { person, org, project, ask } = await study(world);
  const begun: string[] = [];
  await ask();
  const runner = new Runner({ ...quick, db: world.db, generate: waiting(begun) });
  const states = () =>
    world.db.asSystem("test", (sql) =>
      sql<{ state: string; message: string }[]>`
        select state, message from public.generation_jobs where project_id = ${project}`);
  try {
    await until(() => begun.length === 1);
    await world.db.asUser(
      person.claims,
      (sql) =>
        sql`insert into public.generation_jobs (org_id, project_id, tab_type)
        values (${org}, ${project}, 'general')`,
    );
    await world.db.asAuth((sql) => sql`delete from auth.sessions where user_id = ${person.id}`);
    await until(async () => (await states()).every(({ state }) => state === "failed"));
  } finally {
    await runner.stop();
  }
  const all = await states();
  assert.equal(all.length, 2);
  assert.ok(all.every(({ message }) => /session ended/.test(message)));
  assert.equal(begun.length, 1, "what waited was never begun");
});
