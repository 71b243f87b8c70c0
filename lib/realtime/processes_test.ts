/** Several app processes on one database: each with a Db and a hub of its own. */
import assert from "node:assert/strict";
import { type Db, openDb, openEmbedded } from "@/lib/db/mod.ts";
import { onServer, type Person, refusal, type World } from "@/tests/people.ts";
import { adminOf, person as makePerson } from "@/lib/db/testing.ts";
import { begin } from "@/tests/trail.ts";
import { Hub } from "./hub.ts";
import type { Limits } from "./model.ts";
import { Client } from "./testing.ts";

/** Beats are rare, so what comes quickly came by NOTIFY. */
const patient = { beatMs: 60_000, tickMs: 20 };

async function withProcess(
  url: string,
  work: (hub: Hub, db: Db) => Promise<void>,
  limits: Partial<Limits> = patient,
) {
  const db = openDb({ url, pool: 3 });
  const hub = new Hub(db, limits);
  try {
    await work(hub, db);
  } finally {
    await hub.stop();
    await db.close();
  }
}

const open = async (hub: Hub, who: Pick<Person, "claims">, projectId: string) =>
  new Client((await hub.open({ claims: who.claims, projectId, after: null, unnamed: false })).body);

const addSite = (db: Db, who: Pick<Person, "claims">, org: string, project: string) =>
  db.asUser(
    who.claims,
    (sql) =>
      sql`insert into public.sites (org_id, project_id, facility) values (${org}, ${project}, 'F')`,
  );

/** Waits until the channel of the database is heard. */
async function heard(db: Db) {
  while (!db.changes.live) await new Promise((resolve) => setTimeout(resolve, 10));
}

const peopleIn = (client: Client) =>
  client.received.filter(({ event }) => event === "presence").at(-1)?.data.people ?? [];

onServer("two processes see each other's changes and people", async (world: World) => {
  const { person, org, project } = await begin(world);
  const quick = { beatMs: 100, tickMs: 20 };
  await withProcess(world.url, async (one, dbOne) => {
    await withProcess(world.url, async (two, dbTwo) => {
      const here = await open(one, person, project);
      const there = await open(two, person, project);
      for (const db of [dbOne, dbTwo]) await addSite(db, person, org, project);
      for (const client of [here, there]) {
        await client.until(({ changes }) => changes.length === 2);
        assert.equal(new Set(client.ids).size, 2);
      }
    }, quick);
  }, quick);
});

onServer("a person in another process is present until they leave", async (world: World) => {
  const { person, project } = await begin(world);
  const owner = await world.signUp("Grace Holm");
  await world.db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`insert into public.org_members (org_id, user_id, role)
      select org_id, ${owner.id}::uuid, 'owner' from public.projects where id = ${project}`,
  );
  const quick = { beatMs: 100, tickMs: 20 };
  await withProcess(world.url, async (one) => {
    await withProcess(world.url, async (two) => {
      const here = await open(one, person, project);
      const there = await open(two, owner, project);
      await here.until((client) => peopleIn(client).length === 2);
      await there.until((client) => peopleIn(client).length === 2);
      assert.deepEqual(peopleIn(here).map(({ name }) => name), ["Ada Rennick", "Grace Holm"]);
      await there.leave();
      await here.until((client) => peopleIn(client).length === 1, "the leaving");
    }, quick);
    // One that is killed leaves no word: its people go when their last beat is too old.
    await world.db.asSystem("test", (sql) => sql`select 1`);
    const admin = adminOf(world.url);
    const insert = (age: string) =>
      admin`insert into private.presence values (gen_random_uuid(), ${project}, ${owner.id},
        now() - ${age}::interval)`;
    await insert("31 seconds");
    const late = await open(one, person, project);
    await late.until((client) => peopleIn(client).length === 1);
    await insert("0 seconds");
    await late.until((client) => peopleIn(client).length === 2);
    await admin.end();
  }, quick);
});

onServer(
  "a listening connection that is cut is made again, and nothing is missed",
  async (world) => {
    const { person, org, project } = await begin(world);
    await withProcess(world.url, async (hub, db) => {
      const client = await open(hub, person, project);
      await heard(db);
      await addSite(db, person, org, project);
      await client.until(({ changes }) => changes.length === 1);
      const admin = adminOf(world.url);
      const again = Promise.withResolvers<void>();
      db.changes.subscribe((payload) => payload === null && again.resolve());
      const cut = await admin`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'clinops-listen' and datname = current_database()`;
      assert.equal(cut.length, 1, "one listening connection a process");
      await addSite(db, person, org, project); // nobody hears it
      await client.until(({ changes }) => changes.length === 2, "what happened meanwhile");
      await again.promise;
      await addSite(db, person, org, project);
      await client.until(({ changes }) => changes.length === 3);
      await admin.end();
    });
  },
);

