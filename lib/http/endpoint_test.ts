import assert from "node:assert/strict";
import { z } from "zod";
import { DbProblem } from "@/lib/db/mod.ts";
import { contract } from "./contract.ts";
import { endpoint } from "./endpoint.ts";
import { created, noContent, ok } from "./reply.ts";
import {
  fakeDb,
  json,
  PROJECT,
  type Seen,
  signedIn,
  testApp,
  type TestOptions,
} from "./testing.ts";

const item = z.object({
  name: z.string().min(1),
  status: z.enum(["draft", "open"]).optional(),
  nested: z.strictObject({ tags: z.array(z.string()) }).optional(),
  reason: z.string().optional(),
});

const answer = { 200: { description: "Done" } };
const base = { tag: "test", summary: "A test", caller: "user" } as const;
const permission = { resource: "projects", verb: "update" } as const;

const list = endpoint(
  contract({
    ...base,
    method: "GET",
    path: "/api/things",
    query: z.object({
      limit: z.coerce.number().int().max(100).default(10),
      q: z.string().optional(),
    }),
    responses: answer,
  }),
  (call) => ok({ limit: call.query.limit, q: call.query.q ?? null }),
);
const create = endpoint(
  contract({ ...base, method: "POST", path: "/api/things", body: item, responses: answer }),
  (call) => created("/api/things/1", { name: call.body.name, reason: call.reason }),
);
const read = endpoint(
  contract({
    ...base,
    method: "GET",
    path: "/api/projects/{id}",
    versioned: true,
    responses: answer,
  }),
  (call) => ok({ id: call.params.id }, { version: 3 }),
);
const change = endpoint(
  contract({
    ...base,
    method: "PUT",
    path: "/api/projects/{id}",
    permission,
    body: item,
    versioned: true,
    responses: answer,
  }),
  async (call) => {
    await call.db.asUser(call.claims, () => null);
    return ok({ ifMatch: call.ifMatch, reason: call.reason });
  },
);
const remove = endpoint(
  contract({
    ...base,
    method: "DELETE",
    path: "/api/projects/{id}",
    permission,
    responses: answer,
  }),
  () => noContent(),
);
const open = endpoint(
  contract({
    ...base,
    caller: "anyone",
    method: "POST",
    path: "/api/open",
    body: item,
    responses: answer,
  }),
  () => ok({}),
);

const app = (options: TestOptions = {}) =>
  testApp({
    "/api/things": [list, create],
    "/api/projects/:id": [read, change, remove],
    "/api/open": [open],
  }, options);

const project = `/api/projects/${PROJECT}`;
const post = (body: BodyInit, headers: Record<string, string> = json) => ({
  method: "POST",
  headers,
  body,
});

Deno.test("an unknown caller gets 401 and nothing else, whatever is wrong besides", async () => {
  const request = app();
  const wrongs: [string, RequestInit][] = [
    ["/api/things?limit=x", { method: "GET" }],
    ["/api/things", post("{", {})],
    ["/api/things", post("x".repeat(2_000_000), { "content-type": "text/plain" })],
    [
      "/api/things",
      post("{}", { "content-type": "application/json", authorization: "Bearer forged" }),
    ],
    ["/api/projects/not-a-uuid", { method: "GET" }],
    [project, { method: "PUT", body: "{}", headers: { "content-type": "application/json" } }],
    [project, { method: "DELETE", headers: { cookie: "clinops=forged" } }],
    [project, { method: "DELETE", headers: { origin: "https://evil.example" } }],
  ];
  for (const [path, init] of wrongs) {
    const response = await request(path, init);
    const body = await response.json();
    assert.equal(response.status, 401, `${init.method} ${path}`);
    assert.equal(response.headers.get("www-authenticate"), "Bearer");
    assert.deepEqual(Object.keys(body).sort(), ["detail", "requestId", "status", "title", "type"]);
  }
});

Deno.test("an outage of sign-in is a 503 with Retry-After, not a 401", async () => {
  const response = await app()("/api/things", { headers: { authorization: "Bearer down" } });
  assert.equal(response.status, 503);
  assert.ok(Number(response.headers.get("retry-after")) > 0);
});

