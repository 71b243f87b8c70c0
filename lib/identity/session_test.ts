import assert from "node:assert/strict";
import { SessionCookie } from "./cookie.ts";
import { Refresher } from "./refresh.ts";
import { Identity } from "./session.ts";
import { fakeBackend, goodClaims, signer, SUB } from "./testing.ts";

const NOW = 1_800_000_000;

/** Auth that swaps `r1` for `r2` and so on; `state` says how it behaves. */
async function world(rememberMs = 60_000) {
  const key = await signer();
  const state = { calls: 0, status: 200, hold: Promise.resolve() };
  const clock = { seconds: NOW };
  const backend = fakeBackend(() => Promise.resolve([key.published]), async (request) => {
    if (!new URL(request.url).pathname.endsWith("/token")) {
      return new Response(null, { status: 404 });
    }
    state.calls++;
    await state.hold;
    const { refresh_token } = await request.json();
    if (state.status !== 200) {
      return Response.json({ code: "refresh_token_already_used", message: "x" }, {
        status: state.status,
      });
    }
    const access_token = await key.sign(goodClaims(clock.seconds + 3600, { iat: clock.seconds }));
    const next = `r${Number(refresh_token.slice(1)) + 1}`;
    const user = { id: SUB, aud: "authenticated", email: "ada@example.org" };
    return Response.json({
      ...{ access_token, refresh_token: next, user },
      ...{ token_type: "bearer", expires_in: 3600, expires_at: clock.seconds + 3600 },
    });
  });
  const refresher = new Refresher(backend, { deadlineMs: 200, rememberMs });
  const identity = new Identity(backend, { publicOrigin: null }, {
    now: () => clock.seconds * 1000,
    refresher,
  });
  const read = (cookie: string, more: Record<string, string> = {}, allowBearer = true) =>
    identity.read({ headers: new Headers({ cookie, ...more }), allowBearer });
  return { key, state, clock, identity, refresher, read };
}

const cookieFrom = (lines: string[]) => lines.map((line) => line.split(";")[0]).join("; ");

Deno.test("no credentials, no session; a bad cookie is cleared, a bad bearer leaves it alone", async () => {
  const { read } = await world();
  assert.deepEqual(await read(""), { session: null, problem: null, cookies: [] });
  for (const bad of ["clinops=x", "clinops=a.b.c~r1", "clinops=~", "clinops.0=abc"]) {
    const reading = await read(bad);
    assert.equal(reading.session, null);
    assert.ok(
      reading.cookies.length > 0 && reading.cookies.every((c) => c.includes("Max-Age=0")),
      bad,
    );
  }
  const bearer = await read("clinops=x", { authorization: "Bearer nonsense" });
  assert.deepEqual(bearer, { session: null, problem: null, cookies: [] });
});

Deno.test("a bearer token counts on the API only, and there instead of the cookie", async () => {
  const { key, read } = await world();
  const other = "99999999-9999-4999-8999-999999999999";
  const cookie = `clinops=${await key.sign(goodClaims(NOW + 3600))}~r1`;
  const authorization = `Bearer ${await key.sign(goodClaims(NOW + 3600, { sub: other }))}`;
  const onApi = await read(cookie, { authorization });
  assert.equal(onApi.session?.user.id, other);
  assert.equal(onApi.session?.source, "bearer");
  const onPage = await read(cookie, { authorization }, false);
  assert.equal(onPage.session?.user.id, SUB);
  assert.equal(onPage.session?.user.name, "Ada Rennick");
  assert.equal((await read(cookie, { authorization: "Bearer x" })).session, null);
});

