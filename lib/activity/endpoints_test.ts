import assert from "node:assert/strict";
import type { Claims } from "@/lib/db/mod.ts";
import { type Live, live, type Person, withoutDatabase } from "@/lib/identity/live_testing.ts";
import { listMembersEndpoint } from "@/lib/members/endpoints.ts";
import { exportActivityEndpoint, listActivity, verifyActivityEndpoint } from "./endpoints.ts";
import { recordedHeads, recordHeads } from "./heads.ts";
import { activityQuery } from "./model.ts";
import { readActivityPage } from "./service.ts";

const dataDir = Deno.makeTempDirSync({ prefix: "clinops-heads-" });
const endpoints = {
  "/api/projects/:id/activity": [listActivity],
  "/api/projects/:id/activity/verify": [verifyActivityEndpoint],
  "/api/projects/:id/activity.csv": [exportActivityEndpoint],
  "/api/organizations/:id/members": [listMembersEndpoint],
};

function test(name: string, work: (world: Live) => Promise<void>): void {
  const fn = () => live({ endpoints, env: { DATA_DIR: dataDir } }, work);
  Deno.test({ name, fn, ignore: withoutDatabase, sanitizeOps: false, sanitizeResources: false });
}

async function claimsOf(world: Live, person: Person): Promise<Claims> {
  const verdict = await world.identity.verifier.verify(person.token);
  assert.ok(verdict.ok);
  return verdict.claims;
}

/** A project of the person, renamed `changes` times. */
async function projectOf(world: Live, person: Person, changes = 0): Promise<string> {
  const claims = await claimsOf(world, person);
  const [row] = await world.db.asUser(claims, (sql) =>
    sql<{ id: string }[]>`
      insert into public.projects (org_id, name) values (${person.organization.id}, 'Trial')
      returning id`);
  for (let i = 0; i < changes; i++) {
    await world.db.asUser(
      claims,
      (sql) => sql`update public.projects set name = ${`=Trial ${i}`} where id = ${row!.id}`,
      {
        reason: `Change ${i}`,
      },
    );
  }
  return row!.id;
}

const as = (person: Person) => ({ headers: { authorization: `Bearer ${person.token}` } });

interface Events {
  events: {
    seq: number;
    entity: string;
    action: string;
    reason: string | null;
    actor: { id: string; name: string };
  }[];
  nextCursor: string | null;
}

test("the trail is paged, newest first, and filtered", async (world) => {
  const person = await world.signUp();
  const id = await projectOf(world, person, 4);
  const get = async (query: string) => {
    const { status, body } = await world.call(
      "GET",
      `/api/projects/${id}/activity${query}`,
      as(person),
    );
    assert.equal(status, 200, JSON.stringify(body));
    return body as unknown as Events;
  };
  const all = await get("?entity=projects");
  assert.deepEqual(all.events.map((e) => e.action), [
    "update",
    "update",
    "update",
    "update",
    "insert",
  ]);
  assert.deepEqual(all.events[0]!.actor, { id: person.id, name: "Ada Rennick" });
  assert.equal(all.events[0]!.reason, "Change 3");
  const seen: number[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page: Events = await get(`?entity=projects&limit=2&cursor=${cursor}`);
    seen.push(...page.events.map((e) => e.seq));
    cursor = page.nextCursor;
  }
  assert.deepEqual(seen, all.events.map((e) => e.seq));
  const today = new Date().toISOString().slice(0, 10);
  assert.equal((await get(`?entity=projects&from=${today}&to=${today}`)).events.length, 5);
  assert.equal((await get("?to=2020-01-01")).events.length, 0);
  assert.equal((await get(`?actor=${crypto.randomUUID()}`)).events.length, 0);
  assert.equal((await get(`?actor=${person.id}&entity=projects`)).events.length, 5);
});

test("wrong filters are named", async (world) => {
  const person = await world.signUp();
  const id = await projectOf(world, person);
  for (
    const [query, path] of [
      ["entity=a b", "/entity"],
      ["from=yesterday", "/from"],
      ["to=2024-13-01", "/to"],
      ["cursor=x", "/cursor"],
      ["limit=0", "/limit"],
      ["actor=me", "/actor"],
      ["sort=1", "/sort"],
    ]
  ) {
    const { status, body } = await world.call(
      "GET",
      `/api/projects/${id}/activity?${query}`,
      as(person),
    );
    assert.equal(status, 422, query);
    assert.equal(body.errors[0]!.path, path);
  }
});

