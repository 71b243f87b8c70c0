import assert from "node:assert/strict";
import { HttpError } from "fresh";
import { h } from "preact";
import { contract } from "./contract.ts";
import { endpoint } from "./endpoint.ts";
import { requireSession } from "./middlewares.ts";
import { ok } from "./reply.ts";
import { fakeDb, signedIn, silenced, testApp, type TestOptions } from "./testing.ts";
import { DbProblem } from "@/lib/db/mod.ts";

const spec = { tag: "t", summary: "s", responses: { 200: { description: "d" } } } as const;
const read = endpoint(
  contract({ ...spec, caller: "user", method: "GET", path: "/api/x" }),
  () => ok({}),
);

const SECRET = "password of patient 12";

function app(options: TestOptions = {}) {
  return testApp({ "/api/x": [read] }, {
    ...options,
    routes: (routes) =>
      routes
        .get("/page", (ctx) =>
          ctx.render(h("main", null, [h("script", null, "1"), h("p", null, "x")])))
        .post("/page", (ctx) =>
          ctx.text(ctx.state.session?.user.id ?? "nobody"))
        .get("/private", (ctx) => ctx.text(requireSession(ctx).user.name))
        .get("/go", (ctx) => ctx.redirect("/page"))
        .get("/boom", () => Promise.reject(new Error(SECRET)))
        .get("/api/boom", () => Promise.reject(new Error(SECRET)))
        .get("/api/teapot", () => Promise.reject(new HttpError(418, "Short and stout")))
        .get("/api/bare", () =>
          new Response("Method Not Allowed", { status: 405, headers: { allow: "GET" } })),
  });
}

const HEADERS: Record<string, RegExp> = {
  "content-security-policy": /default-src 'none'.*frame-ancestors 'none'/,
  "x-content-type-options": /^nosniff$/,
  "referrer-policy": /^same-origin$/,
  "permissions-policy": /camera=\(\)/,
  "cross-origin-opener-policy": /^same-origin$/,
  "cross-origin-resource-policy": /^same-origin$/,
  "x-request-id": /^[\w.-]{8,64}$/,
  "cache-control": /no-store/,
};

Deno.test("every answer carries the security headers and a request id", async () => {
  const request = app();
  const asked: [string, RequestInit, number][] = [
    ["/page", {}, 200],
    ["/go", {}, 302],
    ["/private", {}, 303],
    ["/nowhere", {}, 404],
    ["/boom", {}, 500],
    ["/page", { method: "DELETE" }, 405],
    ["/page", { method: "POST", headers: { origin: "https://evil.example" } }, 403],
    ["/api/x", { headers: signedIn }, 200],
    ["/api/x", {}, 401],
    ["/api/x", { method: "OPTIONS" }, 204],
    ["/api/nowhere", {}, 404],
    ["/api/boom", {}, 500],
    ["/trials/%E0%A4%A", {}, 404],
  ];
  for (const [path, init, status] of asked) {
    const { value: response } = await silenced(() => request(path, init));
    const text = await response.text();
    assert.equal(response.status, status, path);
    for (const [name, pattern] of Object.entries(HEADERS)) {
      assert.match(response.headers.get(name) ?? "", pattern, `${name} on ${path}`);
    }
    assert.doesNotMatch(response.headers.get("content-security-policy") ?? "", /unsafe-/);
    assert.ok(!text.includes(SECRET) && !/\bat .*\.ts/.test(text), `nothing leaks on ${path}`);
    assert.equal(response.headers.has("strict-transport-security"), false);
  }
});

Deno.test("the nonce of the policy is that of the inline scripts, and new each time", async () => {
  const request = app();
  const nonces = new Set<string>();
  for (let i = 0; i < 3; i++) {
    const response = await request("/page");
    const policy = response.headers.get("content-security-policy") ?? "";
    const nonce = /script-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1];
    assert.ok(nonce);
    assert.match(await response.text(), new RegExp(`<script nonce="${nonce}"`));
    nonces.add(nonce);
  }
  assert.equal(nonces.size, 3);
});