Deno.test("methods: 405 with Allow, OPTIONS, HEAD as GET without a body", async () => {
  const request = app();
  for (const method of ["DELETE", "PATCH", "PUT"]) {
    const response = await request("/api/things", { method, headers: signedIn });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get("allow"), "GET, HEAD, OPTIONS, POST");
  }
  const options = await request("/api/things", { method: "OPTIONS" });
  assert.equal(options.status, 204);
  assert.equal(options.headers.get("allow"), "GET, HEAD, OPTIONS, POST");
  const head = await request("/api/things", { method: "HEAD", headers: signedIn });
  assert.equal(head.status, 200);
  assert.match(head.headers.get("content-type") ?? "", /json/);
  assert.equal(await head.text(), "");
});

Deno.test("media type before size, size before syntax, syntax before fields", async () => {
  const request = app({ env: { LIMIT_BODY_BYTES: "1024" } });
  const big = "{".repeat(2000);
  const cases: [number, RequestInit][] = [
    [415, post(big, { ...json, "content-type": "text/plain" })],
    [415, post("{}", signedIn)],
    [415, post("{}", { ...json, "content-type": "application/json; charset=latin1" })],
    [415, post("{}", { ...json, "content-encoding": "gzip" })],
    [413, post(big)],
    [400, post('{"name": ')],
    [400, post("")],
    [400, post(new Uint8Array([0x22, 0xff, 0x22]))],
    [422, post('{"nam": "x"}')],
    [201, post('{"name": "x"}', { ...json, "content-type": "application/json; charset=UTF-8" })],
    [201, post('{"name": "x"}', { ...json, "content-type": "application/merge-patch+json" })],
  ];
  for (const [status, init] of cases) {
    const response = await request("/api/things", init);
    const body = await response.json();
    assert.equal(response.status, status, JSON.stringify(body));
    if (status === 400 || status === 422) assert.ok(body.errors.length > 0);
  }
});

Deno.test("a body without a length is counted, and no more than the limit is held", async () => {
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 65_536;
      controller.enqueue(new Uint8Array(65_536).fill(0x20));
    },
  });
  const response = await app()("/api/things", post(endless));
  assert.equal(response.status, 413);
  assert.ok(sent < 3 * 1024 * 1024, `${sent} bytes were taken`);
});

Deno.test("every wrong field is named by its pointer, unknown ones too", async () => {
  const body = { name: "", status: "closed", nested: { tags: ["a", 1], "a/b": 1 }, extra: 1 };
  const response = await app()("/api/things", post(JSON.stringify(body)));
  assert.equal(response.status, 422);
  const { errors } = await response.json();
  const paths = errors.map((e: { path: string }) => e.path).sort();
  assert.deepEqual(paths, ["/extra", "/name", "/nested/a~1b", "/nested/tags/1", "/status"]);
});

Deno.test("query: defaults, unknown names, wrong values, NUL, empty as absent", async () => {
  const request = app();
  const ask = async (query: string) => {
    const response = await request(`/api/things?${query}`, { headers: signedIn });
    return { status: response.status, body: await response.json() };
  };
  assert.deepEqual((await ask("q=&limit=")).body, { limit: 10, q: null });
  assert.deepEqual((await ask("q=%2B1&limit=5")).body, { limit: 5, q: "+1" });
  for (
    const [query, path] of [["limt=1", "/limt"], ["limit=500", "/limit"], ["q=a%00b", "/q"], [
      "q=1&q=2",
      "/q",
    ]]
  ) {
    const { status, body } = await ask(query!);
    assert.equal(status, 422, query);
    assert.equal(body.errors[0].path, path);
  }
});

Deno.test("an id that is none is a 404, as an unknown one is", async () => {
  for (const id of ["1", "x".repeat(5000), "%00", "..%2f", "null"]) {
    const response = await app()(`/api/projects/${id}`, { headers: signedIn });
    assert.equal(response.status, 404, id);
    await response.body?.cancel();
  }
});

