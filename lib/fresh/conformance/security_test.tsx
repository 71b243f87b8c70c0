import assert from "node:assert/strict";
import { App, type Context, csp, csrf } from "fresh";
import Describe from "./fixture/islands/Describe.tsx";
import { client, status, text, useFixture } from "./harness.ts";

Deno.test("X1 csrf by method, Sec-Fetch-Site and Origin", async () => {
  const ok = () => new Response("ok");
  const app = new App().use(csrf()).all("/", ok);
  const fetch = client(app);
  const own = "http://localhost";
  const evil = "https://evil.example";
  const cases: [string, string | null, string | null, number][] = [
    ["GET", "cross-site", evil, 200],
    ["HEAD", "cross-site", evil, 200],
    ["OPTIONS", "cross-site", evil, 200],
    ["POST", "same-origin", null, 200],
    ["POST", "none", null, 200],
    ["POST", "same-site", null, 403],
    ["POST", "cross-site", null, 403],
    ["POST", "cross-site", evil, 403],
    ["POST", "cross-site", own, 200],
    ["POST", null, own, 200],
    ["POST", null, evil, 403],
    ["POST", null, null, 200],
    ["DELETE", "cross-site", evil, 403],
  ];
  for (const [method, site, origin, expected] of cases) {
    const headers = new Headers();
    if (site !== null) headers.set("Sec-Fetch-Site", site);
    if (origin !== null) headers.set("Origin", origin);
    const got = await status(fetch("/", { method, headers }));
    assert.equal(got, expected, `${method} ${site} ${origin}`);
  }
  const listed = client(new App().use(csrf({ origin: [evil] })).all("/", ok));
  assert.equal(await status(listed("/", { method: "POST", headers: { origin: evil } })), 200);
  const asked = client(new App().use(csrf({ origin: (o) => o === evil })).all("/", ok));
  assert.equal(await status(asked("/", { method: "POST", headers: { origin: own } })), 403);
});

async function policy(options?: Parameters<typeof csp>[0]): Promise<Headers> {
  const app = new App().use(csp(options)).get("/", () => new Response("ok"));
  return (await client(app)("/")).headers;
}

Deno.test("X2 csp defaults, overrides and report-only", async () => {
  const defaults = (await policy()).get("content-security-policy") ?? "";
  for (const part of ["default-src 'self'", "object-src 'none'", "frame-ancestors 'none'"]) {
    assert.ok(defaults.includes(part), part);
  }
  const own = (await policy({ csp: ["img-src https:"] })).get("content-security-policy") ?? "";
  assert.ok(own.includes("img-src https:"));
  assert.equal(own.match(/img-src/g)?.length, 1);
  const report = await policy({ reportOnly: true, reportTo: "/reports" });
  assert.equal(report.get("content-security-policy"), null);
  const header = report.get("content-security-policy-report-only") ?? "";
  assert.match(header, /report-to csp-endpoint; report-uri \/reports/);
  assert.equal(report.get("reporting-endpoints"), 'csp-endpoint="/reports"');
});

Deno.test("X3 the nonce is that of every inline script and style, and new each time", async () => {
  const page = (ctx: Context<unknown>) =>
    ctx.render(
      <html>
        <head>
          <style>{"p { color: red; }"}</style>
        </head>
        <body>
          <Describe values={[1]} />
          <script>1</script>
        </body>
      </html>,
    );
  const app = new App().use(csp({ useNonce: true })).get("/", page)
    .get("/plain", () => new Response("plain"));
  const fetch = client(await useFixture(app));
  const seen = new Set<string>();
  for (let i = 0; i < 2; i++) {
    const res = await fetch("/");
    const nonce = /'nonce-(\w+)'/.exec(res.headers.get("content-security-policy") ?? "")?.[1];
    assert.ok(nonce);
    seen.add(nonce);
    const html = await res.text();
    const tags = html.match(/<(script|style)[^>]*>/g) ?? [];
    assert.equal(tags.length, 3, html);
    for (const tag of tags) assert.ok(tag.includes(`nonce="${nonce}"`), tag);
  }
  assert.equal(seen.size, 2);
  const plain = (await fetch("/plain")).headers.get("content-security-policy") ?? "";
  assert.ok(plain.includes("'unsafe-inline'"), "nothing was rendered");
});

Deno.test("X4 </script> and <!-- in props are inert", async () => {
  const bad = "</script><script>alert(1)</script><!-- <SCRIPT> </ScRiPt>";
  const app = new App().get("/", (ctx) => ctx.render(<Describe values={[bad]} />));
  const html = await text(client(await useFixture(app))("/"));
  const script = /<script type="module"[^>]*>(.*)/s.exec(html)?.[1] ?? "";
  assert.match(script, /alert\(1\)/);
  const code = script.slice(0, script.indexOf("</script>"));
  assert.match(code, /boot\(.*\);?\s*$/s, "the script ends where it should");
  assert.doesNotMatch(code, /<!--|<\/script/i);
});

Deno.test("X5 a redirect cannot leave by its slashes", async () => {
  const app = new App().get("/", (ctx) => ctx.redirect(ctx.url.searchParams.get("to") ?? ""));
  const fetch = client(app);
  const location = async (to: string) =>
    (await fetch("/?to=" + encodeURIComponent(to))).headers.get("location");
  assert.equal(await location("//evil.com/x?y=//z"), "/evil.com/x?y=//z");
  assert.equal(await location("/a//b#//c"), "/a/b#//c");
  assert.equal(await location("https://example.com//a"), "https://example.com//a");
});

Deno.test("X6 a backslash is left to the app, which must look at the resolved URL", async () => {
  const next = (ctx: Context<unknown>) => {
    const to = new URL(ctx.url.searchParams.get("next") ?? "/", ctx.url);
    return ctx.redirect(to.origin === ctx.url.origin ? to.pathname + to.search : "/");
  };
  const fetch = client(new App().get("/", next));
  const res = await fetch("/?next=" + encodeURIComponent("/\\evil.com"));
  assert.equal(res.headers.get("location"), "/");
});
