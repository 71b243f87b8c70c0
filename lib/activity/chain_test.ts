// The check of a chain in steps: complete, resumable, and not to be talked into "intact".
import assert from "node:assert/strict";
import type { Sql } from "@/lib/db/mod.ts";
import { adminOf } from "@/lib/db/testing.ts";
import { addMember, onBoth, onServer, type Person, refusal, type World } from "@/tests/people.ts";
import { insert } from "@/tests/tables/rows.ts";
import { addSites, begin, verify } from "@/tests/trail.ts";
import { recordedHeads } from "./heads.ts";
import { checkChain, readChain, readChoices } from "./queries.ts";
import { checkActivity, readActivity } from "./service.ts";
import type { RecordedHead } from "./model.ts";

interface Step {
  anew?: boolean;
  outside?: RecordedHead;
  size?: number;
}

const check = ({ db }: World, person: Person, org: string, step: Step = {}) => {
  const { anew = true, outside, size = 1000 } = step;
  return db.asUser(person.claims, (sql) => checkChain(sql, org, { anew, outside, size }));
};

onBoth("a check goes in steps, and says how far it came", async (world) => {
  const { person, org, project } = await begin(world);
  assert.equal((await check(world, person, org)).check?.state, "intact");
  await addSites(world, person, { org, project }, 20);
  const { length } = await verify(world, person, org);
  const first = (await check(world, person, org, { size: 10 })).check!;
  assert.deepEqual([first.state, first.upto, first.length], ["running", 10, length]);
  assert.equal(first.by, "Ada Rennick");
  // Writers go on meanwhile: what they write is looked at as well.
  await addSites(world, person, { org, project }, 3);
  let last = first;
  for (let steps = 0; last.state === "running"; steps++) {
    assert.ok(steps < 5, "it ends");
    last = (await check(world, person, org, { anew: false, size: 10 })).check!;
  }
  assert.deepEqual([last.state, last.upto], ["intact", length + 3]);
  const state = await world.db.asUser(
    person.claims,
    (sql) => readChain(sql, { projectId: project }),
  );
  assert.deepEqual([state.organizationId, state.seq, state.hash], [org, length + 3, last.hash]);
  assert.deepEqual(state.check, last, "it stays");
});

onBoth("the head kept outside must be in the chain", async (world) => {
  const { person, org, project } = await begin(world);
  await addSites(world, person, { org, project }, 8);
  const { seq, head } = await verify(world, person, org);
  const at = new Date().toISOString();
  const outside = { at, orgId: org, seq, hash: head! };
  await addSites(world, person, { org, project }, 8);
  for (const size of [3, 1000]) {
    const outcome = async (kept: RecordedHead) => {
      let { check: found } = await check(world, person, org, { outside: kept, size });
      while (found?.state === "running") {
        found = (await check(world, person, org, { anew: false, size })).check;
      }
      return [found!.state, found!.brokenAt];
    };
    assert.deepEqual(await outcome(outside), ["intact", null]);
    assert.deepEqual(await outcome({ ...outside, hash: "0".repeat(64) }), ["broken", seq]);
    const { length } = await verify(world, person, org);
    assert.deepEqual(await outcome({ ...outside, seq: length + 5 }), ["broken", length + 1]);
  }
});

onServer(
  "what was altered behind the guards is found, in whichever step it lies",
  async (world) => {
    const attacks: [number, (sql: Sql, org: string) => Promise<unknown>][] = [
      [
        6,
        (sql, org) =>
          sql`update public.activity set reason = 'x' where org_id = ${org} and seq = 6`,
      ],
      [6, (sql, org) => sql`delete from public.activity where org_id = ${org} and seq = 6`],
      [8, (sql, org) => sql`delete from public.activity where org_id = ${org} and seq >= 8`],
      [1, (sql, org) => sql`delete from public.activity where org_id = ${org}`],
    ];
    for (const [brokenAt, attack] of attacks) {
      for (const size of [1, 4, 5, 1000]) {
        const { person, org, project } = await begin(world);
        await addSites(world, person, { org, project }, 5);
        const admin = adminOf(world.url);
        await admin.begin(async (sql) => {
          await sql`alter table public.activity disable trigger user`;
          await attack(sql as unknown as Sql, org);
          await sql`alter table public.activity enable trigger user`;
        });
        await admin.end();
        let { check: found } = await check(world, person, org, { size });
        for (let steps = 0; found?.state === "running" && steps < 20; steps++) {
          found = (await check(world, person, org, { anew: false, size })).check;
        }
        assert.deepEqual([found!.state, found!.brokenAt], ["broken", brokenAt]);
        const again = await check(world, person, org, { anew: false });
        assert.equal(again.check!.state, "broken", "it stays broken until it is verified anew");
      }
    }
  },
);

