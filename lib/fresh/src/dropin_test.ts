import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { h } from "preact";
import { jsxAttr, jsxEscape, jsxTemplate } from "preact/jsx-runtime";
import { computed } from "@preact/signals";
import { App, setBuildCache } from "./app.ts";
import { ProdBuildCache } from "./build_cache.ts";
import { HttpError } from "./utils.ts";
import { forMethod, pathToPattern, UrlPatternRouter } from "./router.ts";
import { type FreshFsMod, type FsRouteFile, sortRoutePaths } from "./fs_routes.ts";
import type { PageProps } from "./types.ts";

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

const fn = () => null;

/** An app whose only page is the island with the props. */
function islandApp(props: unknown): App<unknown> {
  const island = { file: "/i.js", name: "Own", exportName: "default", fn };
  const cache = new ProdBuildCache(".", {
    ...{ version: "test", clientEntry: "/c.js", fsRoutes: [], staticFiles: new Map() },
    islands: new Map([[fn, island]]),
  });
  const app = new App().get("/", (ctx) => ctx.render(h(fn, props as object)));
  setBuildCache(app, cache, "production");
  return app;
}

/** The answer to one request, and what was written to the console meanwhile. */
async function ask(app: App<unknown>, method: "error" | "warn"): Promise<[Response, string]> {
  const { [method]: write } = console;
  let logged = "";
  console[method] = (thrown: unknown) => logged += String(thrown);
  try {
    return [await app.handler()(new Request("http://localhost/")), logged];
  } finally {
    console[method] = write;
  }
}

Deno.test("what cannot go to the browser is refused by the names of island and prop", async () => {
  class Thing {}
  const all = { Thing: new Thing(), Function: () => {}, Symbol: Symbol("s"), Jsx: h("b", null) };
  for (
    const [kind, bad] of Object.entries({ ...all, Promise: Promise.resolve() })
  ) {
    const [res, logged] = await ask(islandApp({ a: [{ b: bad }] }), "error");
    assert.equal(res.status, 500);
    assert.match(logged, /prop "a\[0\]\.b.*" of island "Own"/);
    assert.ok(logged.endsWith(`: ${kind} is not data`), logged);
  }
});

Deno.test("an error of a getter or a computed prop is not blamed on an island", async () => {
  const error = new Error("from inside");
  const props = [
    {
      get a() {
        throw error;
      },
    },
    computed(() => {
      throw error;
    }),
  ];
  for (const a of props) {
    const [res, logged] = await ask(islandApp({ a }), "error");
    assert.deepEqual([res.status, logged], [500, "Error: from inside"]);
  }
});

Deno.test("of a part of a buffer only that part goes to the browser", async () => {
  const secret = new TextEncoder().encode("public and secret");
  const app = islandApp({ part: secret.subarray(0, 6), buffer: Buffer.from("pooled") });
  const html = await (await app.handler()(new Request("http://localhost/"))).text();
  const bytes = Array.from(
    html.matchAll(/ArrayBuffer\\",\\"([^\\]*)/g),
    ([, base64 = ""]) => atob(base64),
  );
  assert.deepEqual(bytes, ["public", "pooled"]);
});

Deno.test("keys are in the page only where an island gets its HTML", async () => {
  const app = islandApp({ children: h("b", { key: "in" }) });
  app.get(
    "/plain",
    (ctx) =>
      ctx.render(
        h("p", { key: "out" } as object, jsxTemplate(["<b ", ">b</b>"], jsxAttr("key", 1))),
      ),
  );
  const get = async (path: string) =>
    await (await app.handler()(new Request("http://localhost" + path))).text();
  assert.match(await get("/"), /<b data-frsh-key="in">/);
  assert.match(await get("/plain"), /<p><b>b<\/b><\/p>/);
});

Deno.test("a lazy middleware is loaded once, and again after a failure", async () => {
  let loads = 0;
  const app = new App<{ text: string }>().use(async () => {
    if (loads++ === 0) throw new HttpError(503, "try again");
    await Promise.resolve();
    return (ctx) => {
      ctx.state.text = "lazy";
      return ctx.next();
    };
  }).get("/", (ctx) => new Response(ctx.state.text));
  const handler = app.handler();
  const { error } = console;
  console.error = () => {};
  assert.equal((await handler(new Request("http://localhost/"))).status, 503);
  console.error = error;
  for (let i = 0; i < 2; i++) {
    assert.equal(await (await handler(new Request("http://localhost/"))).text(), "lazy");
  }
  assert.equal(loads, 2);
});

Deno.test("handlers where none are called are warned about, and do no harm", async () => {
  const handler = { GET: () => new Response("never") };
  const wrap = ({ Component }: PageProps) => h("main", null, h(Component, null));
  const file = (type: FsRouteFile<unknown>["type"], mod: FreshFsMod<unknown>) => ({
    ...{ id: `/${type}`, filePath: `routes/${type}.ts`, pattern: "/", routePattern: "/" },
    ...{ type, mod },
  });
  const cache = new ProdBuildCache<unknown>(".", {
    ...{ version: "test", clientEntry: "", staticFiles: new Map(), islands: new Map() },
    fsRoutes: [
      file("middleware", { handler }),
      file("layout", { handler, default: wrap }),
      file("route", { handler: { POST: handler.GET }, default: () => h("p", null, "page") }),
    ],
  });
  const app = new App().fsRoutes();
  setBuildCache(app, cache, "production");
  const [res, warned] = await ask(app, "warn");
  assert.match(await res.text(), /<main><p>page<\/p><\/main>/);
  assert.deepEqual(warned.match(/routes\/\w+/g), ["routes/middleware", "routes/layout"]);
});

Deno.test("text in a list is escaped once by precompiled JSX, whenever it is rendered", async () => {
  const Plain = ({ children }: { children?: unknown }) =>
    jsxTemplate(["<p>", "", "</p>"], "&amp;", jsxEscape(children));
  const list = jsxTemplate(["<i>", "</i>"], jsxEscape(["<&", ['"', 1], h("b", null, "<")]));
  const tree = () => h("main", null, h(Plain, null, "<&", h("b", null, "<")), list);
  const handler = new App().get("/", (ctx) => ctx.render(tree())).handler();
  for (let turn = 0; turn < 3; turn++) {
    const html = await (await handler(new Request("http://localhost/"))).text();
    assert.match(html, /<p>&amp;&lt;&amp;<b>&lt;<\/b><\/p><i>&lt;&amp;&quot;1<b>&lt;<\/b><\/i>/);
  }
});
