// The audit trail under load: every table writes it, writers of one organisation queue and never
// deadlock, and its cost is linear.
import assert from "node:assert/strict";
import { adminOf } from "@/lib/db/testing.ts";
import { addMember, onBoth, onServer, type Person, refusal, type World } from "./people.ts";
import type { Places } from "./tables/declaration.ts";
import { tables } from "./tables/mod.ts";
import { catalogue, fill, insert } from "./tables/rows.ts";
import { addSites, begin, verify } from "./trail.ts";

onBoth("every change of every table that people edit is in the trail", async (world) => {
  const { person, org, project } = await begin(world);
  const list = await catalogue(world.db, person);
  const [idle, newcomer] = [await world.signUp(), await world.signUp()];
  const places: Places = { org, project, idle, newcomer, rows: new Map() };
  await fill(world.db, person, list, places);
  const missing: string[] = [];
  // Children first: they would go with their parents.
  for (const [table, id] of [...places.rows].reverse()) {
    const name = table.replace("!", "");
    const { change, verbs, sample } = tables[name]!;
    if (sample === null) continue; // the system's
    const trail = await world.db.asUser(person.claims, async (sql) => {
      if (verbs.includes("update")) {
        await sql`update ${sql(`public.${name}`)} set ${sql(change!)} where id = ${id}`;
      }
      if (verbs.includes("delete")) {
        await sql`delete from ${sql(`public.${name}`)} where id = ${id}`;
      }
      return await sql<{ action: string; restricted: boolean; before: unknown; after: unknown }[]>`
        select action, restricted, before, after from public.activity
        where entity = ${name} and entity_id = ${id} order by seq`;
    }, { reason: "test" });
    // A booking looks at its line: that is a reading of a restricted one, and no change.
    const actions = trail.map((entry) => entry.action).filter((action) => action !== "read");
    const expected = verbs.filter((verb) => verb !== "select");
    if (actions.join() !== expected.join()) missing.push(`${table}: ${actions}`);
    if (trail.some((entry) => entry.restricted !== table.endsWith("!"))) {
      missing.push(`${table}: restricted`);
    }
    if (trail.some((e) => e.action !== "read" && e.before === null && e.after === null)) {
      missing.push(`${table}: values`);
    }
  }
  assert.deepEqual(missing, []);
  assert.ok(places.rows.size >= 18);
  assert.equal((await verify(world, person, org)).ok, true);
});

onBoth("a change without its entry is none", async (world) => {
  const { person, org, project } = await begin(world);
  await addSites(world, person, { org, project }, 1);
  // The entry is made to fail, in a transaction that is undone.
  const admin = adminOf(world.url);
  const failing = admin.begin(async (sql) => {
    await sql`alter table public.activity add constraint nothing_today check (entity <> 'sites') not valid`;
    await sql`update public.sites set city = 'Rome' where project_id = ${project}`;
  });
  await assert.rejects(failing, /nothing_today/);
  await admin.end();
  const [site] = await world.db.asUser(
    person.claims,
    (sql) => sql`select city, row_version from public.sites where project_id = ${project}`,
  );
  assert.deepEqual({ ...site }, { city: null, row_version: 1 });
});

/** Two writers that each change two rows, in opposite orders; how often their work had to run. */
async function crossing(world: World, people: [Person, Person], project: string, rounds: number) {
  let runs = 0;
  const swap = (person: Person, order: number[]) =>
    world.db.asUser(person.claims, async (sql) => {
      runs++;
      for (const ordinal of order) {
        await sql`update public.sites set zip = ${crypto.randomUUID()}
          where project_id = ${project} and ordinal = ${ordinal}`;
        await sql`select pg_sleep(0.02)`;
      }
    });
  for (let round = 0; round < rounds; round++) {
    await Promise.all([swap(people[0], [1, 2]), swap(people[1], [2, 1])]);
  }
  return runs;
}

