import assert from "node:assert/strict";
import { connect, type Pool } from "./connect.ts";
import { migrate, MigrationError, migrationStatus } from "./migrate.ts";
import { serverDatabase, serverUrl } from "./testing.ts";

const first = `-- The first table; it has a comment.
create table one (id int);
create function two() returns int language sql as $$ select 1; select 2 $$;
`;

interface Scratch {
  url: string;
  sql: Pool;
  dir: string;
  write(name: string, text: string): Promise<void>;
}

/** A test on an empty database of the server, with a directory for migrations. */
function scratch(name: string, body: (at: Scratch) => Promise<void>) {
  Deno.test({
    name,
    ignore: serverUrl() === null,
    async fn() {
      const { url, drop } = await serverDatabase("empty");
      const dir = await Deno.makeTempDir();
      const sql = connect(url, { max: 2 });
      const write = (file: string, text: string) => Deno.writeTextFile(`${dir}/${file}`, text);
      try {
        await body({ url, sql, dir, write });
      } finally {
        await sql.end();
        await Deno.remove(dir, { recursive: true });
        await drop();
      }
    },
  });
}

scratch("an empty database is bootstrapped, migrated and recorded as by the CLI", async (at) => {
  await at.write("20260101000000_first.sql", first);
  assert.deepEqual(await migrate(at.sql, { dir: at.dir }), ["20260101000000_first.sql"]);
  const rows = await at.sql`select * from supabase_migrations.schema_migrations`;
  assert.deepEqual(rows.map((row) => ({ ...row })), [{
    version: "20260101000000",
    name: "first",
    statements: [
      "-- The first table; it has a comment.\ncreate table one (id int)",
      "create function two() returns int language sql as $$ select 1; select 2 $$",
    ],
  }]);
  assert.equal((await at.sql`select to_regclass('auth.users') as users`)[0]!.users, "auth.users");
});

scratch("what is applied is not applied again, and a dump comes before a change", async (at) => {
  let dumps = 0;
  const options = { dir: at.dir, beforeChange: () => Promise.resolve(dumps++) };
  await at.write("20260101000000_first.sql", first);
  await migrate(at.sql, options);
  assert.deepEqual(await migrate(at.sql, options), []);
  assert.equal(dumps, 0);
  await at.write("20260102000000_more.sql", "create table more (id int)");
  assert.deepEqual((await migrationStatus(at.sql, at.dir)).pending, ["20260102000000_more.sql"]);
  assert.deepEqual(await migrate(at.sql, options), ["20260102000000_more.sql"]);
  assert.equal(dumps, 1);
});

scratch("a failing file leaves nothing behind and names its line", async (at) => {
  await at.write("20260101000000_first.sql", first);
  await at.write(
    "20260102000000_bad.sql",
    "create table half (id int);\n\nselect nothing_like_it();\n",
  );
  await assert.rejects(migrate(at.sql, { dir: at.dir }), (error) => {
    assert.ok(error instanceof MigrationError);
    assert.match(error.message, /^Cannot apply 20260102000000_bad\.sql at line 3: function/);
    return true;
  });
  const [row] = await at.sql`select to_regclass('half') as half, to_regclass('one') as one`;
  assert.deepEqual({ ...row }, { half: null, one: "one" });
  assert.deepEqual((await migrationStatus(at.sql, at.dir)).applied, ["20260101000000"]);
});

scratch("two runners at once apply each file once", async (at) => {
  await at.write("20260101000000_first.sql", `${first}select pg_sleep(0.1);`);
  await at.write("20260102000000_more.sql", "create table more (id int)");
  const other = connect(at.url, { max: 1 });
  const applied = await Promise.all([at.sql, other].map((sql) => migrate(sql, { dir: at.dir })));
  await other.end();
  assert.deepEqual(applied.flat().sort(), ["20260101000000_first.sql", "20260102000000_more.sql"]);
});

scratch("a file whose name does not fit is refused before anything is done", async (at) => {
  await at.write("20260101000000_first.sql", first);
  await at.write("2026_second.sql", "select 1");
  await assert.rejects(
    migrate(at.sql, { dir: at.dir }),
    /Cannot use migration file "2026_second.sql"/,
  );
  assert.equal((await at.sql`select to_regclass('one') as one`)[0]!.one, null);
});