Deno.test("parallel requests with an ended token swap it once and all get the new cookie", async () => {
  const { key, clock, state, read } = await world();
  const cookie = `clinops=${await key.sign(goodClaims(NOW - 10))}~r1`;
  const readings = await Promise.all(Array.from({ length: 20 }, () => read(cookie)));
  assert.equal(state.calls, 1);
  const cookies = new Set(readings.map((r) => cookieFrom(r.cookies)));
  assert.equal(cookies.size, 1);
  assert.ok(readings.every((r) => r.session?.user.id === SUB));
  const late = await read(cookie);
  assert.equal(state.calls, 1, "a late one shares the result");
  assert.equal(cookieFrom(late.cookies), [...cookies][0]);
  clock.seconds += 3700;
  await read([...cookies][0]!);
  assert.equal(state.calls, 2, "the new token is swapped in its turn");
});

Deno.test("a result is remembered for a while only", async () => {
  const { key, state, refresher, read } = await world(1);
  const cookie = `clinops=${await key.sign(goodClaims(NOW - 10))}~r1`;
  await read(cookie);
  while (refresher.size > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  await read(cookie);
  assert.equal(state.calls, 2);
});

Deno.test("a refused swap signs out and clears the cookie", async () => {
  const { key, state, read } = await world();
  state.status = 400;
  const reading = await read(`clinops=${await key.sign(goodClaims(NOW - 10))}~r1`);
  assert.equal(reading.session, null);
  assert.equal(reading.problem, null);
  assert.match(reading.cookies[0]!, /^clinops=; .*Max-Age=0/);
});

Deno.test("Auth being down is no sign-out: a 503 when it is needed, nothing when it is not", async () => {
  const { key, state, read } = await world();
  state.hold = new Promise(() => {});
  const ended = await read(`clinops=${await key.sign(goodClaims(NOW - 10))}~r1`);
  assert.equal(ended.session, null);
  assert.equal(ended.problem?.status, 503);
  assert.deepEqual(ended.cookies, []);
  const ending = await read(`clinops=${await key.sign(goodClaims(NOW + 10))}~r9`);
  assert.equal(ending.session?.user.id, SUB, "a token that still holds is used on");
  assert.deepEqual(ending.cookies, []);
});

Deno.test("a forged access token does not get its refresh token swapped", async () => {
  const { state, read } = await world();
  const forger = await signer();
  const reading = await read(`clinops=${await forger.sign(goodClaims(NOW - 10))}~r1`);
  assert.equal(reading.session, null);
  assert.equal(state.calls, 0);
});

Deno.test("cookie: attributes, __Host- for https, and long tokens in parts", () => {
  const plain = new SessionCookie(false);
  const host = new SessionCookie(true);
  const none = new Headers();
  const tokens = { accessToken: "a.b.c", refreshToken: "r-1" };
  const [line = ""] = host.write(tokens, none);
  assert.match(
    line,
    /^__Host-clinops=a\.b\.c~r-1; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/,
  );
  assert.doesNotMatch(plain.write(tokens, none)[0]!, /Secure/);
  const long = { accessToken: `${"a".repeat(9000)}.b.c`, refreshToken: "r" };
  const parts = plain.write(long, none);
  assert.equal(parts.length, 3);
  assert.ok(parts.every((part) => part.length < 4096));
  const back = new Headers({ cookie: cookieFrom(parts) });
  assert.deepEqual(plain.read(back), long);
  const shrunk = plain.write(tokens, back);
  assert.equal(shrunk.filter((part) => part.includes("Max-Age=0")).length, 3, "stale parts go");
  assert.equal(plain.clear(back).length, 4);
  assert.equal(plain.present(new Headers({ cookie: "other=1; clinopsx=2" })), false);
});

Deno.test("peek knows the user of a good or ended token, and nobody else", async () => {
  const { key, identity } = await world();
  const peek = (cookie: string) =>
    identity.peek({ headers: new Headers({ cookie }), allowBearer: false });
  assert.equal(await peek(`clinops=${await key.sign(goodClaims(NOW + 60))}~r`), SUB);
  assert.equal(await peek(`clinops=${await key.sign(goodClaims(NOW - 60))}~r`), SUB);
  assert.equal(await peek("clinops=x~y"), null);
  assert.equal(await peek(""), null);
});