onServer("writers in one organisation queue: no deadlock, no gap", async (world) => {
  const { person, org, project } = await begin(world);
  const colleague = await world.signUp();
  await world.organization(colleague); // who also writes elsewhere takes two locks
  await addMember(world.db, org, colleague, "admin");
  await addSites(world, person, { org, project }, 2);
  const rounds = 10;
  assert.equal(await crossing(world, [person, colleague], project, rounds), 2 * rounds);
  const verdict = await verify(world, person, org);
  assert.deepEqual([verdict.ok, verdict.brokenAt], [true, null]);
  // The control: without the lock at the start of a statement the same work deadlocks, is run
  // again by lib/db, and still leaves a chain that holds.
  const admin = adminOf(world.url);
  await admin`alter table public.sites disable trigger a_lock_chain`;
  await admin.end();
  assert.ok(await crossing(world, [person, colleague], project, 1) > 2);
  assert.equal((await verify(world, person, org)).ok, true);
});

onServer(
  "many writers, one chain: every number once, in the order of the commits",
  async (world) => {
    const { person, org, project } = await begin(world);
    const before = (await verify(world, person, org)).length;
    await Promise.all(
      Array.from({ length: 20 }, () => addSites(world, person, { org, project }, 3)),
    );
    const verdict = await verify(world, person, org);
    assert.deepEqual([verdict.ok, verdict.length], [true, before + 60]);
  },
);

/** Seconds of one statement that inserts so many rows, the trail included. */
async function secondsFor(world: World, rows: number): Promise<number> {
  const { person, ...places } = await begin(world);
  const start = performance.now();
  await addSites(world, person, places, rows);
  return performance.now() - start;
}

onBoth("16,000 rows in one statement cost about twice 8,000", async (world) => {
  await secondsFor(world, 8000);
  // Quadratic cost is a ratio of four however often one tries; a busy machine is not.
  const ratios: number[] = [];
  while (ratios.length < 5 && !ratios.some((ratio) => ratio < 3)) {
    const half = await secondsFor(world, 8000);
    ratios.push(await secondsFor(world, 16_000) / half);
  }
  assert.ok(ratios.some((ratio) => ratio < 3), `ratios ${ratios}`);
});

onServer("two owners who remove each other at once leave one", async (world) => {
  const { person, org } = await begin(world);
  const second = await world.signUp();
  await addMember(world.db, org, second, "owner");
  const remove = (by: Person, whom: Person) =>
    refusal(world.db.asUser(by.claims, async (sql) => {
      await sql`delete from public.org_members where org_id = ${org} and user_id = ${whom.id}`;
      await sql`select pg_sleep(0.05)`;
    }, { reason: "test" }));
  const leave = (who: Person) => remove(who, who);
  await Promise.all([leave(person), leave(second)]);
  const admin = adminOf(world.url);
  const owners =
    await admin`select 1 from public.org_members where org_id = ${org} and role = 'owner'`;
  await admin.end();
  assert.equal(owners.length, 1);
});

onServer("each statement wakes the listeners once", async (world) => {
  const { person, org, project } = await begin(world);
  const heard: string[] = [];
  const listener = adminOf(world.url);
  const { unlisten } = await listener.listen("clinops_activity", (payload) => heard.push(payload));
  await addSites(world, person, { org, project }, 50);
  await listener`select pg_notify('clinops_activity', 'end')`;
  while (heard.at(-1) !== "end") await new Promise((resolve) => setTimeout(resolve, 5));
  await unlisten();
  await listener.end();
  const { seq } = await verify(world, person, org);
  assert.deepEqual(heard, [`${org}:${project}:${seq}`, "end"]);
});

onServer("deleting an account waits for the writers of its organisations", async (world) => {
  const { person, org, project } = await begin(world);
  const leaving = await world.signUp();
  await addMember(world.db, org, leaving);
  await addSites(world, person, { org, project }, 1);
  let runs = 0;
  const joining = world.db.asUser(person.claims, async (sql) => {
    runs++;
    await sql`update public.sites set zip = '1' where project_id = ${project}`;
    await sql`select pg_sleep(0.2)`; // the deletion begins
    const role = { org_id: org, project_id: project, user_id: leaving.id, role: "viewer" };
    await insert(sql, "project_members", role);
  });
  const deleting = world.db.asAuth(async (sql) => {
    runs++;
    await sql`select pg_sleep(0.1)`;
    await sql`delete from auth.users where id = ${leaving.id}`;
  });
  await Promise.all([joining, deleting]);
  assert.equal(runs, 2, "neither was the victim of a deadlock");
  assert.equal((await verify(world, person, org)).ok, true);
});