Deno.test("If-Match: missing 428, unreadable 412, read as a number", async () => {
  const request = app();
  const put = async (ifMatch: string | null) => {
    const headers = { ...json, ...(ifMatch === null ? {} : { "if-match": ifMatch }) };
    const response = await request(project, { method: "PUT", headers, body: '{"name":"x"}' });
    return { status: response.status, body: await response.json() };
  };
  assert.equal((await put(null)).status, 428);
  assert.equal((await put("*")).status, 428);
  assert.equal((await put('"x"')).status, 412);
  for (const given of ['"3"', 'W/"3"', "3"]) assert.equal((await put(given)).body.ifMatch, 3);
});

Deno.test("ETag goes out, and a GET that knows it is told 304", async () => {
  const first = await app()(project, { headers: signedIn });
  assert.equal(first.headers.get("etag"), '"3"');
  const again = await app()(project, { headers: { ...signedIn, "if-none-match": 'W/"3"' } });
  assert.equal(again.status, 304);
  assert.equal(await again.text(), "");
  await first.body?.cancel();
});

Deno.test("permission and reason reach the first statement of the transaction", async () => {
  const seen: Seen[] = [];
  const request = app({ db: fakeDb({ seen }) });
  const headers = { ...json, "if-match": '"1"', "x-change-reason": "Source%20data%20%C3%A4" };
  await request(project, { method: "PUT", headers, body: '{"name":"x"}' });
  assert.deepEqual(seen, [{
    permission: { ...permission, projectId: PROJECT },
    reason: "Source data ä",
  }]);
  const response = await request("/api/things", post('{"name":"x","reason":" late "}'));
  assert.equal((await response.json()).reason, "late");
});

Deno.test("who may not see the record learns that, not what is wrong with the request", async () => {
  const refuse = () => new DbProblem(404, "Cannot find project", "PT404");
  const request = app({ db: fakeDb({ refuse }) });
  for (const body of ["{", '{"nam":1}', '{"name":"x"}']) {
    for (
      const headers of [json, { ...json, "if-match": '"1"' }, {
        ...signedIn,
        "content-type": "a/b",
      }]
    ) {
      const response = await request(project, { method: "PUT", headers, body });
      assert.equal(response.status, 404, `${body} ${JSON.stringify(headers)}`);
      assert.equal((await response.json()).detail, "Not there, or not yours");
    }
  }
});

Deno.test("problems of the database keep their status and name the field", async () => {
  const cases: [DbProblem, number, string | undefined][] = [
    [new DbProblem(403, "Not allowed for this role", "42501"), 403, undefined],
    [new DbProblem(409, "Cannot save: one exists already", "23505"), 409, undefined],
    [new DbProblem(412, "Changed by someone else", "PT412"), 412, undefined],
    [new DbProblem(422, "Say why", "PT422", "reason"), 422, "/reason"],
    [new DbProblem(422, "Too long", "22001", "brief_title"), 422, "/briefTitle"],
    [new DbProblem(503, "Database is not reachable", "unreachable"), 503, undefined],
    [new DbProblem(401, "Session was revoked", "PT401"), 401, undefined],
  ];
  for (const [problem, status, path] of cases) {
    const request = app({ db: fakeDb({ refuse: () => problem }) });
    const headers = { ...json, "if-match": '"1"' };
    const response = await request(project, { method: "PUT", headers, body: '{"name":"x"}' });
    const body = await response.json();
    assert.equal(response.status, status);
    assert.equal(body.errors?.[0]?.path, path);
    assert.equal(response.headers.has("retry-after"), status === 503);
  }
});

Deno.test("a call for anyone is refused to another site's page, and taken from a plain client", async () => {
  const request = app();
  const type = { "content-type": "application/json" };
  const status = async (headers: Record<string, string>) => {
    const response = await request("/api/open", post('{"name":"x"}', { ...type, ...headers }));
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await status({}), 200);
  assert.equal(await status({ "sec-fetch-site": "same-origin" }), 200);
  assert.equal(await status({ "sec-fetch-site": "cross-site" }), 403);
  assert.equal(await status({ origin: "https://evil.example" }), 403);
});
