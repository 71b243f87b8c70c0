// Projects through the real API: made by hand, changed, listed, archived, deleted.
import assert from "node:assert/strict";
import { call, type Person, signUp } from "./harness.ts";

type Json = Record<string, unknown>;

async function api(
  person: Person | null,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await call(person, method, path, body, headers);
  const text = await response.text();
  const json = JSON.parse(text || "null") as Json & {
    project: Json & { id: string; version: number };
    projects: { id: string; name: string }[];
    errors: { path: string; message: string }[];
    nextCursor: string | null;
  };
  return { status: response.status, headers: response.headers, body: json };
}

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });

test("a project is made by hand, read, changed and deleted", async () => {
  const ada = await signUp();
  const made = await api(ada, "POST", "/api/projects", {
    name: "MERIDIAN-3",
    description: "Prevention of migraine",
    phase: "Phase 2/Phase 3",
    indication: "Migraine",
    sponsor: "Northfold Research",
    targetEnrollment: 560,
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const { id } = made.body.project;
  assert.equal(made.headers.get("location"), `/api/projects/${id}`);
  assert.deepEqual(made.body.project.phases, ["PHASE2", "PHASE3"]);
  assert.deepEqual([made.body.project.nctId, made.body.project.sites], [null, []]);

  const read = await api(ada, "GET", `/api/projects/${id}`);
  assert.deepEqual(read.body.project, made.body.project);
  const etag = read.headers.get("etag") ?? "";
  const put = (body: unknown, headers: Record<string, string> = { "if-match": etag }) =>
    api(ada, "PUT", `/api/projects/${id}`, body, headers);
  assert.equal((await put({ name: "x" }, {})).status, 428);
  const changed = await put({ name: "MERIDIAN-3b", phase: null, timeZone: "Europe/Vienna" });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  assert.deepEqual(
    [changed.body.project.name, changed.body.project.phases, changed.body.project.timeZone],
    ["MERIDIAN-3b", null, "Europe/Vienna"],
  );
  assert.equal(changed.body.project.targetEnrollment, 560);
  const { fields } = changed.body.project.provenance as { fields: Record<string, Json> };
  assert.equal(fields.name?.kind, "person");
  assert.equal((fields.name?.by as Json).name, "Ada Rennick");

  const stale = await put({ name: "late" });
  assert.equal(stale.status, 412);
  assert.equal(stale.headers.get("etag"), changed.headers.get("etag"));

  assert.equal((await api(ada, "DELETE", `/api/projects/${id}`)).status, 204);
  assert.equal((await api(ada, "GET", `/api/projects/${id}`)).status, 404);
  assert.equal((await api(ada, "DELETE", `/api/projects/${id}`)).status, 404);
});

test("wrong fields are named, and nothing is made", async () => {
  const ada = await signUp();
  const cases: [Json, string][] = [
    [{}, "/name"],
    [{ name: " " }, "/name"],
    [{ name: "x".repeat(201) }, "/name"],
    [{ name: "x", phase: "Phase 9" }, "/phase"],
    [{ name: "x", phases: ["PHASE9"] }, "/phases/0"],
    [{ name: "x", targetEnrollment: -1 }, "/targetEnrollment"],
    [{ name: "x", targetEnrollment: 1.5 }, "/targetEnrollment"],
    [{ name: "x", timeZone: "Mars/Olympus" }, "/timeZone"],
    [{ name: "x", status: "Recruiting" }, "/status"],
    [{ name: "x", color: "red" }, "/color"],
    [{ name: "a\u0000b" }, "/name"],
    [{ name: "\ud800" }, "/name"],
    [{ name: "x", organizationId: "1" }, "/organizationId"],
  ];
  for (const [input, path] of cases) {
    const { status, body } = await api(ada, "POST", "/api/projects", input);
    assert.equal(status, 422, JSON.stringify([input, body]));
    assert.equal(body.errors[0]?.path, path, JSON.stringify(body));
  }
  const elsewhere = { name: "x", organizationId: crypto.randomUUID() };
  assert.equal((await api(ada, "POST", "/api/projects", elsewhere)).status, 404);
  assert.deepEqual((await api(ada, "GET", "/api/projects")).body.projects, []);
  assert.equal((await api(ada, "PUT", `/api/projects/${crypto.randomUUID()}`, {})).status, 404);
});

test("the list is newest first, in pages, and can be searched", async () => {
  const ada = await signUp();
  for (const name of ["One", "Two 100% sure", "Three", "Four", "Five"]) {
    const sponsor = name === "Three" ? "Alder Quay" : undefined;
    const status = name === "Four" ? "RECRUITING" : undefined;
    assert.equal((await api(ada, "POST", "/api/projects", { name, sponsor, status })).status, 201);
  }
  const names: string[] = [];
  let path: string | null = "/api/projects?limit=2";
  while (path) {
    const page: Awaited<ReturnType<typeof api>> = await api(ada, "GET", path);
    assert.ok(page.body.projects.length <= 2);
    names.push(...page.body.projects.map((project) => project.name));
    const { nextCursor } = page.body;
    path = nextCursor && `/api/projects?limit=2&cursor=${encodeURIComponent(nextCursor)}`;
  }
  assert.deepEqual(names, ["Five", "Four", "Three", "Two 100% sure", "One"]);
  const found = async (query: string) =>
    (await api(ada, "GET", `/api/projects?${query}`)).body.projects.map((p) => p.name);
  assert.deepEqual(await found("q=alder"), ["Three"]);
  assert.deepEqual(await found("q=100%25"), ["Two 100% sure"]);
  assert.deepEqual(await found("q=_"), []);
  assert.deepEqual(await found("status=RECRUITING"), ["Four"]);
  const wrong: [string, string][] = [
    ["limit=0", "/limit"],
    ["limit=x", "/limit"],
    ["status=nope", "/status"],
    ["cursor=nope", "/cursor"],
    ["sort=name", "/sort"],
  ];
  for (const [query, at] of wrong) {
    const { status, body } = await api(ada, "GET", `/api/projects?${query}`);
    assert.deepEqual([status, body.errors[0]?.path], [422, at], JSON.stringify(body));
  }
});

test("an archived project leaves the list and comes back", async () => {
  const ada = await signUp();
  const { body: { project } } = await api(ada, "POST", "/api/projects", { name: "Old" });
  const put = (archived: boolean, version: number) =>
    api(ada, "PUT", `/api/projects/${project.id}`, { archived }, { "if-match": `"${version}"` });
  const archived = await put(true, project.version);
  assert.ok(archived.body.project.archivedAt);
  assert.deepEqual((await api(ada, "GET", "/api/projects")).body.projects, []);
  const list = await api(ada, "GET", "/api/projects?archived=true");
  assert.deepEqual(list.body.projects.map((one) => one.id), [project.id]);
  const back = await put(false, archived.body.project.version);
  assert.equal(back.body.project.archivedAt, null);
});

test("an Idempotency-Key makes one project of two requests", async () => {
  const ada = await signUp();
  const key = { "idempotency-key": crypto.randomUUID() };
  const first = await api(ada, "POST", "/api/projects", { name: "Once" }, key);
  const second = await api(ada, "POST", "/api/projects", { name: "Once" }, key);
  assert.deepEqual([first.status, second.status], [201, 201]);
  assert.equal(second.body.project.id, first.body.project.id);
  assert.equal((await api(ada, "GET", "/api/projects")).body.projects.length, 1);
});
