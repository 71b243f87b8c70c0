import assert from "node:assert/strict";
import { countWaits, type Db, onOperation, openDb, type Sql } from "./mod.ts";
import { person, problemOf } from "./testing.ts";
import { embeddedUrl, sharedServerUrl } from "@/tests/environment.ts";

type Body = (db: Db) => Promise<void>;

/** Runs a test on the embedded and on the server Postgres. */
function onBoth(name: string, body: Body) {
  Deno.test(`embedded: ${name}`, async () => {
    const db = openDb({ url: embeddedUrl, pool: 1, embedded: true });
    await body(db).finally(() => db.close());
  });
  Deno.test({
    name: `server: ${name}`,
    ignore: sharedServerUrl === null,
    async fn() {
      const db = openDb({ url: sharedServerUrl!, pool: 4 });
      await body(db).finally(() => db.close());
    },
  });
}

onBoth("work runs as the person, under row-level security", async (db) => {
  const [anna, ben] = [await person(db), await person(db)];
  const rows = await db.asUser(
    anna.claims,
    (sql) => sql`select current_user::text as role, array(select id from orgs) as orgs`,
  );
  assert.deepEqual(rows[0], { role: "authenticated", orgs: [anna.org] });
  const seen = await db.asUser(ben.claims, (sql) => sql`select 1 from orgs where id = ${anna.org}`);
  assert.equal(seen.length, 0);
});

onBoth("a foreign insert is refused though the work starts at once", async (db) => {
  const [anna, ben] = [await person(db), await person(db)];
  for (const start of [1, 2]) {
    const problem = await problemOf(
      db.asUser(anna.claims, (sql) =>
        sql`insert into org_members (org_id, user_id, role)
          values (${ben.org}, ${anna.claims.sub}, 'owner')`, { reason: `try ${start}` }),
    );
    assert.equal(problem.status, 403);
  }
  const members = await db.asUser(
    ben.claims,
    (sql) => sql`select user_id from org_members where org_id = ${ben.org}`,
  );
  assert.deepEqual(members.map((row) => row.user_id), [ben.claims.sub]);
});

onBoth("a revoked session gets 401 at once, whatever the work does", async (db) => {
  const { claims } = await person(db);
  await db.asAuth((sql) => sql`delete from auth.sessions where id = ${claims.session_id}`);
  assert.equal((await problemOf(db.asUser(claims, (sql) => sql`select 1`))).status, 401);
  assert.equal((await problemOf(db.asUser(claims, () => "no query"))).status, 401);
  const swallowing = db.asUser(claims, async (sql) => {
    await sql`select 1`.catch(() => {});
  });
  assert.equal((await problemOf(swallowing)).status, 401);
});

onBoth("a one-query read takes two waits", async (db) => {
  const { claims } = await person(db);
  const read = () => db.asUser(claims, (sql) => sql`select id from orgs`);
  const { waits, statements } = await countWaits(read);
  assert.deepEqual({ waits, statements }, { waits: 2, statements: 2 });
  const sequential = await countWaits(() =>
    db.asUser(claims, async (sql) => {
      await sql`select 1`;
      await Promise.all([sql`select 2`, sql`select 3`]);
    })
  );
  assert.equal(sequential.waits, 3);
});

onBoth("only the transaction's own sql works inside, and only inside", async (db) => {
  const { claims } = await person(db);
  for (const nested of ["asUser", "asSystem", "asAuth"]) {
    const again = () => {
      if (nested === "asUser") return db.asUser(claims, (sql) => sql`select 1`);
      return nested === "asAuth"
        ? db.asAuth((sql) => sql`select 1`)
        : db.asSystem("test", (sql) => sql`select 1`);
    };
    await assert.rejects(db.asUser(claims, again), /Cannot start \w+ inside a transaction/);
  }
  const leaked = await db.asUser(claims, (sql) => ({ later: () => sql`select 1` }));
  await assert.rejects(async () => await leaked.later(), /its transaction has ended/);
});

onBoth("a failure rolls everything back and frees the connection", async (db) => {
  const { claims, org } = await person(db);
  const failing = db.asUser(claims, async (sql) => {
    await sql`update orgs set name = 'Changed' where id = ${org}`;
    throw new Error("no");
  });
  await assert.rejects(failing, /^Error: no$/);
  const [row] = await db.asUser(claims, (sql) => sql`select name from orgs where id = ${org}`);
  assert.equal(row!.name, "Org");
});

