// Figures of the audit trail against its entries, counted anew.
import assert from "node:assert/strict";
import { checkActivity } from "@/lib/activity/service.ts";
import { addMember, onBoth, type World } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { insert } from "@/tests/tables/rows.ts";
import { entityWords } from "@/lib/activity/words.ts";
import { readEntry } from "./entry_testing.ts";
import { data } from "./recount_testing.ts";

const WANTED = ["chain", "changes", "people", "reasons", "readings"]
  .map((name) => ({
    key: `trail.${name}`,
    params: name === "chain" ? {} : { limit: 50, days: 30 },
  }));

async function read(
  world: World,
  claims: Awaited<ReturnType<typeof begin>>["person"]["claims"],
  project: string,
) {
  const all = await readEntry({ db: world.db, claims, reason: null }, project, WANTED);
  return (name: string) => all.find((one) => one.catalogKey === `trail.${name}`)!;
}

onBoth(
  "the trail's figures are those of its entries; readings are for the cleared",
  async (world) => {
    const { person, org, project } = await begin(world);
    const place = { org_id: org, project_id: project };
    const other = await world.signUp("Un Cleared");
    await addMember(world.db, org, other);
    await world.db.asSystem("set-up of the test", async (sql) => {
      await sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${org}::uuid, ${project}::uuid, ${other.id}::uuid, 'manager')`;
    });
    await world.db.asUser(person.claims, async (sql) => {
      await insert(sql, "risks", { ...place, title: "Known" });
      await insert(sql, "risks", { ...place, title: "Secret", restricted: true });
      await insert(sql, "sites", { ...place, facility: "North" });
    });
    await world.db.asUser(person.claims, async (sql) => {
      await sql`update public.sites set facility = 'South' where project_id = ${project}`;
    }, { reason: "it moved" });
    // A reading of the restricted row, in a session's first hour.
    await world.db.asUser(person.claims, (sql) => sql`select title from public.risks`);

    type Line = {
      seq: number;
      entity: string;
      action: string;
      kind: string;
      who: string | null;
      reason: string | null;
      hidden: boolean;
    };
    const entries = await world.db.asUser(person.claims, (sql) =>
      sql<
        Line[]
      >`select seq::int, entity, action, actor_kind as kind, actor_name as who, reason, restricted as hidden
      from public.activity where project_id = ${project}`);
    const mine = await read(world, person.claims, project);
    const changes = entries.filter((one) => one.action !== "read");
    const table = data(mine("changes"), "table");
    assert.equal(mine("changes").sourceCount, changes.length);
    assert.equal(table.total, new Set(changes.map((one) => one.entity)).size);
    for (const row of table.rows) {
      const own = changes.filter((one) => entityWords(one.entity) === row.name);
      const of = (test: (one: Line) => boolean) => own.filter(test).length;
      assert.deepEqual(row.cells.slice(0, 6), [
        of((one) => one.action === "insert"),
        of((one) => one.action === "update"),
        of((one) => one.action === "delete"),
        of((one) => one.kind === "human"),
        of((one) => one.kind === "agent"),
        of((one) => one.kind === "system"),
      ], row.name);
    }
    for (const row of data(mine("people"), "table").rows) {
      const kind = row.cells[0] === "person" ? "human" : row.cells[0];
      const own = changes.filter((one) =>
        one.kind === kind && (one.who === row.name || one.who === null)
      );
      assert.equal(row.cells[1], own.length, row.name);
    }
    const reasons = data(mine("reasons"), "list");
    assert.equal(reasons.total, changes.filter((one) => one.reason !== null && !one.hidden).length);
    assert.ok(reasons.items.some((one) => one.detail.endsWith("it moved")));
    const readings = entries.filter((one) => one.action === "read");
    assert.ok(readings.length > 0);
    assert.equal(mine("readings").sourceCount, readings.length);

    const theirs = await read(world, other.claims, project);
    assert.equal(theirs("changes").sourceCount, changes.filter((one) => !one.hidden).length);
    assert.deepEqual(data(theirs("readings"), "table").rows, []);
    assert.equal(theirs("readings").status, "unknown");
    assert.ok(
      !JSON.stringify(WANTED.map((_, i) => theirs(WANTED[i]!.key.slice(6)))).includes("Secret"),
    );

    assert.equal(mine("chain").status, "unknown", "it was never verified");
    const dataDir = await Deno.makeTempDir();
    const state = await checkActivity({ db: world.db, claims: person.claims, dataDir }, {
      projectId: project,
    }, true);
    const checked = (await read(world, person.claims, project))("chain");
    assert.equal(checked.status, "on-track");
    assert.ok(checked.reason!.includes(state.check!.upto.toLocaleString("en-US")));
    await Deno.remove(dataDir, { recursive: true });

    const nurse = await world.signUp("Nur Se");
    await addMember(world.db, org, nurse);
    await world.db.asSystem(
      "set-up of the test",
      (sql) =>
        sql`insert into public.project_members (org_id, project_id, user_id, role)
        values (${org}::uuid, ${project}::uuid, ${nurse.id}::uuid, 'site')`,
    );
    const denied = await read(world, nurse.claims, project);
    for (const { key } of WANTED) assert.equal(denied(key.slice(6)).data, null, key);
  },
);
