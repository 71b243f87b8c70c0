import assert from "node:assert/strict";
import { fakeDb, silenced, testApp, type TestOptions } from "@/lib/http/testing.ts";
import { type Db, expectedMigration } from "@/lib/db/mod.ts";
import { Identity } from "@/lib/identity/mod.ts";
import { fakeBackend } from "@/lib/identity/testing.ts";
import { observeDb } from "@/observability/metrics.ts";
import { healthEndpoint, metricsEndpoint, openapiEndpoint, readyEndpoint } from "./endpoints.ts";

const newest = await expectedMigration();
const TOKEN = "metrics-token-of-16-or-more";

function app(options: TestOptions & { authStatus?: number } = {}) {
  const backend = fakeBackend(
    () => Promise.resolve([]),
    () => new Response("{}", { status: options.authStatus ?? 200 }),
  );
  return testApp({
    "/api/health": [healthEndpoint],
    "/api/health/ready": [readyEndpoint],
    "/api/metrics": [metricsEndpoint],
    "/api/openapi.json": [openapiEndpoint],
  }, { sessions: new Identity(backend, { publicOrigin: null }), ...options });
}

const down = (): Db => ({
  ...fakeDb(),
  asSystem: () => Promise.reject(new Error("down")),
  ready: () => Promise.resolve({ ok: false, detail: "secret host is down" }),
});
/** A database that answers, and says that it is migrated so far. */
const up = (migration: string | null = newest): Db => ({
  ...fakeDb(),
  ready: () => Promise.resolve({ ok: true, migration }),
});

Deno.test("health asks nobody", async () => {
  const response = await app({ db: down(), authStatus: 500 })("/api/health");
  const body = await response.json();
  assert.equal(response.status, 200);
  assert.equal(body.status, "ok");
  assert.equal(typeof body.version, "string");
  assert.equal(typeof body.uptimeSeconds, "number");
});

Deno.test("ready names what is down, with Retry-After, and nothing about it", async () => {
  const cases: [Db, number, number, Record<string, string>][] = [
    [up(), 200, 200, { database: "ok", migrations: "ok", auth: "ok", ai: "off" }],
    [up(), 500, 503, { database: "ok", migrations: "ok", auth: "down", ai: "off" }],
    [up("99991231235959"), 200, 200, { database: "ok", migrations: "ok", auth: "ok", ai: "off" }],
    [up("20200101000000"), 200, 503, { database: "ok", migrations: "down", auth: "ok", ai: "off" }],
    [up(null), 200, 503, { database: "ok", migrations: "down", auth: "ok", ai: "off" }],
    [down(), 200, 503, { database: "down", migrations: "down", auth: "ok", ai: "off" }],
  ];
  for (const [db, authStatus, status, checks] of cases) {
    const response = await app({ db, authStatus })("/api/health/ready");
    const text = await response.text();
    assert.equal(response.status, status);
    assert.deepEqual(JSON.parse(text).checks, { storage: "ok", ...checks });
    assert.equal(response.headers.has("retry-after"), status === 503);
    assert.doesNotMatch(text, /secret/);
  }
});

Deno.test("AI is off without the key that the app, or in a hosted project its functions, take", async () => {
  const hosted = {
    SUPABASE_URL: "http://127.0.0.1:1",
    SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x",
    DATABASE_URL: "postgres://app:app@127.0.0.1:1/x",
  };
  const cases: [Record<string, string>, string][] = [
    [{}, "off"],
    [{ GOOGLE_GENERATIVE_AI_API_KEY: "key" }, "ok"],
    [hosted, "off"],
    [{ ...hosted, SUPABASE_SECRET_KEY: "sb_secret_x" }, "ok"],
  ];
  for (const [env, ai] of cases) {
    const response = await app({ db: up(), env })("/api/health/ready");
    assert.equal((await response.json()).checks.ai, ai, Object.keys(env).join());
  }
});

