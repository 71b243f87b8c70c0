import assert from "node:assert/strict";
import { DbProblem } from "@/lib/db/mod.ts";
import { fakeDb, json, PROJECT, type Seen, signedIn, silenced } from "./testing.ts";
import { app, permission, post, project } from "./things_testing.ts";

Deno.test("If-Match: missing 428, unreadable 412, read as a number", async () => {
  const request = app();
  const put = async (ifMatch: string | null) => {
    const headers = { ...json, ...(ifMatch === null ? {} : { "if-match": ifMatch }) };
    const response = await request(project, { method: "PUT", headers, body: '{"name":"x"}' });
    return { status: response.status, body: await response.json() };
  };
  assert.equal((await put(null)).status, 428);
  assert.equal((await put("*")).status, 428);
  for (const given of ['"x"', 'W/"3', '3"', '"1","2"']) {
    assert.equal((await put(given)).status, 412, given);
  }
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

Deno.test("a revoked session gets its 401, not what is wrong with the request", async () => {
  const refuse = () => new DbProblem(401, "The session has ended", "PT401");
  const request = app({ db: fakeDb({ refuse }) });
  for (const body of ["{", "{}", '{"name":"x","unknown":1}']) {
    const response = await request("/api/things", { method: "POST", headers: json, body });
    assert.equal(response.status, 401, body);
  }
  for (const path of ["/api/things?limit=x", "/api/projects/no-id"]) {
    assert.equal((await request(path, { headers: signedIn })).status, 401, path);
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
    const { value: response } = await silenced(() =>
      request(project, { method: "PUT", headers, body: '{"name":"x"}' })
    );
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
