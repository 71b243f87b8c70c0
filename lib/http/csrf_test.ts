import assert from "node:assert/strict";
import { z } from "zod";
import { contract } from "./contract.ts";
import { endpoint } from "./endpoint.ts";
import { ok } from "./reply.ts";
import { signedIn, testApp, type TestOptions } from "./testing.ts";

const spec = {
  tag: "t",
  summary: "s",
  path: "/api/x",
  caller: "user",
  responses: { 200: { description: "d" } },
} as const;
const read = endpoint(contract({ ...spec, method: "GET" }), () => ok({}));
const write = endpoint(contract({ ...spec, method: "POST", body: z.object({}) }), () => ok({}));

const app = (options: TestOptions = {}) =>
  testApp({ "/api/x": [read, write] }, {
    ...options,
    routes: (routes) =>
      routes.get("/page", (ctx) => ctx.text("page"))
        .post("/page", (ctx) => ctx.text(ctx.state.session?.user.id ?? "nobody")),
  });

Deno.test("csrf: methods x Sec-Fetch-Site x Origin x credential", async () => {
  const own = "https://clinops.example";
  const request = app({ env: { PUBLIC_ORIGIN: own } });
  const sites = [null, "same-origin", "same-site", "cross-site", "none"];
  const origins = [null, own, "http://app.test", "https://evil.example", "null"];
  for (const method of ["GET", "HEAD", "POST"]) {
    for (const site of sites) {
      for (const origin of origins) {
        for (
          const [credential, headers] of [["cookie", { cookie: "clinops=good" }], [
            "bearer",
            signedIn,
          ]] as const
        ) {
          const safe = method !== "POST";
          const same = site === "same-origin" ||
            ((site === null || site === "none") && origin === own);
          const expected = safe || credential === "bearer" || same ? 200 : 403;
          const response = await request("/api/x", {
            method,
            headers: {
              ...headers,
              ...(site ? { "sec-fetch-site": site } : {}),
              ...(origin ? { origin } : {}),
              ...(safe ? {} : { "content-type": "application/json" }),
            },
            ...(safe ? {} : { body: "{}" }),
          });
          await response.body?.cancel();
          assert.equal(response.status, expected, `${method} ${credential} ${site} ${origin}`);
        }
      }
    }
  }
});

Deno.test("csrf on pages: a form of ours passes, a foreign or unmarked one with a cookie does not", async () => {
  const post = async (headers: Record<string, string>) => {
    const response = await app()("/page", { method: "POST", headers });
    await response.body?.cancel();
    return response.status;
  };
  const cookie = "clinops=good";
  assert.equal(await post({ cookie, "sec-fetch-site": "same-origin" }), 200);
  assert.equal(await post({ cookie, origin: "http://app.test" }), 200);
  assert.equal(await post({ cookie }), 403);
  assert.equal(await post({ cookie, authorization: "Bearer good" }), 403, "pages take no bearer");
  assert.equal(
    await post({ cookie, authorization: "Basic eA==", origin: "https://evil.example" }),
    403,
  );
  assert.equal(await post({ "sec-fetch-site": "cross-site" }), 403);
  assert.equal(await post({}), 200);
});

Deno.test("rate limit: per user however they come, per address for strangers, probes never", async () => {
  let now = 0;
  const request = app({ env: { LIMIT_API_PER_USER: "3" }, now: () => now });
  const status = async (path: string, headers: Record<string, string> = {}) => {
    const response = await request(path, { headers });
    await response.body?.cancel();
    return [response.status, response.headers.get("retry-after")];
  };
  const cookie = { cookie: "clinops=good" };
  assert.deepEqual(await status("/api/x", signedIn), [200, null]);
  assert.deepEqual(await status("/api/x", cookie), [200, null]);
  assert.deepEqual(await status("/api/x", signedIn), [200, null]);
  assert.deepEqual(await status("/api/x", cookie), [429, "20"]);
  assert.equal((await status("/api/x"))[0], 401, "a stranger counts by address");
  assert.equal((await status("/page"))[0], 200);
  now += 20_000;
  assert.deepEqual(await status("/api/x", signedIn), [200, null]);
  assert.equal((await status("/api/x", signedIn))[0], 429);
});
