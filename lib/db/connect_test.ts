import assert from "node:assert/strict";
import { parseTarget } from "./connect.ts";

Deno.test("a URL with everything", () => {
  assert.deepEqual(
    parseTarget("postgres://app%40x:p%2Fw@db.example:5433/clinops?sslmode=require"),
    {
      host: "db.example",
      port: 5433,
      user: "app@x",
      password: "p/w",
      database: "clinops",
      ssl: "require",
      pooled: false,
    },
  );
});

Deno.test("a percent-encoded directory is a unix socket", () => {
  const target = parseTarget("postgres://postgres@%2Ftmp%2Fx/postgres");
  assert.equal(target.host, "/tmp/x");
  assert.equal(target.ssl, false);
  assert.equal(parseTarget("postgres:///clinops?host=/run/postgresql").host, "/run/postgresql");
});

Deno.test("the database is named after the user when it has no name", () => {
  assert.equal(parseTarget("postgres://app@localhost").database, "app");
});

Deno.test("Supabase is reached encrypted, and its transaction pooler without preparing", () => {
  const url = "postgres://postgres.ref:x@aws-0-eu.pooler.supabase.com:6543/postgres";
  assert.deepEqual([parseTarget(url).ssl, parseTarget(url).pooled], ["require", true]);
  assert.equal(parseTarget(url.replace("6543", "5432")).pooled, false);
  assert.equal(parseTarget("postgres://a@b/c?pgbouncer=true").pooled, true);
});
