// What was promised stays as it was, and links tell nobody of restricted items: against raw SQL.
import assert from "node:assert/strict";
import type { Claims, Sql } from "@/lib/db/mod.ts";
import { addMember, onBoth, refusal, type World } from "@/tests/people.ts";
import { insert } from "@/tests/tables/rows.ts";
import { begin } from "@/tests/trail.ts";

/** Somebody of the study with a role and no clearance. */
async function uncleared(
  world: World,
  { org, project, role }: { org: string; project: string; role: string },
) {
  const person = await world.signUp();
  await addMember(world.db, org, person);
  await world.db.asSystem("set-up of the test", (sql) =>
    sql`
    insert into public.project_members (org_id, project_id, user_id, role)
    values (${org}, ${project}, ${person.id}, ${role})`);
  return person.claims;
}

onBoth("a baseline gets its items when it is taken, and never later", async (world) => {
  const { person, org, project } = await begin(world);
  const place = { org_id: org, project_id: project };
  const item = (baseline: string) => ({
    ...{ ...place, baseline_id: baseline, item_id: crypto.randomUUID() },
    ...{ kind: "milestone", title: "First in", finish_on: "2027-01-01" },
  });
  const take = async (sql: Sql) => {
    const baseline = await insert(sql, "baselines", { ...place, name: "Approved" });
    await insert(sql, "baseline_items", item(baseline!));
    // A savepoint is of the same transaction.
    await sql.savepoint((inner) => insert(inner, "baseline_items", item(baseline!)));
    return baseline!;
  };
  const as = <T>(claims: Claims, work: (sql: Sql) => Promise<T>) =>
    world.db.asUser(claims, work, { reason: "test" });
  const manager = await uncleared(world, { org, project, role: "manager" });
  const viewer = await uncleared(world, { org, project, role: "viewer" });
  const old = await as(manager, take);
  const later = (sql: Sql) => insert(sql, "baseline_items", item(old));
  const both = (sql: Sql) => take(sql).then(() => later(sql));
  assert.equal(await refusal(as(manager, later)), "PT409");
  assert.equal(await refusal(as(person.claims, later)), "PT409");
  assert.equal(await refusal(as(manager, both)), "PT409", "not beside a new one either");
  assert.equal(await refusal(world.db.asSystem("a job", later)), "PT409");
  assert.equal(await refusal(as(viewer, later)), "42501");
  const kept = await as(viewer, (sql) =>
    sql`
    select 1 from public.baseline_items where baseline_id = ${old}`);
  assert.equal(kept.length, 2);
});

onBoth(
  "links of restricted items are seen, made and removed by the cleared alone",
  async (world) => {
    const { person, org, project } = await begin(world);
    const { db } = world;
    const place = { org_id: org, project_id: project };
    const manager = await uncleared(world, { org, project, role: "manager" });
    const as = <T>(claims: Claims, work: (sql: Sql) => Promise<T>) =>
      db.asUser(claims, work, { reason: "test" });
    const task = (title: string, restricted = false) =>
      as(person.claims, (sql) => insert(sql, "tasks", { ...place, title, restricted }));
    const [a, b, c] = [await task("A"), await task("B"), await task("C")];
    const secret = await task("Unblinding", true);
    const milestone = await as(
      person.claims,
      (sql) => insert(sql, "milestones", { ...place, key: "k", title: "M", kind: "milestone" }),
    );
    const link = (claims: Claims, from: string | null, to: Record<string, string | null>) =>
      as(
        claims,
        (sql) =>
          sql`insert into public.dependencies ${sql({ ...place, from_task_id: from, ...to })}`,
      );
    const seen = async (claims: Claims) =>
      (await as(claims, (sql) =>
        sql`
      select 1 from public.dependencies where project_id = ${project}`)).length;
    await link(manager, a, { to_task_id: b });
    await link(manager, b, { to_task_id: c });
    await link(manager, b, { to_milestone_id: milestone });
    assert.equal(await seen(manager), 3);
    await link(person.claims, secret, { to_task_id: c });
    assert.deepEqual([await seen(manager), await seen(person.claims)], [3, 4]);
    assert.equal(await refusal(link(manager, a, { to_task_id: secret })), "42501");
    // Made before their end became restricted.
    await as(
      person.claims,
      (sql) => sql`update public.tasks set restricted = true where id = ${a}`,
    );
    assert.deepEqual([await seen(manager), await seen(person.claims)], [2, 4]);
    await as(
      person.claims,
      (sql) => sql`update public.milestones set restricted = true where id = ${milestone}`,
    );
    assert.deepEqual([await seen(manager), await seen(person.claims)], [1, 4]);
    const free = (claims: Claims) =>
      as(claims, (sql) => sql`update public.dependencies set restricted = false`);
    assert.equal((await free(manager)).count, 1, "they free what they see");
    await free(person.claims);
    assert.equal(await seen(manager), 1, "a link is no freer than its ends");
    await as(
      person.claims,
      (sql) => sql`update public.tasks set restricted = false where id = ${a}`,
    );
    await free(person.claims);
    assert.equal(await seen(manager), 2, "freed with its end, by the cleared");
  },
);
