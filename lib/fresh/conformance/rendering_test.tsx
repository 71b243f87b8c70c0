import assert from "node:assert/strict";
import { App, HttpError } from "fresh";
import { Head } from "fresh/runtime";
import { client, type Fetch, quietly, status, text, useFixture } from "./harness.ts";

async function fixture(): Promise<Fetch> {
  return client(await useFixture(new App().fsRoutes()));
}

Deno.test("P1 page() gives data, status and headers", async () => {
  const res = await (await fixture())("/pages");
  assert.deepEqual([res.status, res.headers.get("x-page")], [203, "yes"]);
  await res.body?.cancel();
});

Deno.test("P2 the component gets the data", async () => {
  assert.match(await text((await fixture())("/pages"), 203), /<p class="data">.*Ada.*<\/p>/);
});

Deno.test("P3 async components", async () => {
  const html = await text((await fixture())("/pages/async?text=waited"));
  assert.match(html, /<p class="async">waited<\/p>/);
});

Deno.test("P4 a component may return a Response", async () => {
  assert.equal(await text((await fixture())("/pages/response"), 202), "from a component");
});

Deno.test("P5 _app, then the layouts from the outside in", async () => {
  const html = await text((await fixture())("/pages/deep/leaf"));
  const nested = /<body.*class="root-layout"><div class="deep-layout"><p>leaf<\/p><\/div><\/div>/s;
  assert.match(html, nested);
  assert.match(html, /<html lang="en">/);
});

