// Two organisations, each with a row in every table; raw SQL as the owner of one against the rows
// of the other. Every refusal has the same statement at home beside it, which succeeds.
import assert from "node:assert/strict";
import { openDb, type Sql } from "@/lib/db/mod.ts";
import { adminOf } from "@/lib/db/testing.ts";
import { addMember, clear, onBoth, onServer, type Person, refusal, type World } from "./people.ts";
import type { Places, Row } from "./tables/declaration.ts";
import { tables } from "./tables/mod.ts";
import {
  type Catalogue,
  catalogue,
  fill,
  insert,
  sampleOf,
  samplesOf,
  spoken,
  withJson,
} from "./tables/rows.ts";

interface Tenant extends Places {
  person: Person;
}

/** An organisation with a project, its owner cleared for everything, and a row in each table. */
async function tenant(world: World, list: Catalogue): Promise<Tenant> {
  const person = await world.signUp();
  const org = await world.organization(person);
  const [idle, newcomer] = [await world.signUp(), await world.signUp()];
  await addMember(world.db, org, idle);
  const project = await world.db.asUser(person.claims, async (sql) => {
    const id = (await insert(sql, "projects", { org_id: org, name: "Trial" }))!;
    await sql`insert into public.idempotency_keys (key, method, path, request_hash)
      values ('k', 'POST', '/', 'h')`;
    return id;
  }, { reason: "set-up of the test" });
  await clear(world.db, project, person);
  const places = { org, project, idle, newcomer, rows: new Map<string, string>() };
  await fill(world.db, person, list, places);
  return { ...places, person };
}

async function two(world: World) {
  const list = await catalogue(world.db, await world.signUp());
  return { list, home: await tenant(world, list), abroad: await tenant(world, list) };
}

class Undo extends Error {}

/** Runs work as the person and undoes it; what it gives, or the code it is refused with. */
async function tried(world: World, person: Person, work: (sql: Sql) => Promise<number>) {
  let count = 0;
  const done = world.db.asUser(person.claims, async (sql) => {
    count = await work(sql);
    throw new Undo();
  }, { reason: "test" });
  try {
    await done;
  } catch (error) {
    if (!(error instanceof Undo)) return await refusal(Promise.reject(error));
  }
  return count;
}

/** Rows of the tenant in the table. */
function rowsOf(sql: Sql, name: string, columns: string[], { org, person }: Tenant) {
  if (columns.includes("org_id")) return sql`org_id = ${org}`;
  if (name === "orgs") return sql`id = ${org}`;
  if (name === "profiles") return sql`id = ${person.id}`;
  if (name === "idempotency_keys") return sql`user_id = ${person.id}`;
  throw new Error(`Cannot tell whose the rows of "${name}" are`);
}

onBoth("no table shows, changes or loses a row of another organisation", async (world) => {
  const { list, home, abroad } = await two(world);
  const wrong: string[] = [];
  for (const { name, columns, verbs } of list) {
    if (tables[name]?.rule === "everybody") continue; // no tenant's rows
    for (const verb of verbs.filter((verb) => verb !== "insert")) {
      const run = (whose: Tenant) => (sql: Sql) => {
        const relation = sql(`public.${name}`);
        const where = rowsOf(sql, name, columns, whose);
        if (verb === "select") return sql`select 1 from ${relation} where ${where}`;
        if (verb === "delete") return sql`delete from ${relation} where ${where}`;
        return sql`update ${relation} set ${sql(tables[name]!.change!)} where ${where}`;
      };
      const count = (whose: Tenant) =>
        tried(world, home.person, async (sql) => (await run(whose)(sql)).count);
      const [own, foreign] = [await count(home), await count(abroad)];
      if (typeof own !== "number" || own === 0) wrong.push(`${verb} ${name} at home: ${own}`);
      if (foreign !== 0) wrong.push(`${verb} ${name} abroad: ${foreign}`);
    }
  }
  assert.deepEqual(wrong, []);
});

onBoth(
  "no row is put into another organisation, under its name or a borrowed one",
  async (world) => {
    const { list, home, abroad } = await two(world);
    for (const table of list) {
      if (!table.verbs.includes("insert") || !table.columns.includes("org_id")) continue;
      const putAll = (rows: [name: string, row: Row][]) =>
        tried(world, home.person, async (sql) => {
          let made = 0;
          for (const [name, row] of rows) {
            made = (await spoken(sql, name, () =>
              sql`insert into ${sql(`public.${name}`)} ${sql(withJson(sql, row))}`)).count;
          }
          return made;
        });
      const put = (row: Row) => putAll([[table.name, row]]);
      assert.equal(await putAll(samplesOf(table, home)), 1, `${table.name} at home`);
      assert.equal(await put(sampleOf(table, abroad)), "42501", `${table.name} abroad`);
      if (!table.columns.includes("project_id")) {
        continue;
      }
      const lie = { ...sampleOf(table, abroad), org_id: home.org };
      assert.equal(await put(lie), "23503", `${table.name} with a borrowed organisation`);
      const other = { ...sampleOf(table, home), org_id: abroad.org };
      assert.ok(["42501", "23503"].includes(String(await put(other))), `${table.name} for another`);
    }
  },
);

