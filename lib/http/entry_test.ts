import assert from "node:assert/strict";
import { entry } from "./entry.ts";

const info = {} as Deno.ServeHandlerInfo;
const app: Deno.ServeHandler = (req) =>
  new Response(null, {
    status: 204,
    headers: { allow: "GET, OPTIONS", "x-request-id": "of-the-app", "x-method": req.method },
  });
const guarded = entry(app, { publicOrigin: "https://clinops.example" });

/** A request as the server makes them: with an address or a method that `new Request` refuses. */
const odd = (changes: Partial<Request>) =>
  Object.defineProperties(
    new Request("http://app.test/api/projects"),
    Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, { value }])),
  );

Deno.test("a Host header that makes no address is a 400 with the headers of every answer", async () => {
  for (const host of ["a b", "[::1", "a:99999", "127.0.0.1:8000:1"]) {
    const response = await guarded(odd({ url: `http://${host}/api/health` }), info);
    assert.equal(response.status, 400, host);
    const problem = await response.json();
    assert.equal(problem.requestId, response.headers.get("x-request-id"));
    assert.equal(problem.errors.length, 1);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.match(response.headers.get("content-security-policy") ?? "", /default-src 'none'/);
    assert.ok(response.headers.has("strict-transport-security"));
  }
});

Deno.test("a method of no standard is a 405 with what OPTIONS allows", async () => {
  for (const method of ["TRACE", "PROPFIND", "CONNECT", "get"]) {
    const response = await guarded(odd({ method }), info);
    assert.equal(response.status, 405, method);
    assert.equal(response.headers.get("allow"), "GET, OPTIONS");
    assert.equal((await response.json()).requestId, "of-the-app");
  }
});

Deno.test("everything else reaches the app as it is", async () => {
  for (const method of ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]) {
    const response = await guarded(new Request("http://app.test/", { method }), info);
    assert.equal(response.headers.get("x-method"), method);
  }
});

Deno.test("a 405 of the framework gets the Allow that OPTIONS knows", async () => {
  const pages: Deno.ServeHandler = (req) =>
    req.method === "OPTIONS"
      ? new Response(null, { status: 204, headers: { allow: "GET, POST" } })
      : new Response("No", { status: 405 });
  const response = await entry(pages, { publicOrigin: null })(
    new Request("http://app.test/login", { method: "PUT", body: "x" }),
    info,
  );
  assert.equal(response.status, 405);
  assert.equal(response.headers.get("allow"), "GET, POST");
});
