import assert from "node:assert/strict";
import { App, staticFiles } from "fresh";
import { client, status, text, useFixture } from "./harness.ts";

async function files() {
  return client(await useFixture(new App().use(staticFiles()).fsRoutes()));
}

async function buildId(): Promise<string> {
  const html = await text((await files())("/pages/assets"));
  return /__frsh_c=(\w+)/.exec(html)?.[1] ?? "";
}

Deno.test("S1 a file has its type, length and a weak ETag", async () => {
  const fetch = await files();
  const res = await fetch("/text.txt");
  assert.equal(await res.text(), "static text\n");
  assert.match(res.headers.get("content-type") ?? "", /^text\/plain; charset=utf-8$/i);
  assert.equal(res.headers.get("content-length"), "12");
  assert.match(res.headers.get("cache-control") ?? "", /no-cache/);
  const css = await fetch("/style.css");
  assert.match(css.headers.get("content-type") ?? "", /^text\/css/);
  assert.match(await css.text(), /url\("\/pixel\.png\?__frsh_c=\w+"\)/);
  assert.equal((await fetch("/text.txt", { method: "HEAD" })).body, null);
});

Deno.test("S2 If-None-Match is answered with 304", async () => {
  const fetch = await files();
  const etag = (await fetch("/text.txt")).headers.get("etag");
  // In memory Fresh has no ETag for plain files; from a build it has: see the build tests
  if (etag === null) return;
  assert.match(etag, /^W\/".+"$/);
  const hash = etag.slice(3, -1);
  for (const match of [etag, hash, `"other", ${etag}`]) {
    const res = await fetch("/text.txt", { headers: { "if-none-match": match } });
    assert.deepEqual([res.status, await res.text()], [304, ""], match);
  }
  const res = await fetch("/text.txt", { headers: { "if-none-match": 'W/"other"' } });
  assert.equal(res.status, 200);
  await res.body?.cancel();
});

Deno.test("S3 URLs that name the build are immutable", async () => {
  const fetch = await files();
  const locked = await fetch(`/text.txt?__frsh_c=${await buildId()}`);
  assert.equal(locked.headers.get("cache-control"), "public, max-age=31536000, immutable");
  const html = await text(fetch("/island"));
  const script = /from "(\/_fresh\/js\/[^"]+)"/.exec(html)?.[1] ?? "";
  const res = await fetch(script);
  assert.equal(res.status, 200);
  assert.match(res.headers.get("content-type") ?? "", /javascript/);
  assert.match(res.headers.get("cache-control") ?? "", /immutable/);
});

Deno.test("S4 a URL of another build is redirected", async () => {
  const res = await (await files())("/text.txt?a=1&__frsh_c=other");
  assert.deepEqual([res.status, res.headers.get("location")], [307, "/text.txt?a=1"]);
});

Deno.test("S5 other methods on a file are 405", async () => {
  const fetch = await files();
  for (const method of ["POST", "PUT", "DELETE"]) {
    assert.equal(await status(fetch("/text.txt", { method })), 405);
  }
});

Deno.test("S6 encoded names work, and lead nowhere else", async () => {
  const fetch = await files();
  assert.equal(await text(fetch("/C%23%2C%2050%25%20%C3%BC.txt")), "x");
  assert.equal(await text(fetch("/C%23,%2050%25%20%C3%BC.txt")), "x");
  assert.equal(await text(fetch("/sub/file.txt")), "sub\n");
  for (const path of ["/..%2fmain.ts", "/sub%2f..%2f..%2fmain.ts", "/%2e%2e/main.ts", "/%00"]) {
    assert.equal(await status(fetch(path)), 404, path);
  }
});

Deno.test("S7 no folder listing and no hidden files, but .well-known", async () => {
  const fetch = await files();
  assert.equal(await status(fetch("/sub")), 404);
  assert.equal(await status(fetch("/sub/")), 404);
  assert.match(await text(fetch("/.well-known/test.json")), /ok/);
  // Fresh only hides these in a build on disk, which the build tests look at
});

Deno.test("S7 a missing favicon is an empty 404", async () => {
  assert.equal(await text((await files())("/favicon.ico"), 404), "");
});

Deno.test("S8 no metafile and no source map is served (Fresh: the metafile is)", async () => {
  const fetch = await files();
  const html = await text(fetch("/island"));
  const scripts = html.match(/\/_fresh\/js\/\w+\/[\w-]+\.js/g) ?? [];
  assert.ok(scripts.length > 0);
  for (const script of scripts) {
    const { status } = await fetch(script + ".map");
    assert.equal(status, 404);
    assert.doesNotMatch(await text(fetch(script)), /sourceMappingURL/);
  }
});