Deno.test("an https origin brings HSTS and upgrades", async () => {
  const response = await app({ env: { PUBLIC_ORIGIN: "https://clinops.example" } })("/page");
  assert.match(response.headers.get("strict-transport-security") ?? "", /max-age=\d{8}/);
  assert.match(response.headers.get("content-security-policy") ?? "", /upgrade-insecure-requests/);
  await response.body?.cancel();
});

Deno.test("a sane request id is kept, another is replaced", async () => {
  const request = app();
  const id = async (given: string) => {
    const response = await request("/api/x", { headers: { "x-request-id": given } });
    const { requestId } = await response.json();
    assert.equal(response.headers.get("x-request-id"), requestId);
    return requestId;
  };
  assert.equal(await id("trace-1234.abc"), "trace-1234.abc");
  for (const bad of ["short", "x".repeat(65), 'a"b<script>c', "white space"]) {
    assert.match(await id(bad), /^[0-9a-f-]{36}$/);
  }
});

Deno.test("an unforeseen error is logged with its request id and without its message", async () => {
  const { value: response, lines } = await silenced(() => app()("/api/boom"));
  const body = await response.json();
  const line = lines.find((l) => l.includes('"http.error"')) ?? "";
  assert.equal(JSON.parse(line).requestId, body.requestId);
  assert.ok(!lines.join().includes(SECRET));
  assert.equal(JSON.parse(line).error.name, "Error");
});

Deno.test("errors: JSON for the API and JSON clients, a page for people", async () => {
  const request = app();
  const type = async (path: string, accept: string) => {
    const { value } = await silenced(() => request(path, { headers: { accept } }));
    await value.body?.cancel();
    return value.headers.get("content-type");
  };
  const problem = "application/problem+json; charset=utf-8";
  assert.equal(await type("/api/nowhere", "text/html"), problem);
  assert.equal(await type("/api/teapot", "*/*"), problem);
  assert.equal(await type("/api/bare", "*/*"), problem);
  assert.equal(await type("/nowhere", "application/json"), problem);
  assert.equal(
    await type("/nowhere", "text/html,application/xhtml+xml"),
    "text/html; charset=utf-8",
  );
});

Deno.test("a framework's bare refusal keeps its Allow", async () => {
  const response = await app()("/api/bare");
  assert.equal(response.headers.get("allow"), "GET");
  assert.equal((await response.json()).status, 405);
});

Deno.test("pages send the unknown to sign in, and back to where they were", async () => {
  const response = await app()("/private?tab=a b&x=1");
  assert.equal(response.status, 303);
  assert.equal(response.headers.get("location"), "/login?next=%2Fprivate%3Ftab%3Da%2520b%26x%3D1");
  const bearer = await app()("/private", { headers: signedIn });
  assert.equal(bearer.status, 303, "pages take the cookie only");
  const known = await app()("/private", { headers: { cookie: "clinops=good" } });
  assert.equal(await known.text(), "Ada");
});

Deno.test("with sign-in down a page is a 503 and the cookie stays", async () => {
  const { value: response } = await silenced(() =>
    app()("/private", { headers: { cookie: "clinops=down" } })
  );
  assert.equal(response.status, 503);
  assert.ok(response.headers.has("retry-after"));
  assert.deepEqual(response.headers.getSetCookie(), []);
  await response.body?.cancel();
});

Deno.test("cookies that the session earned go out with errors too; a revoked session is cleared", async () => {
  const stale = await app()("/nowhere", { headers: { cookie: "clinops=stale" } });
  assert.deepEqual(stale.headers.getSetCookie(), ["clinops=; Max-Age=0"]);
  await stale.body?.cancel();
  const revoked = new DbProblem(401, "Session was revoked", "PT401");
  const request = testApp({}, {
    routes: (r) =>
      r.get("/x", async (ctx) => {
        const db = fakeDb({ refuse: () => revoked });
        await db.asUser(requireSession(ctx).claims, () => null);
        return ctx.text("no");
      }),
  });
  const response = await request("/x", { headers: { cookie: "clinops=good" } });
  assert.equal(response.headers.get("location"), "/login?next=%2Fx");
  assert.equal(response.headers.getSetCookie().length, 1);
});
