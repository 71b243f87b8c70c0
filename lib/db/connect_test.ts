import assert from "node:assert/strict";
import { setImmediate } from "node:timers";
import postgres from "postgres";
import { parseTarget } from "./connect.ts";

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

Deno.test("a rejection that the driver leaves to nobody when a connection is cut ends no process", async () => {
  const cut = { code: "57P01", message: "terminating connection due to administrator command" };
  Promise.reject(Object.assign(new Error("write EPIPE"), { code: "EPIPE", syscall: "write" }));
  Promise.reject(Object.assign(Object.create(postgres.PostgresError.prototype), cut));
  await new Promise((resolve) => setTimeout(resolve, 10));
});
