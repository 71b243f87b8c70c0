// What the database holds of invitations, against raw SQL.
import assert from "node:assert/strict";
import type { Sql } from "@/lib/db/mod.ts";
import { addMember, onBoth, onServer, type Person, refusal } from "@/tests/people.ts";
import { insert } from "@/tests/tables/rows.ts";
import {
  accept,
  demote,
  emailOf,
  invited,
  reason,
  remove,
  roleOf,
  stage,
} from "./rules_testing.ts";
import { hashOf, newToken } from "./token.ts";

onBoth(
  "an invitation is accepted once, by the confirmed address, while it is good",
  async (world) => {
    const { owner, org } = await stage(world);
    const { db } = world;
    const [guest, other] = [await world.signUp("Gus Test"), await world.signUp("Otto Her")];
    const email = await emailOf(db, guest);
    const { id, token } = await invited(world, owner, { org_id: org, email: email.toUpperCase() });
    assert.equal(await refusal(accept(world, guest, newToken())), "PT404");
    assert.equal(await refusal(accept(world, other, token)), "PT403");
    const confirmed = (on: boolean) =>
      db.asAuth((sql) =>
        sql`update auth.users set email_confirmed_at = ${on ? new Date() : null}
        where id = ${guest.id}`
      );
    await confirmed(false);
    assert.equal(await refusal(accept(world, guest, token)), "PT403");
    await confirmed(true);
    const expiry = (days: number) =>
      db.asSystem(
        "set-up of the test",
        (sql) =>
          sql`update public.invitations set expires_at = now() + make_interval(days => ${days})
        where id = ${id}`,
      );
    await expiry(-1);
    assert.equal(await refusal(accept(world, guest, token)), "PT409");
    await expiry(1);
    assert.equal(await refusal(accept(world, guest, token)), null);
    assert.equal(await roleOf(db, guest, org), "member");
    assert.equal(await refusal(accept(world, guest, token)), "PT409");
  },
);

onServer("an invitation that is accepted twice at once is used once", async (world) => {
  const { owner, org } = await stage(world);
  const guest = await world.signUp();
  const { token } = await invited(world, owner, {
    org_id: org,
    email: await emailOf(world.db, guest),
  });
  const codes = await Promise.all([1, 2, 3].map(() => refusal(accept(world, guest, token))));
  assert.deepEqual(codes.toSorted(), [null, "PT409", "PT409"].toSorted());
});

onBoth(
  "who may invite neither chooses nor keeps a token, and changes nothing else",
  async (world) => {
    const { owner, admin, org } = await stage(world);
    const { db } = world;
    const guest = await world.signUp();
    const email = await emailOf(db, guest);
    const token = newToken();
    const by = (work: (sql: Sql) => Promise<unknown>) =>
      refusal(db.asUser(admin.claims, work, { reason }));
    let id = "";
    const own = { org_id: org, email, token_hash: hashOf(token), expires_at: "2099-01-01" };
    assert.equal(await by(async (sql) => id = (await insert(sql, "invitations", own))!), null);
    assert.equal(await refusal(accept(world, guest, token)), "PT404", "the hash was not taken");
    const set = (change: Record<string, unknown>) => (sql: Sql) =>
      sql`update public.invitations set ${sql(change)} where id = ${id}`;
    for (const change of [{ token_hash: hashOf(token) }, { role: "admin" }, { email: "x@y.zz" }]) {
      assert.equal(await by(set(change)), "PT403", JSON.stringify(change));
    }
    const [row] = await db.asUser(
      owner.claims,
      (sql) =>
        sql`select token_hash, expires_at < now() + interval '8 days' as soon
      from public.invitations where id = ${id}`,
    );
    assert.deepEqual(row, { token_hash: null, soon: true });
    // Nor does an administrator invite an owner; an owner does.
    const owners = { org_id: org, email: "chief@example.org", role: "owner" };
    assert.equal(
      await by((sql) => insert(sql, "invitations", owners)),
      "42501",
    );
    const put = db.asUser(owner.claims, (sql) => insert(sql, "invitations", owners));
    assert.equal(await refusal(put), null);
    assert.equal(await by(set({ revoked_at: new Date() })), null, "but revokes");
    assert.equal(await by(set({ sends: 2 })), "PT409", "which is for good");
  },
);

