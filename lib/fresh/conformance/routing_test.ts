import assert from "node:assert/strict";
import { App, type Context, trailingSlashes } from "fresh";
import { client, type Fetch, quietly, status, text, useFixture } from "./harness.ts";

async function fixture(): Promise<Fetch> {
  return client(await useFixture(new App().fsRoutes()));
}

const say = (word: string) => () => new Response(word);

Deno.test("R1 a static route beats a dynamic one", async () => {
  const fetch = await fixture();
  assert.equal(await text(fetch("/r1/fixed")), "fixed");
  const eager = client(new App().get("/a/:id", say("dynamic")).get("/a/b", say("static")));
  assert.equal(await text(eager("/a/b")), "static");
});

Deno.test("R2 [id] gives a decoded parameter", async () => {
  const fetch = await fixture();
  assert.equal(await text(fetch("/r1/42")), "id 42");
  assert.equal(await text(fetch("/r1/a%20b%C3%A9")), "id a bé");
  assert.equal(await text(fetch("/r1/a%2Fb")), "id a%2Fb", "an encoded slash stays encoded");
});

Deno.test("R3 [[id]] matches with and without, and is empty when absent", async () => {
  const fetch = await fixture();
  assert.deepEqual(JSON.parse(await text(fetch("/optional/7"))), { id: "7" });
  assert.deepEqual(JSON.parse(await text(fetch("/optional"))), { id: "" });
});

Deno.test("R4 [...path] takes slashes, and nothing", async () => {
  const fetch = await fixture();
  assert.deepEqual(JSON.parse(await text(fetch("/rest/a/b%20c/d"))), { path: "a/b c/d" });
  assert.deepEqual(JSON.parse(await text(fetch("/rest"))), { path: "" });
});

Deno.test("R5 a (group) is transparent; its layout and middleware apply inside only", async () => {
  const fetch = await fixture();
  const inside = await fetch("/grouped");
  assert.match(await inside.text(), /<section class="group-layout"><p>grouped<\/p><\/section>/);
  assert.equal(inside.headers.get("x-trail"), "first,second,group");
  const outside = await fetch("/nested");
  assert.doesNotMatch(await outside.text(), /group-layout/);
  assert.equal(outside.headers.get("x-trail"), "first,second");
});

Deno.test("R6 a folder like (_components) has no routes", async () => {
  const fetch = await fixture();
  assert.equal(await status(fetch("/Thing")), 404);
  assert.equal(await status(fetch("/(_components)/Thing")), 404);
});

Deno.test("R7 index files answer for their folder", async () => {
  const fetch = await fixture();
  assert.match(await text(fetch("/")), /<h1>home<\/h1>/);
  assert.match(await text(fetch("/nested")), /nested index/);
  assert.equal(await status(fetch("/nested/index")), 404);
});

Deno.test("R8 tests beside routes are no routes", async () => {
  const fetch = await fixture();
  assert.equal(await status(fetch("/nested/ignored_test")), 404);
});

Deno.test("R9 routeOverride with a pattern", async () => {
  const fetch = await fixture();
  assert.equal(await text(fetch("/numbers/12")), "number 12");
  assert.equal(await status(fetch("/numbers/ab")), 404);
  assert.equal(await status(fetch("/override")), 404);
});

Deno.test("R10 repeated slashes collapse", async () => {
  const app = new App().get("/a/b", (ctx) => new Response(ctx.url.pathname));
  assert.equal(await text(app.handler()(new Request("http://localhost//a///b"))), "/a/b");
});

Deno.test("R11 static patterns match with and without a slash, dynamic ones without", async () => {
  const fetch = client(
    new App().get("/a", say("a")).get("/b/", say("b")).get("/c/:id", say("c")),
  );
  assert.equal(await text(fetch("/a/")), "a");
  assert.equal(await text(fetch("/b")), "b");
  assert.equal(await text(fetch("/c/1")), "c");
  assert.equal(await status(fetch("/c/1/")), 404);
  const slashed = client(new App().use(trailingSlashes("never")).get("/a", say("a")));
  const res = await slashed("/a/?q=1");
  assert.deepEqual([res.status, res.headers.get("location")], [302, "/a?q=1"]);
});