Deno.test("P6 skipAppWrapper", async () => {
  const html = await text((await fixture())("/pages/deep/unwrapped"));
  assert.match(html, /deep-layout"><p>unwrapped/);
  assert.doesNotMatch(html, /<html lang="en">/);
});

Deno.test("P7 skipInheritedLayouts of a page and of a layout", async () => {
  const fetch = await fixture();
  const alone = await text(fetch("/pages/deep/alone"));
  assert.doesNotMatch(alone, /-layout/);
  assert.match(alone, /<html lang="en">/);
  const bare = await text(fetch("/pages/bare"));
  assert.match(bare, /<div class="bare-layout"><p>bare<\/p><\/div>/);
  assert.doesNotMatch(bare, /root-layout|<html lang="en">/);
});

Deno.test("P8 missing html, head and body are added", async () => {
  const app = new App()
    .get("/part", (ctx) => ctx.render(<p>part</p>))
    .get("/body", (ctx) => ctx.render(<body class="own">body</body>))
    .get("/null", (ctx) => ctx.render(null));
  const fetch = client(app);
  const part = await text(fetch("/part"));
  assert.match(part, /^<!DOCTYPE html><html><head><meta charset="utf-8"\/?>.*<\/head><body>/);
  assert.match(part, /<p>part<\/p><\/body><\/html>$/);
  assert.match(await text(fetch("/body")), /<\/head><body class="own">body<\/body><\/html>$/);
  assert.match(await text(fetch("/null")), /<body><\/body>/);
});

Deno.test("P9 doctype and content type", async () => {
  const res = await (await fixture())("/");
  assert.equal(res.headers.get("content-type"), "text/html; charset=utf-8");
  assert.match(await res.text(), /^<!DOCTYPE html><html/);
});

Deno.test("P10 text and attributes are escaped", async () => {
  const bad = `<script>"&'`;
  const app = new App().get("/", (ctx) => ctx.render(<p title={bad}>{bad}</p>));
  const html = await text(client(app)("/"));
  assert.match(html, /<p title="&lt;script>&quot;&amp;'">&lt;script>&quot;&amp;'<\/p>/);
  assert.match(await text((await fixture())("/pages"), 203), /&lt;Ada> &amp; co/);
});

Deno.test("P11 Head replaces the title, it does not add a second one", async () => {
  const html = await text((await fixture())("/pages/head"));
  assert.match(html, /<title>page title<\/title>/);
  assert.equal(html.match(/<title>/g)?.length, 1);
  assert.match(html, /<head>.*page title.*<\/head>/s);
});

Deno.test("P12 Head replaces equal elements and adds the others", async () => {
  const html = await text((await fixture())("/pages/head"));
  const head = /<head>(.*)<\/head>/s.exec(html)?.[1] ?? "";
  assert.match(head, /<meta name="description" content="from page"\/?>/);
  assert.doesNotMatch(head, /from app/);
  assert.match(head, /<meta name="author" content="Ada"\/?>/);
  assert.match(head, /<style [^>]*data-key="theme"[^>]*>/);
});

Deno.test("P13 links to the page and to those above it are marked", async () => {
  const fetch = await fixture();
  const html = await text(fetch("/pages/deep/leaf"));
  const link = (path: string) => new RegExp(`<a [^>]*href="${path}"[^>]*>`).exec(html)?.[0] ?? "";
  assert.match(link("/pages/deep/leaf"), /data-current="true".*aria-current="page"/);
  assert.match(link("/pages"), /data-ancestor="true".*aria-current="true"/);
  assert.match(link("/"), /data-ancestor="true"/);
  assert.doesNotMatch(link("/elsewhere"), /data-|aria-/);
});

Deno.test("P13 a link that is a constant is marked anew for each page", async () => {
  const link = <a href="/one">one</a>;
  const page = () => <nav>{link}</nav>;
  const app = new App().layout("*", page).get("/one", (ctx) => ctx.render(<p />))
    .get("/two", (ctx) => ctx.render(<p />));
  const fetch = client(app);
  await text(fetch("/one"));
  assert.doesNotMatch(await text(fetch("/two")), /aria-current="page"/);
});

Deno.test("P14 asset() and images carry the build id", async () => {
  const html = await text((await fixture())("/pages/assets"));
  const id = /\/text\.txt\?__frsh_c=(\w+)/.exec(html)?.[1];
  assert.ok(id);
  const locked = `/pixel.png?__frsh_c=${id}`;
  assert.ok(html.includes(`src="${locked}" srcset="${locked} 1x, ${locked} 2x"`), html);
  assert.match(html, /<img [^>]*src="\/pixel\.png"/, "unless it opts out");
  assert.match(html, /src="https:\/\/example\.com\/pixel\.png"/);
});

Deno.test("E1 an unknown path gets _404 with status 404", async () => {
  const html = await text((await fixture())("/no/such/page"), 404);
  assert.match(html, /<p class="not-found">\/no\/such\/page<\/p>/);
  assert.match(html, /<html lang="en">/);
});

Deno.test("E2 HttpError gives its status and message", async () => {
  const app = new App()
    .get("/told", () => {
      throw new HttpError(409, "told");
    })
    .get("/plain", () => {
      throw new HttpError(409);
    });
  const fetch = client(app);
  assert.equal(await text(fetch("/told"), 409), "told");
  assert.equal(await text(fetch("/plain"), 409), "Conflict");
});

Deno.test("E3 another error is a 500 that keeps its message", async () => {
  const app = new App().get("/", () => {
    throw new Error("secret");
  });
  const body = await quietly(() => text(client(app)("/"), 500));
  assert.equal(body, "Internal server error");
  const html = await quietly(async () => await text((await fixture())("/failing"), 500));
  assert.match(html, /<p class="root-error">unknown<\/p>/);
  assert.doesNotMatch(html, /secret/);
});

Deno.test("E4 the nearest _error is used", async () => {
  const fetch = await fixture();
  await quietly(async () => {
    const near = await text(fetch("/broken/handler"), 500);
    assert.match(near, /<p class="near-error">thrown in a handler<\/p>/);
    assert.match(await text(fetch("/failing?status=418"), 418), /<p class="root-error">418<\/p>/);
  });
});

Deno.test("E5 errors in components and layouts are caught", async () => {
  const fetch = await fixture();
  await quietly(async () => {
    assert.match(await text(fetch("/broken/component"), 500), /thrown in a component/);
    assert.equal(await status(fetch("/broken/inner")), 500);
    assert.match(await text(fetch("/")), /home/, "the next page renders");
  });
});

Deno.test("E6 ctx.error is set", async () => {
  const thrown = new Error("this one");
  let seen: unknown;
  const app = new App()
    .onError("*", (ctx) => {
      seen = ctx.error;
      return new Response("caught", { status: 500 });
    })
    .get("/", () => {
      throw thrown;
    });
  assert.equal(await text(client(app)("/"), 500), "caught");
  assert.equal(seen, thrown);
});

Deno.test("E7 an error boundary inside of the header middleware covers error pages", async () => {
  const app = new App()
    .use(async (ctx) => {
      const res = await ctx.next();
      res.headers.set("x-secure", "yes");
      return res;
    })
    .use(async (ctx) => {
      try {
        return await ctx.next();
      } catch (error) {
        const status = error instanceof HttpError ? error.status : 500;
        return ctx.render(<h1>{status}</h1>, { status });
      }
    })
    .get("/forbidden", () => {
      throw new HttpError(403);
    })
    .get("/broken", () => {
      throw new Error("broken");
    });
  const fetch = client(app);
  for (const [path, status] of [["/forbidden", 403], ["/none", 404], ["/broken", 500]] as const) {
    const res = await fetch(path);
    assert.deepEqual([res.status, res.headers.get("x-secure")], [status, "yes"]);
    assert.match(await res.text(), new RegExp(`<h1>${status}</h1>`));
  }
});

Deno.test("E8 the 404 page sees the state of the middlewares", async () => {
  const app = new App<{ user: string }>()
    .use((ctx) => {
      ctx.state.user = "Ada";
      return ctx.next();
    })
    .notFound((ctx) => new Response(ctx.state.user, { status: 404 }));
  assert.equal(await text(client(app)("/none"), 404), "Ada");
});

Deno.test("P12 Head works without an app wrapper, and wherever the document comes from", async () => {
  const own = (
    <Head>
      <title>own $&amp; title</title>
    </Head>
  );
  const app = new App()
    .get("/part", (ctx) => ctx.render(<p>{own}part</p>))
    .get("/whole", (ctx) =>
      ctx.render(
        <html data-a="1">
          <head>
            <title>first</title>
          </head>
          <body>{own}</body>
        </html>,
      ))
    .get("/headless", (ctx) =>
      ctx.render(
        <html lang="en">
          <body>{own}</body>
        </html>,
      ));
  const fetch = client(app);
  assert.match(await text(fetch("/part")), /<head>.*<title>own \$&amp; title<\/title>.*<\/head>/);
  const headless = await text(fetch("/headless"));
  assert.match(headless, /<html lang="en"><head>.*own.*<\/head><body>/);
  // Fresh itself loses it when the whole document is one page
  assert.equal((await text(fetch("/whole"))).match(/<title>/g)?.length, 1);
});
