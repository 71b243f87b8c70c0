// Another organisation's ids, over every documented path and every page: a stranger gets what a
// made-up id gets, nothing of the record in the answer, and nothing is changed. The owner's same
// calls are the control.
import assert from "node:assert/strict";
import { png } from "@/lib/organizations/images_testing.ts";
import { call, page, type Person, request, signUp } from "./harness.ts";

const SECRET = "Zephyr-Quartz-7741";
const METHODS = /^(get|put|post|delete)$/;

interface Operation {
  requestBody?: unknown;
}

async function paths(): Promise<[method: string, path: string][]> {
  const response = await call(null, "GET", "/api/openapi.json");
  const document = await response.json() as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).filter((m) => METHODS.test(m)).map((m) => [m, path] as [string, string])
  ).filter(([, path]) => path.includes("{"));
}

async function study(owner: Person): Promise<string> {
  const made = await call(owner, "POST", "/api/projects", {
    name: SECRET,
    sponsor: `${SECRET} Ltd`,
  });
  assert.equal(made.status, 201, await made.clone().text());
  return (await made.json()).project.id;
}

const fill = (path: string, project: string, organization: string) =>
  path.replace(/(\/organizations\/)\{\w+\}/, `$1${organization}`).replaceAll(/\{\w+\}/g, project);

async function send(person: Person, method: string, path: string): Promise<Response> {
  const body = method === "put" || method === "post"
    ? { name: "Taken over", paths: ["/name"] }
    : undefined;
  return await call(person, method.toUpperCase(), path, body, { "if-match": '"1"' });
}

Deno.test("a stranger's every call on a study answers as for an id that never was", async () => {
  const [owner, stranger] = [await signUp(), await signUp("Mallory Stranger")];
  const project = await study(owner);
  const operations = await paths();
  assert.ok(operations.length >= 6, `documented operations with an id: ${operations.length}`);
  for (const [method, path] of operations) {
    const theirs = await send(stranger, method, fill(path, project, owner.organization.id));
    const nobodys = await send(
      stranger,
      method,
      fill(path, crypto.randomUUID(), crypto.randomUUID()),
    );
    const [told, control] = [await theirs.text(), await nobodys.text()];
    assert.ok(
      [403, 404, 422].includes(theirs.status),
      `${method} ${path}: ${theirs.status} ${told}`,
    );
    assert.equal(
      theirs.status,
      nobodys.status,
      `${method} ${path} tells that the id exists: ${control}`,
    );
    assert.ok(!told.includes(SECRET), `${method} ${path} leaks: ${told}`);
  }
  const kept = await call(owner, "GET", `/api/projects/${project}`);
  assert.equal(kept.status, 200);
  assert.equal((await kept.json()).project.name, SECRET);
});

/** So that there is a logo to read. */
async function logo(owner: Person) {
  const path = `/api/organizations/${owner.organization.id}`;
  const version = (await call(owner, "GET", path)).headers.get("etag");
  const response = await request(`${path}/logo`, {
    method: "PUT",
    headers: {
      authorization: `Bearer ${owner.token}`,
      "content-type": "image/png",
      "if-match": version ?? "",
    },
    body: new Uint8Array(await png(64, 64)),
  });
  assert.equal(response.status, 200, await response.text());
}

Deno.test("the owner's reads of the same paths succeed", async () => {
  const owner = await signUp();
  const project = await study(owner);
  await logo(owner);
  for (const [method, path] of await paths()) {
    // A feed is read by its own secret, not by who is signed in.
    if (method !== "get" || (path.match(/\{/g)?.length ?? 0) > 1 || path.includes("{token}")) {
      continue;
    }
    const response = await send(owner, method, fill(path, project, owner.organization.id));
    const endless = response.headers.get("content-type")?.startsWith("text/event-stream");
    const told = endless ? await response.body?.cancel() : await response.text();
    assert.equal(response.status, 200, `${path}: ${told}`);
  }
});

Deno.test("pages of a study are not there for a stranger, and send an unknown caller to sign in", async () => {
  const [owner, stranger] = [await signUp(), await signUp("Mallory Stranger")];
  const project = await study(owner);
  for (const below of ["", "/sites", "/activity", "/intake", "/import", "/members", "/settings"]) {
    const path = `/projects/${project}${below}`;
    const own = await page(owner, path);
    assert.equal(own.status, 200, path);
    assert.ok((await own.text()).includes(SECRET), `${path} shows the study to its owner`);
    const foreign = await page(stranger, path);
    assert.equal(foreign.status, 404, path);
    assert.ok(!(await foreign.text()).includes(SECRET), path);
    const unknown = await page(null, path);
    assert.equal(unknown.status, 303, path);
    assert.equal(unknown.headers.get("location"), `/login?next=${encodeURIComponent(path)}`);
  }
});

Deno.test("a stranger's portfolio does not list, count or find the study", async () => {
  const [owner, stranger] = [await signUp(), await signUp("Mallory Stranger")];
  await study(owner);
  const list = async (person: Person) =>
    (await (await call(person, "GET", `/api/projects?q=${SECRET}`)).json()).projects.length;
  assert.equal(await list(owner), 1);
  assert.equal(await list(stranger), 0);
  assert.ok((await (await page(owner, "/projects")).text()).includes(SECRET));
  assert.ok(!(await (await page(stranger, "/projects")).text()).includes(SECRET));
});