onBoth("rows of a project cannot hang on rows of another organisation", async (world) => {
  const { list, home, abroad } = await two(world);
  const at = (name: string) => list.find((table) => table.name === name)!;
  const borrowed = {
    contacts: { site_id: abroad.rows.get("sites") },
    arm_interventions: { arm_id: abroad.rows.get("arms") },
    sites: { import_run_id: abroad.rows.get("import_runs") },
    project_members: { user_id: abroad.person.id },
  };
  for (const [name, extra] of Object.entries(borrowed)) {
    const row = { ...sampleOf(at(name), home), ...extra };
    const code = await tried(world, home.person, async (sql) => {
      const { count } = await sql`insert into ${sql(`public.${name}`)} ${sql(withJson(sql, row))}`;
      await sql`set constraints all immediate`;
      return count;
    });
    assert.equal(code, "23503", name);
  }
});

onBoth("functions tell nothing of another organisation", async (world) => {
  const { home, abroad } = await two(world);
  const ask = (query: (sql: Sql, whose: Tenant) => Promise<unknown>, whose: Tenant) =>
    world.db.asUser(home.person.claims, (sql) => query(sql, whose));
  const page = async (sql: Sql, whose: Tenant) =>
    (await sql`select public.project_page(${whose.project}) as doc`)[0]!.doc;
  const rights = async (sql: Sql, whose: Tenant) =>
    (await sql`select public.my_permissions(${whose.project}) as doc`)[0]!.doc;
  const listed = async (sql: Sql, whose: Tenant) =>
    JSON.stringify((await sql`select public.portfolio(archived => null) as doc`)[0]!.doc)
      .includes(whose.project);
  assert.equal(await ask(page, abroad), null);
  assert.equal(await ask(rights, abroad), null);
  assert.equal(await ask(listed, abroad), false);
  assert.notEqual(await ask(page, home), null);
  assert.notEqual(await ask(rights, home), null);
  assert.equal(await ask(listed, home), true);
  const verify = (sql: Sql, whose: Tenant) => sql`select public.verify_activity(${whose.org})`;
  assert.equal(await refusal(ask(verify, home)), null);
  assert.equal(await refusal(ask(verify, abroad)), "PT404");
});

onBoth("another organisation's and unknown ids are refused alike at the door", async (world) => {
  const { home, abroad } = await two(world);
  const enter = (projectId: string) =>
    world.db.asUser(home.person.claims, (sql) => sql`select 1`, {
      permission: { resource: "site", verb: "update", projectId },
    });
  const problem = (projectId: string) =>
    enter(projectId).then(() => null, ({ status, message }) => ({ status, message }));
  assert.equal(await problem(home.project), null);
  assert.deepEqual(await problem(abroad.project), { status: 404, message: "Not found" });
  assert.deepEqual(await problem(abroad.project), await problem(crypto.randomUUID()));
});

onServer("a caller's own types run no code as the owner of the functions", async (world) => {
  const person = await world.signUp();
  const org = await world.organization(person);
  const project = await world.db.asUser(
    person.claims,
    (sql) => insert(sql, "projects", { org_id: org, name: "Trial" }),
  );
  // On a connection that has not prepared the functions yet.
  const db = openDb({ url: world.url, pool: 1 });
  const ok = await db.asUser(person.claims, async (sql) => {
    await sql`create function pg_temp.spy(value text) returns boolean language plpgsql as $$ begin
      if current_user <> 'authenticated' then raise exception 'ran as %', current_user; end if;
      return true; end $$`;
    for (const type of ["text", "jsonb", "uuid"]) {
      await sql.unsafe(`create domain pg_temp.${type} as pg_catalog.${type}
        check (pg_temp.spy(value::pg_catalog.text))`);
    }
    await sql`insert into public.sites (org_id, project_id) values (${org}, ${project})`;
    await sql`update public.sites set city = 'Rome'`;
    const [row] = await sql<{ verdict: { ok: boolean } }[]>`
      select public.verify_activity(${org}) as verdict`;
    return row!.verdict.ok;
  }).finally(() => db.close());
  assert.equal(ok, true);
});

onServer("nobody holds up the writers of another organisation", async (world) => {
  const [person, stranger] = [await world.signUp(), await world.signUp()];
  const org = await world.organization(person);
  const admin = adminOf(world.url);
  try {
    for (const claims of [JSON.stringify(stranger.claims), ""]) {
      await world.db.asUser(stranger.claims, async (sql) => {
        await sql`select set_config('clinops.org', ${org}, true),
          set_config('request.jwt.claims', ${claims}, true)`;
        await sql`update public.sites set city = 'x' where false`;
        await admin`select from private.chain_heads where org_id = ${org} for update nowait`;
      });
    }
  } finally {
    await admin.end();
  }
});
