// What the database holds of people, against raw SQL: owners, members, roles, retention.
import assert from "node:assert/strict";
import type { Sql } from "@/lib/db/mod.ts";
import { onBoth, onServer, type Person, refusal } from "@/tests/people.ts";
import { insert } from "@/tests/tables/rows.ts";
import { demote, reason, remove, roleOf, stage } from "./rules_testing.ts";

const acts = {
  demote: (sql: Sql, org: string, whom: Person) => demote(sql, org, whom),
  remove: (sql: Sql, org: string, whom: Person) => remove(sql, org, whom),
};
for (const [name, act] of Object.entries(acts)) {
  for (const whom of ["each other", "themselves"]) {
    onServer(`two owners who ${name} ${whom} at once leave one`, async (world) => {
      const { owner, admin: second, org } = await stage(world);
      const { db } = world;
      await db.asUser(owner.claims, (sql) => demote(sql, org, second, "owner"), { reason });
      let waiting = 0;
      let open: () => void;
      const both = new Promise<void>((resolve) => open = resolve);
      // Both transactions are open before either writes; then they really meet.
      const work = (by: Person, target: Person) =>
        refusal(db.asUser(by.claims, async (sql) => {
          await sql`select 1`;
          if (++waiting === 2) open();
          await both;
          await act(sql, org, target);
          await sql`select pg_sleep(0.05)`;
        }, { reason }));
      const [one, two] = whom === "themselves"
        ? await Promise.all([work(owner, owner), work(second, second)])
        : await Promise.all([work(owner, second), work(second, owner)]);
      const roles = [await roleOf(db, owner, org), await roleOf(db, second, org)];
      assert.equal(roles.filter((role) => role === "owner").length, 1, `${roles}`);
      const codes = [one, two];
      assert.equal(codes.filter((code) => code === null).length >= 1, true, `${codes}`);
      if (whom === "themselves") assert.ok(codes.includes("PT409"), `${codes}`);
    });
  }
}

onBoth("the last owner neither leaves nor is demoted; with another one both go", async (world) => {
  const { owner, admin, org } = await stage(world);
  const { db } = world;
  const leave = () =>
    refusal(db.asUser(owner.claims, (sql) => remove(sql, org, owner), { reason }));
  const step = () =>
    refusal(db.asUser(owner.claims, (sql) => demote(sql, org, owner, "admin"), { reason }));
  assert.equal(await leave(), "PT409");
  assert.equal(await step(), "PT409");
  await db.asUser(owner.claims, (sql) => demote(sql, org, admin, "owner"), { reason });
  assert.equal(await step(), null);
  assert.equal(await leave(), null);
  assert.equal(await roleOf(db, admin, org), "owner");
});

onBoth("nobody is made a member by a statement; removal and roles need a reason", async (world) => {
  const { owner, admin, member, org } = await stage(world);
  const { db } = world;
  const stranger = await world.signUp();
  for (const who of [owner, admin]) {
    const row = { org_id: org, user_id: stranger.id, role: "member" };
    const put = db.asUser(who.claims, (sql) => insert(sql, "org_members", row), { reason });
    assert.equal(await refusal(put), "42501");
  }
  const by = (why: string | null, work: (sql: Sql) => Promise<unknown>) =>
    refusal(db.asUser(admin.claims, work, { reason: why }));
  assert.equal(await by(null, (sql) => demote(sql, org, member, "admin")), "PT422");
  assert.equal(await by(null, (sql) => remove(sql, org, member)), "PT422");
  assert.equal(await by("left the company", (sql) => remove(sql, org, member)), null);
  const [entry] = await db.asUser(
    owner.claims,
    (sql) =>
      sql`select reason from public.activity
      where org_id = ${org} and entity = 'org_members' and action = 'delete'`,
  );
  assert.equal(entry!.reason, "left the company");
});

onBoth("nobody gives themselves more: not a role, not a clearance", async (world) => {
  const { owner, admin, member, org } = await stage(world);
  const { db } = world;
  const project = await db.asUser(
    owner.claims,
    async (sql) => (await insert(sql, "projects", { org_id: org, name: "Trial" }))!,
  );
  const place = (person: Person, more: Record<string, unknown>) => ({
    ...{ org_id: org, project_id: project, user_id: person.id, role: "viewer" },
    ...more,
  });
  const by = (who: Person, work: (sql: Sql) => Promise<unknown>) =>
    refusal(db.asUser(who.claims, work, { reason }));
  const set = (person: Person, change: Record<string, unknown>) => (sql: Sql) =>
    sql`update public.project_members set ${sql(change)}
      where project_id = ${project} and user_id = ${person.id}`;
  assert.equal(await by(admin, (sql) => demote(sql, org, admin, "owner")), "PT403");
  // The owner, who manages the project, and the administrator, who is not on it.
  assert.equal(await by(owner, set(owner, { unblinded: true })), "PT403");
  assert.equal(await by(owner, set(owner, { role: "auditor" })), "PT403");
  const self = (more: Record<string, unknown>) => (sql: Sql) =>
    insert(sql, "project_members", place(admin, more));
  assert.equal(await by(admin, self({ unblinded: true })), "PT403");
  assert.equal(await by(admin, self({ role: "auditor" })), "PT403");
  // Controls: somebody else may, and a place without more rights is no rise.
  assert.equal(await by(admin, self({})), null);
  assert.equal(await by(owner, set(owner, { role: "viewer" })), null);
  assert.equal(
    await by(owner, (sql) => insert(sql, "project_members", place(member, { unblinded: true }))),
    null,
  );
  assert.equal(await by(owner, set(admin, { role: "auditor" })), null);
});

onBoth("a study is kept as long as its organisation says", async (world) => {
  const { owner, org } = await stage(world);
  const { db } = world;
  const make = () =>
    db.asUser(
      owner.claims,
      async (sql) => (await insert(sql, "projects", { org_id: org, name: "Trial" }))!,
    );
  const by = (work: (sql: Sql) => Promise<unknown>, why: string | null = reason) =>
    refusal(db.asUser(owner.claims, work, { reason: why }));
  const gone = (id: string) => (sql: Sql) => sql`delete from public.projects where id = ${id}`;
  const keep = (sql: Sql) => sql`update public.orgs set retention_years = 2 where id = ${org}`;
  assert.equal(await by(gone(await make())), null, "without a rule it goes");
  assert.equal(await by(keep, null), "PT422", "the rule changes with a reason");
  assert.equal(await by(keep), null);
  const project = await make();
  assert.equal(await by(gone(project)), "PT409");
  const archive = (sql: Sql) =>
    sql`update public.projects set archived_at = '2001-01-01' where id = ${project}`;
  assert.equal(await by(archive), null);
  assert.equal(await by(gone(project)), "PT409", "an older date does not help");
  const again = (sql: Sql) =>
    sql`insert into public.projects (org_id, name, archived_at) values (${org}, 'Old', '2001-01-01')
      returning archived_at > now() - interval '1 hour' as fresh`;
  const [old] = await db.asUser(owner.claims, again);
  assert.equal(old!.fresh, true);
  await db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`update public.projects set archived_at = now() - interval '25 months'
      where id = ${project}`,
  );
  assert.equal(await by(gone(project)), null, "after the time it goes");
});