Deno.test("R12 the first registration of a method and pattern wins", async () => {
  const fetch = client(
    new App().get("/a", say("1")).get("/a", say("2")).get("/:x", say("3")).get("/:x", say("4")),
  );
  assert.equal(await text(fetch("/a")), "1");
  assert.equal(await text(fetch("/b")), "3");
});

Deno.test("R13 basePath", async () => {
  const fetch = client(
    new App({ basePath: "/base" }).get("/", say("root")).get(
      "/a",
      (ctx) => ctx.text(ctx.url.pathname),
    ),
  );
  assert.equal(await text(fetch("/base")), "root");
  assert.equal(await text(fetch("/base/a")), "/base/a");
  assert.equal(await status(fetch("/a")), 404);
});

Deno.test("R14 a malformed percent sequence is an error without a stack (Fresh: 500)", async () => {
  await quietly(async () => {
    const fetch = await fixture();
    for (const path of ["/r1/%E0%A4%A", "/rest/%", "/%E0%A4%A"]) {
      const res = await fetch(path);
      const body = await res.text();
      assert.ok(res.status >= 400, `${path} gave ${res.status}`);
      assert.doesNotMatch(body, /\bat .*\.ts/);
    }
    assert.equal(await text(fetch("/r1/fixed")), "fixed", "the app lives on");
  });
});

Deno.test("M1 handlers by method", async () => {
  const fetch = await fixture();
  assert.equal(await text(fetch("/methods/object")), "got");
  const posted = fetch("/methods/object", { method: "POST", body: "it" });
  assert.equal(await text(posted, 201), "posted it");
});

Deno.test("M2 a function handler gets every method", async () => {
  const fetch = await fixture();
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    assert.equal(await text(fetch("/methods/function", { method })), method);
  }
});

Deno.test("M3 HEAD is GET without the body", async () => {
  const fetch = await fixture();
  const res = await fetch("/methods/object", { method: "HEAD" });
  assert.deepEqual([res.status, res.headers.get("x-method"), await res.text()], [200, "get", ""]);
});

Deno.test("M4 an own HEAD handler is preferred", async () => {
  const fetch = await fixture();
  const res = await fetch("/methods/head", { method: "HEAD" });
  assert.equal(res.headers.get("x-by"), "head");
});

Deno.test("M5 the wrong method on app.get is 405", async () => {
  const fetch = client(new App().get("/a", say("a")).get("/b/:id", say("b")));
  assert.equal(await text(fetch("/a", { method: "PUT" }), 405), "Method Not Allowed");
  assert.equal(await status(fetch("/b/1", { method: "POST" })), 405);
});

Deno.test("M6 OPTIONS lists the methods", async () => {
  const fetch = client(new App().get("/a", say("a")).post("/a", say("a")));
  const res = await fetch("/a", { method: "OPTIONS" });
  assert.deepEqual([res.status, res.headers.get("allow")], [204, "GET, POST"]);
});

Deno.test("M7 the wrong method on a route file is 405 (Fresh: 404)", async () => {
  const fetch = await fixture();
  const got = await status(fetch("/methods/object", { method: "DELETE" }));
  assert.ok(got === 405 || got === 404, String(got));
});

Deno.test("M8 a handler that returns nothing is a server error", async () => {
  await quietly(async () => {
    const fetch = await fixture();
    assert.equal(await status(fetch("/methods/nothing")), 500);
    const broken = (() => {}) as unknown as () => Response;
    assert.equal(await status(client(new App().get("/", broken))("/")), 500);
  });
});

interface Trail {
  trail: string;
}

