import assert from "node:assert/strict";
import { h } from "preact";
import { App, setBuildCache } from "./app.ts";
import { ProdBuildCache } from "./build_cache.ts";
import { HttpError } from "./utils.ts";
import { forMethod, pathToPattern, UrlPatternRouter } from "./router.ts";
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

Deno.test("a middleware of a path covers the path itself, its folder and optional parts", async () => {
  const app = new App().use("/a", () => new Response("covered"));
  const handler = app.get("/a", () => new Response("open")).get("/a{/:id}?", () => new Response())
    .route("/a/b", { handler: () => new Response("open") })
    .get("/ab", () => new Response("open")).handler();
  const get = async (path: string) =>
    await (await handler(new Request("http://localhost" + path))).text();
  for (const path of ["/a", "/a/", "/a/1", "/a/b"]) assert.equal(await get(path), "covered", path);
  assert.equal(await get("/ab"), "open");
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
    "[[a]]/[[b]]": "/{:a}?{/:b}?",
    "[[a]]/end": "{/:a}?/end",
    "foo/(group)/bar": "/foo/bar",
  };
  for (const [path, pattern] of Object.entries(patterns)) {
    assert.equal(pathToPattern(path), pattern);
  }
  assert.equal(pathToPattern("foo/(g)/bar", { keepGroups: true }), "/foo/(g)/bar");
  for (const bad of ["[a][b]", "foo]", "[foo]]", "a-[[b]]", "[[a]]-b", "a-[[b]]-c/d"]) {
    assert.throws(() => pathToPattern(bad), SyntaxError, bad);
  }
});

Deno.test("the router reports what it found", () => {
  const router = new UrlPatternRouter<string>();
  router.add("GET", "/:foo/c", "item");
  router.add("GET", "/:foo/c", "late");
  const at = (path: string) => router.match(new URL(path, "http://localhost"));
  const items = { GET: "item" };
  assert.deepEqual(at("/a%20a/c"), { params: { foo: "a a" }, items, pattern: "/:foo/c" });
  assert.deepEqual(at("/%/c"), { params: null, items, pattern: "/:foo/c" });
  assert.deepEqual(at("/a"), { params: {}, items: {}, pattern: null });
  assert.equal(forMethod(items, "HEAD"), "item");
  assert.equal(forMethod(items, "POST"), undefined);
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

Deno.test("what cannot go to the browser is refused by the names of island and prop", async () => {
  class Thing {}
  const fn = () => null;
  const island = { file: "/i.js", name: "Own", exportName: "default", fn };
  const cache = new ProdBuildCache(".", {
    ...{ version: "test", clientEntry: "/c.js", fsRoutes: [], staticFiles: new Map() },
    islands: new Map([[fn, island]]),
  });
  const { error } = console;
  try {
    for (const bad of [new Thing(), () => {}, Symbol("s"), h("b", null)]) {
      const app = new App().get("/", (ctx) => ctx.render(h(fn, { a: [{ b: bad }] } as object)));
      setBuildCache(app, cache, "production");
      let logged = "";
      console.error = (thrown: unknown) => logged = String(thrown);
      const res = await app.handler()(new Request("http://localhost/"));
      assert.equal(res.status, 500);
      assert.match(logged, /prop "a\[0\]\.b.*" of island "Own"/);
    }
  } finally {
    console.error = error;
  }
});
