// Whoever gets past the guards of the audit trail is found out.
import assert from "node:assert/strict";
import type { Sql } from "@/lib/db/mod.ts";
import { adminOf } from "@/lib/db/testing.ts";
import { onServer, type World } from "./people.ts";
import { addSites, begin, verify } from "./trail.ts";

/** As the owner of the tables with all guards off. */
async function attack(world: World, work: (sql: Sql) => Promise<unknown>) {
  const admin = adminOf(world.url);
  await admin.begin(async (sql) => {
    await sql`alter table public.activity disable trigger user`;
    await sql`alter table private.chain_heads disable trigger user`;
    await work(sql as unknown as Sql);
    await sql`alter table public.activity enable trigger user`;
    await sql`alter table private.chain_heads enable trigger user`;
  });
  await admin.end();
}

onServer("whoever switches the guards off is found out", async (world) => {
  const attacks: [string, number, (sql: Sql, org: string) => Promise<unknown>][] = [
    [
      "rewrites a value",
      6,
      (sql, org) =>
        sql`update public.activity set after = after || '{"facility": "x"}' where org_id = ${org} and seq = 6`,
    ],
    [
      "removes an entry",
      6,
      (sql, org) => sql`delete from public.activity where org_id = ${org} and seq = 6`,
    ],
    [
      "cuts the tail",
      8,
      (sql, org) => sql`delete from public.activity where org_id = ${org} and seq >= 8`,
    ],
  ];
  for (const [name, brokenAt, work] of attacks) {
    const { person, org, project } = await begin(world);
    await addSites(world, person, { org, project }, 5);
    assert.equal((await verify(world, person, org)).brokenAt, null);
    await attack(world, (sql) => work(sql, org));
    assert.equal((await verify(world, person, org)).brokenAt, brokenAt, name);
  }
});

onServer(
  "a tail that is cut off with its head is found against the head kept outside",
  async (world) => {
    const { person, org, project } = await begin(world);
    await addSites(world, person, { org, project }, 5);
    const outside = await verify(world, person, org);
    await attack(world, async (sql) => {
      await sql`delete from public.activity where org_id = ${org} and seq >= 8`;
      await sql`update private.chain_heads h set seq = a.seq, hash = a.hash
      from public.activity a where a.org_id = h.org_id and h.org_id = ${org} and a.seq = 7`;
    });
    assert.equal((await verify(world, person, org)).ok, true);
    assert.equal((await verify(world, person, org, outside)).brokenAt, 8);
    // Nor does it help to write on: the number is there again, its hash is not.
    await addSites(world, person, { org, project }, 5);
    assert.equal((await verify(world, person, org, outside)).ok, false);
  },
);

onServer("without its chain an organisation cannot be written to", async (world) => {
  const { person, org, project } = await begin(world);
  await attack(world, (sql) => sql`delete from private.chain_heads where org_id = ${org}`);
  await assert.rejects(addSites(world, person, { org, project }, 1));
});