const step = (name: string) => async (ctx: Context<Trail>) => {
  ctx.state.trail = (ctx.state.trail ?? "") + name;
  const res = await ctx.next();
  res.headers.set("x-out", (res.headers.get("x-out") ?? "") + name);
  return res;
};
const trail = (ctx: Context<Trail>) => new Response(ctx.state.trail);

Deno.test("W1 middlewares run in order and unwind in reverse", async () => {
  const fetch = client(new App<Trail>().use(step("a"), step("b")).use(step("c")).get("/", trail));
  const res = await fetch("/");
  assert.deepEqual([await res.text(), res.headers.get("x-out")], ["abc", "cba"]);
});

Deno.test("W2 a middleware of a path covers its segment and below", async () => {
  const app = new App<Trail>().use("/admin", step("a"));
  for (const path of ["/admin", "/admin/9", "/admin/x/y", "/administrator"]) app.get(path, trail);
  const fetch = client(app);
  assert.equal(await text(fetch("/admin/9")), "a");
  assert.equal(await text(fetch("/admin/x/y")), "a");
  assert.equal(await text(fetch("/administrator")), "");
});

Deno.test("W3 a middleware does not reach what was registered before it", async () => {
  const late = async (ctx: Context<unknown>) => {
    const res = await ctx.next();
    res.headers.set("x-late", "yes");
    return res;
  };
  const app = await useFixture(new App().fsRoutes().use(late).get("/late", say("late")));
  const fetch = client(app);
  for (const [path, expected] of [["/r1/fixed", null], ["/late", "yes"]] as const) {
    const res = await fetch(path);
    assert.equal(res.headers.get("x-late"), expected);
    await res.body?.cancel();
  }
});

Deno.test("W4 nested _middleware files run from the outside in", async () => {
  const fetch = await fixture();
  assert.equal(await text(fetch("/scoped/inner")), "first,second,scoped,inner");
});

Deno.test("W5 a _middleware file may hold a list", async () => {
  const fetch = await fixture();
  assert.equal((await fetch("/r1/fixed")).headers.get("x-trail"), "first,second");
});

Deno.test("W6 state is shared along a request and never between two", async () => {
  const gate = Promise.withResolvers<void>();
  const app = new App<{ id: string | null }>()
    .use((ctx) => {
      ctx.state.id = ctx.url.searchParams.get("id");
      return ctx.next();
    })
    .get("/", async (ctx) => {
      if (ctx.state.id === "1") await gate.promise;
      return new Response(ctx.state.id);
    });
  const fetch = client(app);
  const first = text(fetch("/?id=1"));
  assert.equal(await text(fetch("/?id=2")), "2");
  gate.resolve();
  assert.equal(await first, "1");
});

Deno.test("W7 a middleware may answer by itself", async () => {
  const fetch = client(
    new App().use(() => new Response("stop", { status: 401 })).get("/", say("never")),
  );
  assert.equal(await text(fetch("/"), 401), "stop");
});

Deno.test("W8 a middleware may change the response", async () => {
  const app = new App()
    .use(async (ctx) => new Response(`<${await (await ctx.next()).text()}>`))
    .get("/", say("inner"));
  assert.equal(await text(client(app)("/")), "<inner>");
});

Deno.test("W9 middlewares and handlers may be lazy", async () => {
  let loads = 0;
  const lazy = () => {
    loads++;
    return Promise.resolve(() => new Response("lazy handler"));
  };
  const app = new App<Trail>()
    .use(async () => {
      loads++;
      await Promise.resolve();
      return (ctx) => step("lazy")(ctx);
    })
    .get("/", trail)
    .get("/handler", lazy)
    .all("/any", lazy);
  const fetch = client(app);
  for (let turn = 0; turn < 2; turn++) {
    assert.equal(await text(fetch("/")), "lazy");
    assert.equal(await text(fetch("/handler")), "lazy handler");
    assert.equal(await text(fetch("/any", { method: "PUT" })), "lazy handler");
  }
  assert.ok(loads >= 3 && loads <= 5, "each is loaded once for its routes");
});