Deno.test("metrics: this machine without a proxy, or the token", async () => {
  const env = { METRICS_TOKEN: TOKEN };
  const status = async (
    remote: string,
    headers: Record<string, string>,
    more = env as Record<string, string>,
  ) => {
    const response = await app({ remote, env: more })("/api/metrics", { headers });
    await response.body?.cancel();
    return response.status;
  };
  const token = { authorization: `Bearer ${TOKEN}` };
  assert.equal(await status("127.0.0.1", {}), 200);
  assert.equal(await status("::1", {}, {}), 200);
  assert.equal(await status("127.0.0.1", { "x-forwarded-for": "127.0.0.1" }), 401);
  assert.equal(await status("127.0.0.1", { forwarded: "for=127.0.0.1" }), 401);
  assert.equal(await status("192.0.2.1", {}), 401);
  assert.equal(await status("192.0.2.1", token), 200);
  assert.equal(await status("192.0.2.1", { authorization: `Bearer ${TOKEN}x` }), 401);
  assert.equal(await status("192.0.2.1", token, {}), 401);
});

Deno.test("metrics show requests by route pattern, database operations and the process", async () => {
  const request = app({ remote: "127.0.0.1" });
  await (await request("/api/health?patient=12")).body?.cancel();
  await silenced(async () => await (await request("/secret-name")).body?.cancel());
  observeDb({ name: "SELECT", seconds: 0.002, error: null });
  const response = await request("/api/metrics");
  assert.match(response.headers.get("content-type") ?? "", /^text\/plain/);
  const text = await response.text();
  assert.match(
    text,
    /http_server_request_duration_seconds_count\{[^}]*route="\/api\/health"[^}]*\} \d/,
  );
  assert.match(
    text,
    /http_server_request_duration_seconds_count\{[^}]*route="none",status="404"\} \d/,
  );
  assert.match(text, /db_client_operation_duration_seconds_bucket\{[^}]*operation="SELECT"/);
  for (
    const name of [
      "process_resident_memory_bytes",
      "process_cpu_seconds_total",
      "process_start_time_seconds",
    ]
  ) {
    assert.match(text, new RegExp(`^${name}(\\{[^}]*\\})? [\\d.e+]+$`, "m"));
  }
  assert.doesNotMatch(text, /secret-name|patient/);
});

Deno.test("the description is OpenAPI 3.1 and complete", async () => {
  await import("@/lib/identity/endpoints.ts");
  await import("@/lib/activity/endpoints.ts");
  const response = await app()("/api/openapi.json");
  const text = await response.text();
  const document = JSON.parse(text);
  assert.equal(document.openapi, "3.1.0");
  const ids = new Set<string>();
  for (const [path, item] of Object.entries<Record<string, Operation>>(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const where = `${method} ${path}`;
      assert.ok(!ids.has(operation.operationId), where);
      ids.add(operation.operationId);
      assert.ok(operation.summary && operation.tags.length > 0, where);
      assert.ok("405" in operation.responses && "429" in operation.responses, where);
      assert.equal(
        "401" in operation.responses || path === "/api/metrics",
        operation.security.length > 0 || path === "/api/metrics" || path === "/api/auth/login",
        where,
      );
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = operation.parameters.filter((p) => p.in === "path").map((p) => p.name);
      assert.deepEqual(declared, named, where);
    }
  }
  for (const [, ref] of text.matchAll(/"\$ref":"#\/components\/(\w+\/\w+)"/g)) {
    const [group = "", name = ""] = ref!.split("/");
    assert.ok(document.components[group][name], ref);
  }
  assert.doesNotMatch(text, /\$defs/);
});

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  security: unknown[];
  parameters: { in: string; name: string }[];
  responses: Record<string, unknown>;
}

Deno.test("a directory for documents that cannot be written is not ready", async () => {
  const response = await app({ db: up(), env: { DATA_DIR: "/proc/nowhere" } })("/api/health/ready");
  assert.equal(response.status, 503);
  assert.equal((await response.json()).checks.storage, "down");
});
