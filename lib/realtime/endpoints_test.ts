/** Event streams through the whole app, on the run's embedded Postgres. */
import assert from "node:assert/strict";
import { call, ORIGIN, type Person, request, signUp } from "@/tests/harness.ts";
import { Client } from "./testing.ts";

function test(name: string, fn: () => Promise<void>): void {
  // The app's database and hub live as long as the process of the test.
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });
}

async function study(person: Person): Promise<string> {
  const made = await call(person, "POST", "/api/projects", { name: "Trial" });
  const text = await made.text();
  assert.equal(made.status, 201, text);
  return JSON.parse(text).project.id;
}

const events = (person: Person | null, project: string, query = "", headers = {}) =>
  call(person, "GET", `/api/projects/${project}/events${query}`, undefined, headers);

async function listen(person: Person, project: string, query = "", headers = {}) {
  const response = await events(person, project, query, headers);
  assert.equal(response.status, 200);
  return new Client(response.body!);
}

async function rename(person: Person, project: string, name: string) {
  const { headers } = await call(person, "GET", `/api/projects/${project}`);
  const put = await call(person, "PUT", `/api/projects/${project}`, { name }, {
    "if-match": headers.get("etag")!,
  });
  assert.equal(put.status, 200, await put.text());
}

/** Status and the first field at fault. */
async function refused(opening: Promise<Response>): Promise<[number, string?]> {
  const response = await opening;
  const path = (await response.json()).errors?.[0]?.path;
  return path === undefined ? [response.status] : [response.status, path];
}

test("who is not the project's learns nothing, whatever else is asked", async () => {
  const [owner, stranger] = [await signUp(), await signUp()];
  const project = await study(owner);
  assert.deepEqual(await refused(events(null, project)), [401]);
  for (const query of ["", "?lastEventId=1", "?lastEventId=x", "?nonsense=1"]) {
    assert.deepEqual(await refused(events(stranger, project, query)), [404], query);
  }
  assert.deepEqual(await refused(events(owner, "x")), [404]);
});

test("an id that is none is refused, as parameter and as header", async () => {
  const owner = await signUp();
  const project = await study(owner);
  for (const id of ["x", "-1", "1.5", "1e3", "9".repeat(16), "0x1"]) {
    const header = events(owner, project, "", { "last-event-id": id });
    assert.deepEqual(await refused(header), [422, "/lastEventId"], id);
    const parameter = events(owner, project, `?lastEventId=${id}`);
    assert.deepEqual(await refused(parameter), [422, "/lastEventId"], id);
  }
  assert.deepEqual(await refused(events(owner, project, "?unnamed=yes")), [422, "/unnamed"]);
});

test("a stream has the headers of one, and HEAD and 405 do not open any", async () => {
  const owner = await signUp();
  const project = await study(owner);
  const response = await events(owner, project);
  assert.equal(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  assert.match(response.headers.get("cache-control")!, /no-store/);
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  assert.ok(response.headers.get("x-request-id"));
  await response.body!.cancel();
  const path = `/api/projects/${project}/events`;
  for (let i = 0; i < 25; i++) {
    const head = await call(owner, "HEAD", path);
    assert.deepEqual([head.status, head.body], [200, null], "a HEAD gives its seat back");
  }
  const post = await call(owner, "POST", path, {});
  assert.deepEqual([post.status, post.headers.get("allow")], [405, "GET, HEAD, OPTIONS"]);
});

test("both ways of saying the last id resume; the header counts more", async () => {
  const owner = await signUp();
  const project = await study(owner);
  for (const name of ["A", "B", "C"]) await rename(owner, project, name);
  const all = await listen(owner, project, "?lastEventId=0");
  await all.until(({ ids }) => ids.length >= 5);
  assert.deepEqual(all.changes.map(({ event }) => event).filter((e) => e === "project.update"), [
    ...["project.update", "project.update", "project.update"],
  ]);
  const ids = all.ids as number[];
  assert.deepEqual(ids, ids.toSorted((a, b) => a - b));
  const [third, second] = [ids.at(-1)!, ids.at(-2)!];
  const byHeader = await listen(owner, project, "?lastEventId=0", { "last-event-id": `${second}` });
  await byHeader.until(({ changes }) => changes.length > 0);
  assert.deepEqual(byHeader.ids, [third]);
  const unnamed = await listen(owner, project, `?unnamed=1&lastEventId=${second}`);
  await unnamed.until(({ received }) => received.some(({ event }) => event === "message"));
  const message = unnamed.received.find(({ event }) => event === "message")!;
  assert.deepEqual([message.id, message.data.type], [third, "project.update"]);
  for (const client of [all, byHeader, unnamed]) await client.leave();
});

test("cookie and bearer both listen; signing out ends both streams", async () => {
  const owner = await signUp();
  const project = await study(owner);
  const byCookie = await request(`/api/projects/${project}/events`, {
    headers: { cookie: owner.cookie },
  });
  assert.equal(byCookie.status, 200);
  const clients = [new Client(byCookie.body!), await listen(owner, project)];
  await rename(owner, project, "Heard");
  for (const client of clients) {
    await client.until(({ changes }) => changes.length === 1);
    assert.equal(client.changes[0]!.event, "project.update");
  }
  const credentials: [string, string][] = [
    ["cookie", owner.cookie],
    ["authorization", `Bearer ${owner.token}`],
  ];
  for (const [name, value] of credentials) {
    const headers = { origin: ORIGIN, "sec-fetch-site": "same-origin", [name]: value };
    const out = await request("/api/auth/logout", { method: "POST", headers });
    assert.equal(out.status, 204);
  }
  for (const client of clients) assert.equal(await client.ended(), "session");
});

test("the 21st stream of a person is refused with the time to wait", async () => {
  const owner = await signUp();
  const project = await study(owner);
  const clients = await Promise.all(Array.from({ length: 20 }, () => listen(owner, project)));
  const more = await events(owner, project);
  assert.deepEqual([more.status, more.headers.get("retry-after")], [429, "30"]);
  await more.body!.cancel();
  const [stranger] = [await signUp()];
  assert.deepEqual(await refused(events(stranger, project)), [404]);
  for (const client of clients) await client.leave();
  const again = await listen(owner, project);
  await again.leave();
});
