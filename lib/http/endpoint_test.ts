import assert from "node:assert/strict";
import { json, signedIn, silenced } from "./testing.ts";
import { app, post, project } from "./things_testing.ts";

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
  const { value: answers } = await silenced(() =>
    Promise.all(
      ["GET", "POST"].map((method) =>
        app()("/api/things", { method, headers: { authorization: "Bearer down" } })
      ),
    )
  );
  for (const response of answers) {
    assert.equal(response.status, 503);
    assert.ok(Number(response.headers.get("retry-after")) > 0);
  }
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
