import assert from "node:assert/strict";
import { App } from "./app.ts";
import { HttpError } from "./error.ts";
import { mergePath, pathToPattern, patternToSegments, UrlPatternRouter } from "./router.ts";
import { parse } from "./jsonify/parse.ts";
import { stringify } from "./jsonify/stringify.ts";
import { sortRoutePaths } from "./fs_routes.ts";

/** Where this package does better than Fresh, and what the public entry points do not show. */

Deno.test("a malformed parameter is a 400 that passes the middlewares", async () => {
  const app = new App()
    .use(async (ctx) => {
      try {
        return await ctx.next();
      } catch (error) {
        return new Response("caught", { status: error instanceof HttpError ? error.status : 500 });
      }
    })
    .get("/a/:id", () => new Response("a"));
  const res = await app.handler()(new Request("http://localhost/a/%E0%A4%A"));
  assert.deepEqual([res.status, await res.text()], [400, "caught"]);
});

Deno.test("a lazy route answers 405 and OPTIONS, and is loaded again after a failure", async () => {
  let loads = 0;
  const app = new App().route("/", () => {
    if (loads++ === 0) return Promise.reject(new HttpError(503, "try again"));
    return Promise.resolve({ handler: { GET: () => new Response("ok") } });
  });
  const handler = app.handler();
  const call = (method: string) => handler(new Request("http://localhost/", { method }));
  const { error } = console;
  console.error = () => {};
  assert.equal((await call("GET")).status, 503);
  console.error = error;
  assert.equal(await (await call("GET")).text(), "ok");
  assert.equal((await call("HEAD")).status, 200);
  assert.equal((await call("POST")).status, 405);
  assert.equal((await call("OPTIONS")).headers.get("allow"), "GET");
  assert.equal(loads, 2);
});

Deno.test("mounted apps keep their order, middlewares and base path", async () => {
  const trail = (word: string) => (ctx: { state: unknown; next(): Promise<Response> }) => {
    const state = ctx.state as { trail?: string };
    state.trail = (state.trail ?? "") + word;
    return ctx.next();
  };
  const show = (ctx: { state: unknown }) => new Response((ctx.state as { trail?: string }).trail);
  const inner = new App().use(trail("in")).get("/", show).get("/:name", show);
  const based = new App({ basePath: "/api" }).get("/users", show);
  const app = new App().use(trail("out-")).get("/", show).mountApp("/a", inner)
    .mountApp("/v1", based).mountApp("/api", based);
  const handler = app.handler();
  const get = async (path: string) => {
    const res = await handler(new Request("http://localhost" + path));
    return res.status === 200 ? await res.text() : res.status;
  };
  assert.equal(await get("/"), "out-");
  assert.equal(await get("/a"), "out-in");
  assert.equal(await get("/a/x"), "out-in");
  assert.equal(await get("/v1/api/users"), "out-");
  assert.equal(await get("/api/users"), "out-");
  assert.equal(await get("/v1/users"), 404);
});

Deno.test("trustProxy decides the URL by the forwarded headers", async () => {
  const show = (app: App<unknown>) =>
    app.get("/", (ctx) => new Response(ctx.url.href)).handler()(
      new Request("http://inner:8000/", {
        headers: { "x-forwarded-proto": "https", "x-forwarded-host": "app.example, proxy" },
      }),
    ).then((res) => res.text());
  assert.equal(await show(new App({ trustProxy: true })), "https://app.example/");
  assert.equal(await show(new App()), "http://inner:8000/");
});

Deno.test("base paths are checked", () => {
  for (const basePath of ["", "/", "./", "/ui", "/a/b-c.d"]) new App({ basePath });
  for (const basePath of ["ui", "/ui/", "/a b", "/a@b"]) {
    assert.throws(() => new App({ basePath }), /Invalid basePath/);
  }
});