test("another tenant gets 404 for everything, with good and bad parameters", async (world) => {
  const owner = await world.signUp();
  const stranger = await world.signUp();
  const id = await projectOf(world, owner);
  for (const path of ["activity", "activity?limit=0", "activity/verify", "activity.csv"]) {
    const { status } = await world.call("GET", `/api/projects/${id}/${path}`, as(stranger));
    assert.equal(status, 404, path);
  }
  const members = `/api/organizations/${owner.organization.id}/members`;
  assert.equal((await world.call("GET", members, as(stranger))).status, 404);
  assert.equal((await world.call("GET", members)).status, 401);
  const { body } = await world.call("GET", members, as(owner));
  const [member] = body.members as { id: string; email: string; role: string }[];
  assert.deepEqual([member!.id, member!.email, member!.role], [owner.id, owner.email, "owner"]);
});

test("the chain verifies, alone and against the head that was written down", async (world) => {
  const person = await world.signUp();
  const id = await projectOf(world, person, 2);
  const verify = async () => {
    const { status, body } = await world.call(
      "GET",
      `/api/projects/${id}/activity/verify`,
      as(person),
    );
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const first = await verify();
  assert.equal(first.ok, true);
  assert.equal(first.outsideHead, null);
  assert.ok(Number(first.length) >= 3);
  assert.ok(await recordHeads(world.db, dataDir, new Date()) > 0);
  assert.equal(await recordHeads(world.db, dataDir, new Date()), 0, "nothing moved");
  const second = await verify();
  assert.equal(second.ok, true);
  const head = (await recordedHeads(dataDir)).get(person.organization.id)!;
  assert.deepEqual(second.outsideHead, { seq: head.seq, at: head.at });
  assert.equal(second.head, head.hash);

  const forged = { ...head, hash: "0".repeat(64) };
  await Deno.writeTextFile(`${dataDir}/chain-heads.jsonl`, `${JSON.stringify(forged)}\n{"cut`);
  const third = await verify();
  assert.equal(third.ok, false);
  assert.equal(third.brokenAt, head.seq);
});

test("a chain that lost a recorded head is reported, and its new head is not trusted", async (world) => {
  const person = await world.signUp();
  const dir = await Deno.makeTempDir();
  await recordHeads(world.db, dir, new Date());
  const head = (await recordedHeads(dir)).get(person.organization.id)!;
  const forged = { ...head, hash: "f".repeat(64) };
  await Deno.writeTextFile(`${dir}/chain-heads.jsonl`, `${JSON.stringify(forged)}\n`);
  const lines: string[] = [];
  const { error } = console;
  console.error = (line: string) => void lines.push(line);
  try {
    await recordHeads(world.db, dir, new Date());
  } finally {
    console.error = error;
  }
  assert.ok(lines.some((line) => line.includes("activity.chain_broken")));
  assert.equal((await recordedHeads(dir)).get(person.organization.id)!.hash, forged.hash);
});

test("the export is complete, and formulas in it are inert", async (world) => {
  const person = await world.signUp();
  const id = await projectOf(world, person, 3);
  const { status, body, headers } = await world.call(
    "GET",
    `/api/projects/${id}/activity.csv?entity=projects`,
    as(person),
  );
  assert.equal(status, 200);
  assert.match(
    headers.get("content-disposition") ?? "",
    /^attachment; filename="activity-trial-2-\d{8}T\d{6}Z-entry-\d+-[0-9a-f]{12}\.csv"$/,
  );
  const lines = String(body.text).trimEnd().split("\r\n");
  assert.equal(lines.length, 5);
  assert.match(lines[0]!, /^number,at,actor,/);
  assert.match(lines[1]!, /""name"": ?""=Trial 2""/);
});

test("the page's frame and trail take one transaction of three waits", async (world) => {
  const { countWaits } = await import("@/lib/db/mod.ts");
  const person = await world.signUp();
  const id = await projectOf(world, person, 1);
  const claims = await claimsOf(world, person);
  const query = activityQuery.parse({});
  const read = () => readActivityPage({ db: world.db, claims }, { projectId: id }, query);
  await read();
  const { value, waits } = await countWaits(read);
  assert.equal(value.project?.name, "=Trial 0");
  assert.deepEqual(value.organization, { ...person.organization, brand: null });
  assert.ok(value.events.length >= 2);
  assert.ok(waits <= 3, `${waits} waits`);
});