onServer("the strict logins are enough", async (world) => {
  const { person, org, project } = await begin(world);
  const login = (role: string) => world.url.replace("//postgres@", `//${role}@`);
  const admin = adminOf(world.url);
  await admin.unsafe("alter role clinops_app login; alter role clinops_jobs login");
  await admin.end();
  const db = openDb({ url: login("clinops_app"), jobsUrl: login("clinops_jobs"), pool: 2 });
  const hub = new Hub(db, patient);
  try {
    const client = await open(hub, person, project);
    await heard(db);
    await client.until((one) => peopleIn(one).length === 1);
    await addSite(db, person, org, project);
    await client.until(({ changes }) => changes.length === 1);
    // The jobs login alone may ask for everybody.
    const asked = db.asUser(
      person.claims,
      (sql) =>
        sql`select private.live_beat(gen_random_uuid(), array[${project}]::uuid[],
        array[gen_random_uuid()], '{}', '{}', '{}', '{}')`,
    );
    assert.equal(await refusal(asked), "42501");
  } finally {
    await hub.stop();
    await db.close();
  }
});

onServer("behind a transaction pooler there is no LISTEN: heads are asked for", async (world) => {
  const { person, org, project } = await begin(world);
  const url = `${world.url}${world.url.includes("?") ? "&" : "?"}pgbouncer=true`;
  await withProcess(url, async (hub, db) => {
    const client = await open(hub, person, project);
    await addSite(world.db, person, org, project);
    await client.until(({ changes }) => changes.length === 1);
    assert.equal(db.changes.live, false);
  }, { pollMs: 60, tickMs: 20 });
});

onServer("a lost wake-up only delays", async (world) => {
  const { person, org, project } = await begin(world);
  const admin = adminOf(world.url);
  await withProcess(world.url, async (hub, db) => {
    const client = await open(hub, person, project);
    await heard(db);
    let announced = 0;
    db.changes.subscribe(() => announced++);
    // Without its announcement, as when it got lost.
    await admin.unsafe(
      "create function public.pg_notify(text, text) returns void language sql as ''",
    );
    await admin.unsafe(
      "alter function private.record(text, text, private.change[]) set search_path = public, pg_catalog, pg_temp",
    );
    await addSite(db, person, org, project);
    await client.until(({ changes }) => changes.length === 1);
    assert.equal(announced, 0);
  }, { beatMs: 300, tickMs: 20 });
  await admin.end();
});

onServer("200 streams of 10 people on two projects", async (world) => {
  const first = await begin(world);
  const second = await begin(world);
  const people = await Promise.all(Array.from({ length: 10 }, async (_, i) => {
    const one = await world.signUp(`Person ${i}`);
    for (const { org } of [first, second]) {
      await world.db.asSystem(
        "set-up of the test",
        (sql) =>
          sql`insert into public.org_members (org_id, user_id, role) values (${org}, ${one.id}, 'admin')`,
      );
    }
    return one;
  }));
  await withProcess(world.url, async (hub, db) => {
    const [one] = people;
    await (await open(hub, one!, first.project)).leave();
    await heard(db); // from here on a stream that starts with the present need not read
    let reads = 0;
    const read = hub.read.bind(hub);
    hub.read = (...given) => (reads++, read(...given));
    const clients = await Promise.all(
      people.flatMap((one) =>
        [first, second].flatMap(({ project }) =>
          Array.from({ length: 10 }, () => open(hub, one, project))
        )
      ),
    );
    assert.equal(hub.size, 200);
    await addSite(db, first.person, first.org, first.project);
    const told = clients.filter((_, i) => Math.floor(i / 10) % 2 === 0);
    for (const client of told) await client.until(({ changes }) => changes.length === 1);
    assert.equal(reads, 10, "one a person on the one project");
    const others = clients.filter((client) => !told.includes(client));
    assert.ok(others.every(({ changes }) => changes.length === 0));
  }, { ...patient, beatMs: 500 });
});

Deno.test("the embedded Postgres tells by itself", async () => {
  const dir = await Deno.makeTempDir();
  const db = await openEmbedded(null, dir);
  const hub = new Hub(db, patient);
  try {
    assert.equal(db.changes.live, true);
    const { claims, org } = await makePerson(db);
    const project = await db.asUser(claims, async (sql) => {
      const [row] = await sql<{ id: string }[]>`
        insert into public.projects (org_id, name) values (${org}, 'Trial') returning id`;
      return row!.id;
    });
    const client = await open(hub, { claims }, project);
    for (let i = 0; i < 3; i++) await addSite(db, { claims }, org, project);
    await client.until(({ changes }) => changes.length === 3);
  } finally {
    await hub.stop();
    await db.close();
    await Deno.remove(dir, { recursive: true });
  }
});
