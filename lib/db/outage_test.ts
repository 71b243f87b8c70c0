import assert from "node:assert/strict";
import { parseTarget } from "./connect.ts";
import { DbProblem, openDb, type Sql } from "./mod.ts";
import { adminOf, serverDatabase, serverUrl } from "./testing.ts";
import { embeddedUrl } from "@/tests/environment.ts";

/** A unix socket in front of the database that can freeze or cut what passes. */
async function proxy(target: string) {
  const dir = await Deno.makeTempDir();
  const listener = Deno.listen({ transport: "unix", path: `${dir}/.s.PGSQL.5432` });
  const open = new Set<Deno.Conn>();
  let frozen = false;
  const pump = async (from: Deno.Conn, to: Deno.Conn) => {
    const buffer = new Uint8Array(65536);
    for (;;) {
      const count = await from.read(buffer).catch(() => null);
      if (count === null) break;
      for (let sent = 0; !frozen && sent < count;) {
        sent += await to.write(buffer.subarray(sent, count)).catch(() => count);
      }
    }
  };
  const accepting = (async () => {
    for await (const client of listener) {
      const server = await Deno.connect({ transport: "unix", path: target });
      open.add(client).add(server);
      pump(client, server);
      pump(server, client);
    }
  })();
  return {
    url: `postgres://postgres@${encodeURIComponent(dir)}/postgres`,
    freeze: () => frozen = true,
    cut() {
      for (const end of open) end.close();
      open.clear();
    },
    async close() {
      this.cut();
      listener.close();
      await accepting;
      await Deno.remove(dir, { recursive: true });
    },
  };
}

function throughProxy(
  name: string,
  body: (at: Awaited<ReturnType<typeof proxy>>) => Promise<void>,
) {
  Deno.test(name, async () => {
    const { host, port } = parseTarget(embeddedUrl);
    const between = await proxy(`${host}/.s.PGSQL.${port}`);
    await body(between).finally(() => between.close());
  });
}

function is503(code: string) {
  return (error: unknown) => {
    assert.ok(error instanceof DbProblem, `${error}`);
    assert.deepEqual([error.status, error.code], [503, code]);
    return true;
  };
}

throughProxy(
  "a cut in the middle of a transaction is a 503, and the next one connects again",
  async (between) => {
    const db = openDb({ url: between.url, pool: 1, embedded: true });
    const cut = db.asAuth(async (sql) => {
      await sql`select 1`;
      between.cut();
      await sql`select 2`;
    });
    await assert.rejects(cut, is503("unreachable"));
    const rows = await db.asAuth((sql) => sql`select 3 as three`);
    assert.equal(rows[0]!.three, 3);
    await db.close();
  },
);

throughProxy("a database that falls silent is a 503, never a hang", async (between) => {
  const db = openDb({ url: between.url, pool: 1, embedded: true, deadlineMs: 200, turnMs: 100 });
  await db.asAuth((sql) => sql`select 1`);
  between.freeze();
  await assert.rejects(db.asAuth((sql) => sql`select 1`), is503("transaction_timeout"));
  await assert.rejects(db.asAuth((sql) => sql`select 1`), is503("turn_timeout"));
  between.cut();
  await db.close();
});

Deno.test("a database that is not there is a 503 at once", async () => {
  const dir = await Deno.makeTempDir();
  const db = openDb({ url: `postgres://postgres@${encodeURIComponent(dir)}/postgres`, pool: 1 });
  await assert.rejects(db.asAuth((sql) => sql`select 1`), is503("unreachable"));
  assert.deepEqual(await db.ready(), { ok: false, detail: "Database is not reachable" });
  await db.close();
  await Deno.remove(dir);
});

Deno.test({
  name: "connections that the server ends at any moment are 503s, and none stays broken",
  ignore: serverUrl() === null,
  async fn() {
    const database = await serverDatabase();
    const db = openDb({ url: database.url, pool: 4, turnMs: 2000, deadlineMs: 4000 });
    const admin = adminOf(database.url);
    const works: ((sql: Sql) => Promise<unknown>)[] = [
      async (sql) => await sql`select pg_sleep(0.001)`,
      (sql) => Promise.all([sql`select pg_sleep(0.001)`, sql`select ${1}::int`]),
      async (sql) => {
        await sql`select 1`;
        await new Promise((resolve) => setTimeout(resolve, 2));
        await sql`select 2`;
      },
      (sql) => sql.savepoint((inner) => inner`select 1 / 0`).catch(() => sql`select 1`),
    ];
    const work = (_: unknown, n: number) => db.asSystem("stress", works[n % works.length]!);
    let cut = 0;
    for (let round = 0; round < 60; round++) {
      const calls = Promise.allSettled(Array.from({ length: 8 }, work));
      await new Promise((resolve) => setTimeout(resolve, round % 12));
      await admin`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`;
      for (const call of await calls) {
        if (call.status === "fulfilled") continue;
        cut++;
        assert.ok(call.reason instanceof DbProblem, `${call.reason}`);
        assert.equal(call.reason.status, 503);
        assert.doesNotMatch(call.reason.code, /timeout/, "nobody waits for a broken connection");
      }
    }
    assert.notEqual(cut, 0, "some were cut");
    await new Promise((resolve) => setTimeout(resolve, 100)); // the last cut is heard of
    await Promise.all(Array.from({ length: 8 }, work));
    await db.close();
    await admin.end();
    await database.drop();
  },
});