onBoth("nobody else asks about a chain, or writes down what was found", async (world) => {
  const { person, org } = await begin(world);
  const stranger = await world.signUp();
  const idle = await world.signUp();
  await addMember(world.db, org, idle);
  for (const other of [stranger, idle]) {
    assert.equal(await refusal(check(world, other, org)), "PT404");
    const state = (sql: Sql) => readChain(sql, { organizationId: org });
    assert.equal(await refusal(world.db.asUser(other.claims, state)), "PT404");
  }
  const nothing = { entities: [], actions: [], kinds: [], people: [] };
  const chosen = (sql: Sql) => readChoices(sql, { organizationId: org });
  assert.deepEqual(await world.db.asUser(stranger.claims, chosen), nothing);
  assert.deepEqual(await world.db.asUser(idle.claims, chosen), nothing);
  assert.ok((await world.db.asUser(person.claims, chosen)).entities.includes("org_members"));
  const found = (who: Person) =>
    world.db.asUser(who.claims, async (sql) => {
      const [row] = await sql<{ numbers: string[] }[]>`
        select private.find_activity(${org}, null, '{}', 'UTC', null, 100) as numbers`;
      return row!.numbers.length;
    });
  assert.deepEqual(await Promise.all([found(stranger), found(idle)]), [0, 0]);
  assert.ok(await found(person) > 0);
  const none = world.db.asUser(
    person.claims,
    (sql) => readChain(sql, { projectId: crypto.randomUUID() }),
  );
  assert.equal(await refusal(none), "PT404");
  for (
    const statement of [
      (sql: Sql) => sql`update private.chain_checks set state = 'intact'`,
      (sql: Sql) => sql`insert into private.chain_checks (org_id) values (${org})`,
      (sql: Sql) => sql`delete from private.chain_checks`,
    ]
  ) {
    assert.equal(await refusal(world.db.asUser(person.claims, (sql) => statement(sql))), "42501");
  }
});

onBoth("a long check stops when its time is over and is gone on with", async (world) => {
  const { person, org, project } = await begin(world);
  await addSites(world, person, { org, project }, 30);
  const dataDir = await Deno.makeTempDir();
  assert.equal((await recordedHeads(dataDir)).size, 0);
  const reader = { db: world.db, claims: person.claims, dataDir };
  const scope = { projectId: project };
  const first = await checkActivity(reader, scope, true, { step: 10, patienceMs: 0 });
  assert.deepEqual([first.check?.state, first.check?.upto], ["running", 10]);
  const last = await checkActivity(reader, scope, false, { step: 10 });
  assert.equal(last.check?.state, "intact");
});

onBoth(
  "the organisation's trail: owners all, auditors what is not of other projects",
  async (world) => {
    const { person, org, project } = await begin(world);
    const [auditor, viewer] = [
      await world.signUp("Teo Varga"),
      await world.signUp("Ines Halloran"),
    ];
    await addMember(world.db, org, auditor);
    await addMember(world.db, org, viewer);
    await world.db.asUser(person.claims, async (sql) => {
      const seat = { org_id: org, project_id: project };
      await insert(sql, "project_members", { ...seat, user_id: auditor.id, role: "auditor" });
      await insert(sql, "project_members", { ...seat, user_id: viewer.id, role: "viewer" });
      await insert(sql, "projects", { org_id: org, name: "Other" });
    }, { reason: "set-up of the test" });
    const trail = async (who: Person) => {
      const query = { limit: 200 };
      const reader = { db: world.db, claims: who.claims };
      const { events } = await readActivity(reader, { organizationId: org }, query);
      return new Set(
        events.map(({ entity, projectId }) =>
          `${entity} ${projectId === null ? "none" : projectId === project ? "own" : "other"}`
        ),
      );
    };
    const all = await trail(person);
    assert.ok(all.has("org_members none") && all.has("projects other") && all.has("projects own"));
    const audited = await trail(auditor);
    assert.ok(audited.has("org_members none") && audited.has("projects own"));
    assert.ok(
      ![...audited].some((one) => one.endsWith("other")),
    );
    assert.equal(await refusal(trail(viewer)), "PT403");
    assert.equal(await refusal(trail(await world.signUp())), "PT404");
  },
);
