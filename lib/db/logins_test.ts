import assert from "node:assert/strict";
import { expectedMigration, openDb } from "./mod.ts";
import { adminOf, person, problemOf, serverDatabase, serverUrl } from "./testing.ts";
import { embeddedUrl } from "@/tests/environment.ts";

Deno.test("who gets no turn is told so", async () => {
  const db = openDb({ url: embeddedUrl, pool: 1, embedded: true, turnMs: 20 });
  const gate = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  const holding = db.asAuth(async (sql) => {
    await sql`select 1`;
    entered.resolve();
    await gate.promise;
  });
  await entered.promise;
  const problem = await problemOf(db.asAuth((sql) => sql`select 1`));
  assert.deepEqual([problem.status, problem.code], [503, "turn_timeout"]);
  assert.equal((await db.ready()).ok, false);
  gate.resolve();
  await holding;
  assert.deepEqual(await db.ready(), { ok: true, migration: await expectedMigration() });
  await db.close();
});

Deno.test({
  name: "the strict login does its work, another one is told what to set up",
  ignore: serverUrl() === null,
  async fn() {
    const { url, drop } = await serverDatabase();
    const login = (role: string) => url.replace("//postgres@", `//${role}@`);
    const admin = adminOf(url);
    await admin.unsafe("alter role clinops_app login; alter role clinops_jobs login");
    await admin.unsafe("do $$ begin create role stranger login; exception when others then end $$");
    const db = openDb({ url: login("clinops_app"), jobsUrl: login("clinops_jobs"), pool: 2 });
    const { claims, org } = await person(db);
    const rows = await db.asUser(claims, (sql) => sql`select id from orgs`);
    assert.deepEqual(rows.map((row) => row.id), [org]);
    await db.close();
    const strange = openDb({ url: login("stranger"), pool: 1 });
    const problem = await problemOf(strange.asUser(claims, (sql) => sql`select 1`));
    assert.deepEqual([problem.status, problem.code], [503, "login_role"]);
    await strange.close();
    await admin.end();
    await drop();
  },
});