Deno.test("file names become patterns", () => {
  const patterns: Record<string, string> = {
    "index": "/",
    "foo/index": "/foo",
    "foo/[name]/bar/[bob]": "/foo/:name/bar/:bob",
    "foo/[...name]": "/foo/:name*",
    "foo/[mod]@[version]": "/foo/:mod@:version",
    "foo/[bar].json": "/foo/:bar.json",
    "foo/[[name]]/bar/[[bob]]": "/foo{/:name}?/bar{/:bob}?",
    "[[id]]": "/{:id}?",
    "(group)/[[id]]": "/{:id}?",
    "foo/(group)/bar": "/foo/bar",
  };
  for (const [path, pattern] of Object.entries(patterns)) {
    assert.equal(pathToPattern(path), pattern);
  }
  assert.equal(pathToPattern("foo/(g)/bar", { keepGroups: true }), "/foo/(g)/bar");
  for (const bad of ["[a][b]", "foo]", "[foo]]", "a-[[b]]", "[[a]]-b", "a-[[b]]-c/d"]) {
    assert.throws(() => pathToPattern(bad), SyntaxError, bad);
  }
  assert.deepEqual(patternToSegments("/foo/bar", "", true), ["", "foo", "bar"]);
  assert.deepEqual(patternToSegments("/api{/:opt}?/end", ""), ["", "api"]);
  assert.equal(mergePath("/foo", "*", true), "/foo");
  assert.equal(mergePath("/foo", "*", false), "/foo/*");
  assert.equal(mergePath("*", "/baz", false), "/baz");
});

Deno.test("the router reports what it found", () => {
  const router = new UrlPatternRouter<string>();
  router.add("GET", "/:foo/c", "item");
  const at = (path: string) => new URL(path, "http://localhost");
  assert.deepEqual({ ...router.match("GET", at("/a%20a/c")) }, {
    params: Object.assign(Object.create(null), { foo: "a a" }),
    item: "item",
    methodMatch: true,
    pattern: "/:foo/c",
  });
  assert.equal(router.match("POST", at("/a/c")).pattern, "/:foo/c");
  assert.equal(router.match("POST", at("/a/c")).methodMatch, false);
  assert.equal(router.match("GET", at("/a")).pattern, null);
});

Deno.test("route files are sorted: special, index, static, groups, dynamic", () => {
  const sorted = [
    "/_app",
    "/_middleware",
    "/_layout",
    "/_error",
    "/index",
    "/bar/_middleware",
    "/bar/index",
    "/bar/[...rest]",
    "/bar",
    "/(group)/_layout",
    "/(group)/page",
    "/[id]",
    "/[...rest]",
  ];
  for (let turn = 0; turn < sorted.length; turn++) {
    const rotated = [...sorted.slice(turn), ...sorted.slice(0, turn)];
    assert.deepEqual(rotated.sort(sortRoutePaths), sorted);
    assert.deepEqual(rotated.reverse().sort(sortRoutePaths), sorted);
  }
});

Deno.test("serialized text refers by index, as Fresh's does", () => {
  const inner = { foo: 123 };
  const circular: unknown[] = [];
  circular.push(circular);
  const texts: [unknown, string][] = [
    [undefined, "-1"],
    [-0, "-6"],
    [[null, undefined, -2], "[[-2,-1,1],-2]"],
    // deno-lint-ignore no-sparse-arrays -- holes are the point
    [[1, , 3], "[[1,-7,2],1,3]"],
    [1n, '[["BigInt","1"]]'],
    [new Map([[1, null]]), '[["Map",[1,-2]],1]'],
    [{ a: inner, b: [inner, inner] }, '[{"a":1,"b":3},{"foo":2},123,[1,1]]'],
    [circular, "[[0]]"],
  ];
  for (const [value, text] of texts) {
    assert.equal(stringify(value), text);
    assert.deepEqual(parse(text), value);
  }
  class Own {}
  assert.throws(() => stringify({ a: { b: new Own() } }), /"a\.b".*instance of Own/);
  assert.throws(() => stringify([() => {}]), /"0".*function/);
});