onBoth("bad values are 422 and name no secret", async (db) => {
  const { claims } = await person(db);
  const bad = await problemOf(
    db.asUser(claims, (sql) => sql`select * from orgs where id = ${"abc"}`),
  );
  assert.deepEqual([bad.status, bad.code], [422, "22P02"]);
  const nul = await problemOf(db.asUser(claims, (sql) => sql`select ${"a\0b"}::text`));
  assert.equal(nul.status, 422);
});

onBoth("of statements sent together the one that failed is reported", async (db) => {
  const { claims } = await person(db);
  // The way of the failed one to the caller is longer than that of the one behind it.
  const together = (sql: Sql) => {
    const long = async () => await (async () => await (async () => await sql`select 'x'::int`)())();
    return Promise.all([long(), sql`select 1`]);
  };
  assert.equal((await problemOf(db.asUser(claims, together))).code, "22P02");
  const inside = db.asUser(claims, (sql) => sql.savepoint(together));
  assert.equal((await problemOf(inside)).code, "22P02");
});

onBoth("a serialisation failure runs the work again, three times at most", async (db) => {
  const { claims } = await person(db);
  let runs = 0;
  const value = await db.asUser(claims, async (sql) => {
    runs++;
    if (runs < 3) await sql.unsafe("do $$ begin raise 'met' using errcode = '40001'; end $$");
    return runs;
  });
  assert.deepEqual([value, runs], [3, 3]);
  const hopeless = db.asUser(claims, (sql) => {
    runs++;
    return sql.unsafe("do $$ begin raise 'met' using errcode = '40P01'; end $$");
  });
  assert.equal((await problemOf(hopeless)).status, 503);
  assert.equal(runs, 6);
});

onBoth("a statement that cannot be written fails at once, wherever it stands", async (db) => {
  const { claims } = await person(db);
  const missing = JSON.parse("{}").id;
  const failing = [
    () => db.asUser(claims, (sql) => sql`select ${missing}::uuid`),
    () => db.asUser(claims, (sql) => Promise.all([sql`select 1`, sql`select ${missing}::uuid`])),
    () =>
      db.asUser(claims, async (sql) => {
        await sql`select 1`;
        await sql`select ${missing}::uuid`;
      }),
  ];
  for (const fail of failing) await assert.rejects(fail, /UNDEFINED_VALUE|undefined/i);
  const [row] = await db.asUser(claims, (sql) => sql`select 7 as seven`);
  assert.equal(row!.seven, 7);
});

onBoth("a savepoint keeps the transaction usable", async (db) => {
  const { claims } = await person(db);
  const value = await db.asUser(claims, async (sql) => {
    await assert.rejects(sql.savepoint((inner) => inner`select 1 / 0`));
    const [row] = await sql`select 7 as seven`;
    return row!.seven;
  });
  assert.equal(value, 7);
});

onBoth("a date stays a date, a count is a number, a moment is a Date", async (db) => {
  const [row] = await db.asAuth((sql) =>
    sql`select date '2026-03-29' as day, count(*) as n, timestamptz '2026-01-01Z' as at
        from (values (1)) one where ${"2026-03-29"}::date = date '2026-03-29'`
  );
  assert.deepEqual({ ...row }, { day: "2026-03-29", n: 1, at: new Date("2026-01-01Z") });
});

onBoth("a job says who it is and why", async (db) => {
  const [row] = await db.asSystem(
    "nightly check",
    (sql) =>
      sql`select current_user::text as role, current_setting('clinops.actor_kind') as kind,
          current_setting('clinops.reason') as reason`,
  );
  assert.deepEqual({ ...row }, { role: "service_role", kind: "system", reason: "nightly check" });
});

onBoth("nothing of a transaction is left on the connection", async (db) => {
  const { claims } = await person(db);
  await db.asUser(claims, (sql) => sql`select 1`, { reason: "secret" });
  const [row] = await db.asAuth((sql) =>
    sql`select coalesce(current_setting('request.jwt.claims', true), '') as claims,
          coalesce(current_setting('clinops.reason', true), '') as reason`
  );
  assert.deepEqual({ ...row }, { claims: "", reason: "" });
});

Deno.test("listeners hear of every operation until they leave", async () => {
  const db = openDb({ url: embeddedUrl, pool: 1, embedded: true });
  const names: string[] = [];
  const leave = onOperation(({ name, seconds }) => {
    assert.ok(seconds >= 0);
    names.push(name);
  });
  await db.asAuth((sql) => sql`select 1`);
  leave();
  await db.asAuth((sql) => sql`select 1`);
  await db.close();
  assert.deepEqual(names, ["turn", "BEGIN", "SELECT", "SELECT", "COMMIT"]);
});
