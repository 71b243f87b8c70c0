// Who looked at restricted rows: written down by the database itself, whoever wrote the query.
import assert from "node:assert/strict";
import type { Claims } from "@/lib/db/mod.ts";
import { addMember, onBoth, onServer } from "@/tests/people.ts";
import { insert } from "@/tests/tables/rows.ts";
import { verify } from "@/tests/trail.ts";
import { readActivityPage } from "./service.ts";
import { names, readings, sessionMark, stage } from "./testing.ts";

onBoth("reading a restricted row leaves one entry, an open row none", async (world) => {
  const { person, org, secret, open } = await stage(world);
  const read = (ids: string[]) => world.db.asUser(person.claims, (sql) => names(sql, ids));
  assert.equal((await read([open])).length, 1);
  assert.deepEqual([...await readings(world, person, org)], []);
  assert.equal((await read(secret.slice(0, 1))).length, 1);
  const [entry, ...more] = await readings(world, person, org);
  assert.deepEqual(more, []);
  assert.deepEqual(entry, {
    actor: person.id,
    actor_kind: "human",
    entity: "sites",
    entity_id: secret[0],
    restricted: true,
    session: await sessionMark(person.claims.session_id),
  });
  await read(secret);
  await read(secret);
  const found = await readings(world, person, org);
  assert.deepEqual(found.map((one) => one.entity_id), secret, "once a session, row and hour");
  assert.equal((await verify(world, person, org)).ok, true);
});

onBoth(
  "another session of the same person, and an agent, leave their own entries",
  async (world) => {
    const { person, org, secret } = await stage(world, 1);
    const [session] = await world.db.asAuth((sql) =>
      sql<{ id: string }[]>`
    insert into auth.sessions (id, user_id, created_at, updated_at, aal)
    values (gen_random_uuid(), ${person.id}, now(), now(), 'aal1') returning id`
    );
    const other: Claims = { ...person.claims, session_id: session!.id };
    await world.db.asUser(person.claims, (sql) => names(sql, secret));
    await world.db.asUser(other, (sql) => names(sql, secret), {
      kind: "agent",
      onBehalfOf: person.id,
    });
    const found = await readings(world, person, org);
    assert.deepEqual(found.map((one) => [one.session, one.actor_kind]), [
      [await sessionMark(person.claims.session_id), "human"],
      [await sessionMark(other.session_id), "agent"],
    ]);
  },
);

onBoth(
  "an entry of a restricted row is a reading of it; entries of readings are not",
  async (world) => {
    const { person, org, secret } = await stage(world, 1);
    const trail = () =>
      world.db.asUser(person.claims, (sql) =>
        sql<{ action: string; after: unknown }[]>`
      select action, after from public.activity where entity_id = ${secret[0]!} order by seq`);
    assert.deepEqual((await trail()).map((one) => one.action), ["insert"]);
    for (let n = 0; n < 2; n++) {
      assert.deepEqual((await trail()).map((one) => one.action), ["insert", "read"]);
    }
    assert.equal((await readings(world, person, org)).length, 1);
  },
);

onBoth("the uncleared see no readings, and write none", async (world) => {
  const { person, org, project, secret } = await stage(world);
  const viewer = await world.signUp();
  await addMember(world.db, org, viewer);
  await world.db.asUser(person.claims, async (sql) => {
    const seat = { org_id: org, project_id: project, user_id: viewer.id, role: "viewer" };
    await insert(sql, "project_members", seat);
  });
  assert.equal((await world.db.asUser(viewer.claims, (sql) => names(sql, secret))).length, 0);
  assert.deepEqual([...await readings(world, viewer, org)], []);
  await world.db.asUser(person.claims, (sql) => names(sql, secret));
  assert.deepEqual([...await readings(world, viewer, org)], [], "who read is restricted too");
  assert.equal((await readings(world, person, org)).length, 2);
});

onBoth(
  "looking for entries, and counting, is no reading of the restricted rows passed by",
  async (world) => {
    const { person, org, project } = await stage(world);
    const reader = { db: world.db, claims: person.claims };
    const query = { q: "nothing like it", limit: 50 };
    const page = await readActivityPage(reader, { projectId: project }, query);
    assert.deepEqual(page.events, []);
    assert.ok(page.choices.entities.includes("sites"));
    await readActivityPage(reader, { organizationId: org }, query);
    const [listed] = await world.db.asUser(
      person.claims,
      (sql) =>
        sql<{ list: { projects: { siteCount: number }[] } }[]>`select public.portfolio() as list`,
    );
    assert.equal(listed!.list.projects[0]!.siteCount, 3, "all of them are counted");
    await verify(world, person, org);
    assert.deepEqual([...await readings(world, person, org)], []);
    // The page that shows their entries is one.
    await readActivityPage(reader, { projectId: project }, { entity: "sites", limit: 50 });
    assert.equal((await readings(world, person, org)).length, 2);
    // Looking who read is none of the rows that were read.
    const auditor = await world.signUp("Teo Varga");
    await addMember(world.db, org, auditor);
    await world.db.asUser(person.claims, (sql) => {
      const seat = { org_id: org, project_id: project, user_id: auditor.id, role: "auditor" };
      return insert(sql, "project_members", seat);
    }, { reason: "set-up of the test" });
    const audit = { db: world.db, claims: auditor.claims };
    const reads = await readActivityPage(audit, { projectId: project }, {
      action: "read",
      limit: 50,
    });
    assert.equal(reads.events.length, 2);
    assert.ok(reads.events.every((event) => reads.there.includes(event.entityId)));
    assert.ok(reads.events.every((event) => reads.labels[event.entityId] === undefined));
    const after = await readings(world, auditor, org);
    assert.deepEqual(after.map((one) => one.actor), [person.id, person.id]);
  },
);

onServer("whoever meets no restricted row does not wait for the chain", async (world) => {
  const { person, org, open, secret } = await stage(world, 1);
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const { promise: locked, resolve: ready } = Promise.withResolvers<void>();
  const writer = world.db.asUser(person.claims, async (sql) => {
    await sql`update public.sites set city = 'Oslo' where id = ${open}`;
    ready();
    await held;
  });
  await locked;
  const rows = await world.db.asUser(person.claims, (sql) => names(sql, [open]));
  assert.equal(rows.length, 1, "while a writer holds the chain");
  const reading = world.db.asUser(person.claims, (sql) => names(sql, secret));
  release();
  await Promise.all([writer, reading]);
  assert.equal((await readings(world, person, org)).length, 1);
});

onServer(
  "readers of the same rows at the same time leave one entry for each row",
  async (world) => {
    const { person, org, secret } = await stage(world, 4);
    const read = () => world.db.asUser(person.claims, (sql) => names(sql, secret));
    await Promise.all([read(), read(), read(), read()]);
    const found = await readings(world, person, org);
    assert.deepEqual(found.map((one) => one.entity_id).sort(), [...secret].sort());
    assert.equal((await verify(world, person, org)).ok, true);
  },
);
