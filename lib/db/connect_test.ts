import assert from "node:assert/strict";
import { setImmediate } from "node:timers";
import { connect, parseTarget } from "./connect.ts";
import { adminOf, serverDatabase, serverUrl } from "./testing.ts";

Deno.test("a socket directory may stand percent-encoded in the place of the host", () => {
  const { host, port, database } = parseTarget("postgres://me@%2Frun%2Fpg:5544/trials");
  assert.deepEqual([host, port, database], ["/run/pg", 5544, "trials"]);
});

Deno.test("the driver's write to a connection that has just closed does not end the process", async () => {
  const error = new TypeError("Cannot read properties of null (reading 'write')");
  error.stack =
    `${error}\n    at nextWrite (file:///x/node_modules/postgres/src/connection.js:255:22)`;
  const thrown = Promise.withResolvers<void>();
  setImmediate(() => {
    thrown.resolve();
    throw error;
  });
  await thrown.promise;
  await new Promise((resolve) => setTimeout(resolve, 10));
});

Deno.test({
  name: "server: connections that are cut at any moment reject their queries, and later ones work",
  ignore: serverUrl() === null,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const { url, drop } = await serverDatabase("empty");
    const sql = connect(url, { max: 4 });
    const admin = adminOf(url);
    for (let round = 0; round < 30; round++) {
      const queries = Array.from(
        { length: 8 },
        () => sql`select pg_sleep(0.001)`.then(() => 1, () => 0),
      );
      await admin`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`;
      await Promise.all(queries);
    }
    assert.deepEqual([...await sql`select 1 as one`], [{ one: 1 }]);
    await Promise.all([sql.end({ timeout: 1 }), admin.end()]);
    await drop();
  },
});
