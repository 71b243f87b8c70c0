import assert from "node:assert/strict";
import postgres from "postgres";
import { parseTarget } from "./connect.ts";

Deno.test("a socket directory may stand percent-encoded in the place of the host", () => {
  const { host, port, database } = parseTarget("postgres://me@%2Frun%2Fpg:5544/trials");
  assert.deepEqual([host, port, database], ["/run/pg", 5544, "trials"]);
});

Deno.test("a rejection that the driver leaves to nobody when a connection is cut ends no process", async () => {
  const cut = { code: "57P01", message: "terminating connection due to administrator command" };
  Promise.reject(Object.assign(new Error("write EPIPE"), { code: "EPIPE", syscall: "write" }));
  Promise.reject(Object.assign(Object.create(postgres.PostgresError.prototype), cut));
  await new Promise((resolve) => setTimeout(resolve, 10));
});