onBoth("what was invited by who may no longer invite, or is removed, ends", async (world) => {
  const { owner, admin, member, org } = await stage(world);
  const { db } = world;
  const guest = await world.signUp();
  const email = await emailOf(db, guest);
  const byAdmin = await invited(world, admin, { org_id: org, email });
  const kept = await invited(world, owner, { org_id: org, email: "kept@example.org" });
  const project = await db.asUser(
    owner.claims,
    async (sql) => (await insert(sql, "projects", { org_id: org, name: "Trial" }))!,
  );
  await db.asUser(owner.claims, (sql) => demote(sql, org, admin), { reason });
  assert.equal(await refusal(accept(world, guest, byAdmin.token)), "PT409");
  // A letter to somebody who joined another way and is removed since.
  const second = await invited(world, owner, {
    ...{ org_id: org, email, project_id: project, project_role: "viewer" },
  });
  await addMember(db, org, guest);
  await db.asUser(owner.claims, (sql) => remove(sql, org, guest), { reason });
  assert.equal(await refusal(accept(world, guest, second.token)), "PT409");
  const open = await db.asUser(owner.claims, (sql) =>
    sql`select id from public.invitations
      where org_id = ${org} and revoked_at is null and accepted_at is null`);
  assert.deepEqual(open.map((row) => row.id), [kept.id]);
  assert.equal(await roleOf(db, member, org), "member");
});

onBoth("inviting tells strangers nothing of who belongs to an organisation", async (world) => {
  const { owner, member, org } = await stage(world);
  const { db } = world;
  const stranger = await world.signUp();
  await world.organization(stranger);
  const known = { org_id: org, email: await emailOf(db, member) };
  const unknown = { org_id: org, email: "nobody@example.org" };
  const by = (who: Person, row: Record<string, unknown>) =>
    refusal(db.asUser(who.claims, (sql) => insert(sql, "invitations", row)));
  assert.deepEqual([await by(stranger, known), await by(stranger, unknown)], ["42501", "42501"]);
  assert.deepEqual([await by(member, known), await by(member, unknown)], ["42501", "42501"]);
  assert.deepEqual([await by(owner, known), await by(owner, unknown)], ["PT409", null]);
  assert.equal(await by(owner, unknown), "PT409", "and not twice");
});

onBoth("an organisation sends sixty invitations an hour, and so does a person", async (world) => {
  const { owner, admin, org } = await stage(world);
  const invite = (by: Person, home: string, from: number, to: number) =>
    world.db.asUser(by.claims, (sql) =>
      sql`insert into public.invitations (org_id, email)
        select ${home}, 'n' || n || '@example.org' from generate_series(${from}::int, ${to}::int) n`)
      .then(({ count }) => count, (error: { code?: string }) => error.code);
  const [second, third] = [await world.organization(owner), await world.organization(admin)];
  assert.equal(await invite(owner, org, 1, 60), 60);
  assert.equal(await invite(admin, org, 61, 61), "PT429", "the organisation");
  assert.equal(await invite(owner, second, 1, 1), "PT429", "the person");
  assert.equal(await invite(admin, third, 1, 1), 1, "another one elsewhere");
});

onBoth("the trail keeps of a logo its SHA-256 alone, and of a token nothing", async (world) => {
  const { owner, org } = await stage(world);
  const logo = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
  const set = (type: string) =>
    refusal(
      world.db.asUser(owner.claims, (sql) =>
        sql`update public.orgs set logo = ${logo}, logo_type = ${type} where id = ${org}`),
    );
  assert.equal(await set("image/jpeg"), "23514", "its bytes say otherwise");
  assert.equal(await set("image/svg+xml"), "23514");
  assert.equal(await set("image/png"), null);
  const { token } = await invited(world, owner, { org_id: org, email: "a@example.org" });
  const [seen] = await world.db.asUser(
    owner.claims,
    (sql) =>
      sql<{ logo: string; trail: string }[]>`select
      (select a.after ->> 'logo' from public.activity a where a.org_id = ${org}
        and a.entity = 'orgs' and a.action = 'update') as logo,
      (select string_agg(a.after::text, '') from public.activity a
        where a.org_id = ${org} and a.entity = 'invitations') as trail`,
  );
  assert.match(seen!.logo, /^[0-9a-f]{64}$/);
  assert.match(seen!.trail, /"sent_at": "2/, "that a letter was sent is there");
  assert.doesNotMatch(seen!.trail, /token/);
  assert.equal(seen!.trail.includes(token) || seen!.trail.includes(hashOf(token)), false);
});
