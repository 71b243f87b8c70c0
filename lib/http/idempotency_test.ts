import assert from "node:assert/strict";
import { z } from "zod";
import { type Live, live, withoutDatabase } from "@/lib/identity/live_testing.ts";
import { contract } from "./contract.ts";
import { endpoint } from "./endpoint.ts";
import { created } from "./reply.ts";

const body = z.object({ name: z.string(), fail: z.boolean().optional() });

/** Makes an organisation, which shows how often the work was done. */
const make = endpoint(
  contract({
    method: "POST",
    path: "/api/test/organizations",
    summary: "A test",
    tag: "test",
    caller: "user",
    body,
    responses: { 201: { description: "Made" } },
  }),
  async (call) => {
    const [row] = await call.db.asUser(call.claims, async (sql) => {
      const rows = await sql<
        { id: string }[]
      >`select public.create_organization(${call.body.name}) as id`;
      if (call.body.fail) await sql`select 1 / 0`;
      return rows;
    });
    return created(`/api/organizations/${row!.id}`, { id: row!.id }, { version: 1 });
  },
);

function test(name: string, work: (world: Live) => Promise<void>): void {
  const fn = () => live({ endpoints: { "/api/test/organizations": [make] } }, work);
  Deno.test({ name, fn, ignore: withoutDatabase, sanitizeOps: false, sanitizeResources: false });
}

async function setUp({ call, signUp }: Live) {
  const person = await signUp();
  const authorization = `Bearer ${person.token}`;
  const post = (key: string, body: unknown) =>
    call("POST", "/api/test/organizations", {
      body,
      headers: { authorization, "idempotency-key": key },
    });
  const names = async () => {
    const { body } = await call("GET", "/api/auth/verify", { headers: { authorization } });
    return body.organizations.map((o) => o.name).filter((n) => n.startsWith("Made"));
  };
  return { post, names };
}

test("the same key and body: done once, the answer replayed", async (world) => {
  const { post, names } = await setUp(world);
  const first = await post("key-1", { name: "Made A" });
  const second = await post("key-1", { name: "Made A" });
  assert.equal(first.status, 201);
  assert.equal(second.status, 201);
  assert.deepEqual(second.body, first.body);
  for (const name of ["location", "etag"]) {
    assert.equal(second.headers.get(name), first.headers.get(name));
  }
  assert.equal(first.headers.get("idempotency-replayed"), null);
  assert.equal(second.headers.get("idempotency-replayed"), "true");
  assert.deepEqual(await names(), ["Made A"]);
});

test("the same key with another body is a 422; another key does it again", async (world) => {
  const { post, names } = await setUp(world);
  await post("key-1", { name: "Made A" });
  assert.equal((await post("key-1", { name: "Made B" })).status, 422);
  assert.equal((await post("key-2", { name: "Made A" })).status, 201);
  assert.deepEqual(await names(), ["Made A", "Made A"]);
});

test("equal requests at the same time do the work once", async (world) => {
  const { post, names } = await setUp(world);
  const answers = await Promise.all([1, 2, 3, 4].map(() => post("key-1", { name: "Made A" })));
  assert.ok(answers.every(({ status }) => status === 201 || status === 409));
  assert.ok(answers.some(({ status }) => status === 201));
  assert.deepEqual(await names(), ["Made A"]);
});

test("work that failed leaves the key free", async (world) => {
  const { post, names } = await setUp(world);
  assert.equal((await post("key-1", { name: "Made A", fail: true })).status, 422);
  assert.deepEqual(await names(), []);
  assert.equal((await post("key-1", { name: "Made A" })).status, 201);
});

test("keys are each person's own, and unreadable ones are refused", async (world) => {
  const one = await setUp(world);
  const two = await setUp(world);
  assert.equal((await one.post("shared", { name: "Made A" })).status, 201);
  const other = await two.post("shared", { name: "Made B" });
  assert.equal(other.status, 201);
  assert.equal(other.headers.get("idempotency-replayed"), null);
  for (const key of ["a b", "x".repeat(201)]) {
    assert.equal((await one.post(key, { name: "Made C" })).status, 400);
  }
});
