// Readings that are forged, hidden or dodged with statements of one's own.
import assert from "node:assert/strict";
import type { Sql } from "@/lib/db/mod.ts";
import { onBoth, onServer, type Person, refusal } from "@/tests/people.ts";
import { names, readings, stage } from "./testing.ts";

onBoth("readings are neither made up nor passed off as somebody else's", async (world) => {
  const { person, org, project, secret, open } = await stage(world, 1);
  const stranger = await world.signUp();
  const theirs = await world.organization(stranger);
  const note = (who: Person, entity: string, id: string) =>
    world.db.asUser(who.claims, async (sql) => {
      const [row] = await sql<{ seen: boolean }[]>`
        select private.note_reading(${entity}, ${id}) as seen`;
      return row!.seen;
    });
  const told = [secret[0]!, crypto.randomUUID()].map((id) => note(stranger, "sites", id));
  assert.deepEqual(
    await Promise.all(told),
    [true, true],
    "whether there is such a row is not told",
  );
  await note(person, "sites", open);
  await note(person, "sites", crypto.randomUUID());
  await note(person, "orgs", org);
  await note(person, "no_such_table", secret[0]!);
  await note(person, "arms", secret[0]!);
  const entry = (sql: Sql, seq: number) =>
    sql`select private.note_reading('sites', ${secret[0]!}, ${org}, ${seq})`;
  await world.db.asUser(person.claims, (sql) => entry(sql, 1));
  assert.deepEqual([...await readings(world, person, org)], []);
  assert.deepEqual([...await readings(world, stranger, theirs)], []);
  // The reader changes the claims after the reading.
  await world.db.asUser(person.claims, async (sql) => {
    await names(sql, secret);
    await sql`select set_config('request.jwt.claims', ${JSON.stringify(stranger.claims)}, true),
      set_config('clinops.actor_kind', 'agent', true)`;
  });
  const [own] = await readings(world, person, org);
  assert.deepEqual([own!.actor, own!.actor_kind], [person.id, "human"]);
  for (
    const statement of [
      (sql: Sql) => sql`insert into private.readings (actor) values (${person.id})`,
      (sql: Sql) => sql`update private.readings set recorded = true`,
      (sql: Sql) => sql`delete from private.readings`,
      (sql: Sql) => sql`select from private.readings`,
      (sql: Sql) => sql`alter table private.readings disable trigger all`,
      (sql: Sql) => sql`select private.record('sites', 'read', '{}')`,
      (sql: Sql) => sql`insert into public.activity select * from public.activity`,
    ]
  ) {
    assert.equal(await refusal(world.db.asUser(person.claims, (sql) => statement(sql))), "42501");
  }
  assert.equal((await readings(world, person, org)).length, 1);
  assert.ok(project);
});

onBoth("a table of the caller's own is never read with our rights", async (world) => {
  const { person, org, secret } = await stage(world, 1);
  await world.db.asUser(person.claims, async (sql) => {
    await sql`create temporary table bait (id uuid, org_id uuid, project_id uuid, restricted boolean)`;
    await sql`select private.note_reading('bait', ${secret[0]!})`;
    await sql`drop table bait`;
  });
  assert.deepEqual([...await readings(world, person, org)], []);
});

onBoth("however it is asked for, a restricted row that is seen is noted", async (world) => {
  const ways: [string, (sql: Sql, id: string) => Promise<unknown>][] = [
    ["a count", (sql, id) => sql`select count(*) from public.sites where id = ${id}`],
    ["for update", (sql, id) => sql`select id from public.sites where id = ${id} for update`],
    ["a subquery", (sql, id) => sql`select (select facility from public.sites where id = ${id})`],
    [
      "within a block",
      (sql) => sql`do ${sql.unsafe("$$ begin perform facility from public.sites; end $$")}`,
    ],
    ["with constraints immediate", async (sql, id) => {
      await sql`set constraints all immediate`;
      await names(sql, [id]);
    }],
    [
      "by a page",
      (sql, id) => sql`select public.project_page(project_id) from public.sites where id = ${id}`,
    ],
  ];
  for (const [name, way] of ways) {
    const { person, org, secret } = await stage(world, 1);
    await world.db.asUser(person.claims, (sql) => way(sql, secret[0]!));
    const found = await readings(world, person, org);
    assert.deepEqual(found.map((one) => one.entity_id), secret, name);
  }
});

onServer("a cursor that outlives the transaction is a reading", async (world) => {
  const { person, org, secret } = await stage(world, 1);
  await world.db.asUser(
    person.claims,
    (sql) => sql`declare kept cursor with hold for select facility from public.sites`.execute(),
  );
  const found = await readings(world, person, org);
  assert.deepEqual(found.map((one) => one.entity_id), secret);
});

onServer("a transaction that may write nothing sees no restricted row", async (world) => {
  const { person, secret, open } = await stage(world, 1);
  const read = (id: string) =>
    world.db.asUser(person.claims, async (sql) => {
      await sql`set transaction read only`;
      return (await names(sql, [id])).length;
    });
  assert.equal(await read(open), 1);
  assert.equal(await refusal(read(secret[0]!)), "25006");
});
