import assert from "node:assert/strict";
import {
  exportActivityEndpoint,
  listActivity,
  verifyActivityEndpoint,
} from "@/lib/activity/endpoints.ts";
import {
  signInEndpoint,
  signOutEndpoint,
  signUpEndpoint,
  verifyEndpoint,
} from "@/lib/identity/endpoints.ts";
import { live, withoutDatabase } from "@/lib/identity/live_testing.ts";
import { listMembersEndpoint } from "@/lib/members/endpoints.ts";
import type { Endpoint } from "./endpoint.ts";

const ENDPOINTS: Endpoint[] = [
  ...[signUpEndpoint, signInEndpoint, signOutEndpoint, verifyEndpoint],
  ...[listActivity, verifyActivityEndpoint, exportActivityEndpoint, listMembersEndpoint],
];

const colons = (path: string) => path.replaceAll(/\{(\w+)\}/g, ":$1");
const routes = Object.fromEntries(ENDPOINTS.map((e) => [colons(e.contract.path), [e]]));

const BODIES: unknown[] = [
  null,
  [],
  0,
  "text",
  true,
  {},
  { __proto__x: 1 },
  { email: { $gt: "" }, password: ["x"] },
  { email: "a@b.c", password: null },
  { email: `${"a".repeat(300)}@example.org`, password: "correct horse", name: "x" },
  { email: "a@example.org\r\nbcc: b@example.org", password: "correct horse", name: "x" },
  { email: "a@example.org", password: "\ud800 lone half", name: "x" },
  { email: "a@example.org", password: "nul \u0000 byte", name: "x" },
  { email: "a@example.org", password: "correct horse", name: "x".repeat(201) },
  { email: "a@example.org", password: "correct horse", name: "x", unknown: 1 },
];
const RAW = [
  "",
  "{",
  '{"a":',
  "[".repeat(100_000),
  '{"__proto__":{"x":1}}',
  "\u0000",
  "NaN",
  "'a'",
];
const IDS = ["1", "%00", "%2e%2e", crypto.randomUUID(), "x".repeat(3000), "'; drop table orgs; --"];
const QUERIES = [
  "?limit=-1",
  "?cursor=%00",
  "?entity='",
  "?from=2024-02-30",
  "?x=%ff",
  "?limit=1e9",
  "?=&&==",
];
const HEADERS: Record<string, string>[] = [
  { "content-type": "text/plain" },
  { "content-type": "application/json; charset=utf-16" },
  { "if-match": '"x"' },
  { "idempotency-key": "" },
  { "x-change-reason": "%00" },
  { "x-request-id": "<script>" },
  { authorization: "Bearer a.b.c" },
  { authorization: "Bearer " },
  { authorization: "Basic eDp5" },
  { cookie: "clinops=%00; clinops.0=x" },
];

Deno.test({
  name: "whatever comes in, the answer is a 4xx problem or a success: no 5xx, no stack",
  ignore: withoutDatabase,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    live({ endpoints: routes }, async ({ call, signUp }) => {
      const person = await signUp();
      const known = { authorization: `Bearer ${person.token}` };
      let asked = 0;
      const ask = async (
        method: string,
        path: string,
        options: { body?: unknown; raw?: string; headers?: Record<string, string> },
      ) => {
        const { status, body, headers } = await call(method, path, options);
        const where = `${method} ${path.slice(0, 100)} ${
          JSON.stringify(options).slice(0, 200)
        } -> ${status} ${JSON.stringify(body)}`;
        asked++;
        assert.ok(status < 500, where);
        assert.ok(headers.get("x-request-id"), where);
        assert.doesNotMatch(JSON.stringify(body), /\bat .*\.ts|PostgresError|node_modules/, where);
        if (status < 400) return;
        assert.match(headers.get("content-type") ?? "", /^application\/problem\+json/, where);
        for (const name of ["type", "title", "status", "detail", "requestId"]) {
          assert.ok(name in body, where);
        }
        if (status === 400 || status === 422) {
          assert.ok(body.errors.length > 0, where);
        }
      };
      for (const { contract: { path, method } } of ENDPOINTS) {
        if (path.endsWith("logout")) continue;
        for (const id of IDS) {
          const at = path.replace(/\{\w+\}/, id);
          for (const query of QUERIES) await ask(method, at + query, { headers: known });
          if (!path.includes("{")) break;
        }
        const at = path.replace(/\{\w+\}/, crypto.randomUUID());
        for (const headers of HEADERS) {
          await ask(method, at, {
            headers: { ...known, ...headers },
            ...(method === "GET" ? {} : { body: {} }),
          });
        }
        if (method === "GET") continue;
        for (const body of BODIES) await ask(method, at, { body, headers: known });
        for (const raw of RAW) await ask(method, at, { raw, headers: known });
      }
      assert.ok(asked > 200, `${asked} requests`);
    }),
});
