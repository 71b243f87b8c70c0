// Who may call, with tokens that are real, wrong in one thing each, or nobody's.
import assert from "node:assert/strict";
import { base64url, signer } from "@/lib/identity/testing.ts";
import { Authenticator } from "./auth.ts";
import { Refusal } from "./problem.ts";

const issuer = "https://p.supabase.co/auth/v1";
const person = "3d4c2f9e-6f0a-4a1c-8f86-52d1f0b0a001";
const now = 1_790_000_000_000;
const part = (value: unknown) => base64url(JSON.stringify(value));

async function world(people = true) {
  const own = await signer("ES256", "k1");
  const published = { keys: [own.published] };
  const state = { fetched: 0, now, down: false };
  const auth = new Authenticator({
    issuer,
    secretKeys: ["sb_secret_one", "sb_secret_two"],
    people,
    now: () => state.now,
    keys: () => {
      state.fetched++;
      return state.down ? Promise.reject(new Error("down")) : Promise.resolve(published);
    },
  });
  const claims = {
    iss: issuer,
    aud: "authenticated",
    role: "authenticated",
    sub: person,
    exp: now / 1000 + 60,
  };
  const token = (said: Record<string, unknown> = {}, head: Record<string, unknown> = {}) =>
    own.sign({ ...claims, ...said }, head);
  const ask = (headers: Record<string, string>) =>
    auth.caller(new Headers(headers)).catch((error) =>
      error instanceof Refusal ? error.code : error
    );
  const bearer = (text: string) => ask({ authorization: `Bearer ${text}` });
  return { auth, state, token, ask, bearer };
}

Deno.test("a person's token counts, is remembered, and ends when it ends", async () => {
  const { state, token, bearer } = await world();
  const text = await token();
  for (let i = 0; i < 3; i++) assert.deepEqual(await bearer(text), { kind: "person", id: person });
  assert.equal(state.fetched, 1);
  state.now += 61_000;
  assert.equal(await bearer(text), "unauthorized");
});

Deno.test("a token that is wrong in anything is nobody's", async () => {
  const { token, bearer, ask } = await world();
  const good = await token();
  const [head, , mark] = good.split(".");
  const wrong = [
    await token({ iss: "https://other.supabase.co/auth/v1" }),
    await token({ aud: "anon" }),
    await token({ role: "service_role" }),
    await token({ exp: now / 1000 - 1 }),
    await token({ nbf: now / 1000 + 600 }),
    await token({ sub: "me" }),
    await token({}, { alg: "none" }),
    await token({}, { alg: "HS256" }),
    await token({}, { alg: "RS256" }),
    await token({}, { kid: "k2" }),
    await token({}, { crit: ["x"] }),
    `${head}.${part({ sub: person })}.${mark}`,
    `${good}.x`,
    `${good.slice(0, -4)}AAAA`,
    "sb_publishable_key",
    "x".repeat(20_000),
    "..",
  ];
  for (const text of wrong) assert.equal(await bearer(text), "unauthorized", text.slice(0, 80));
  assert.equal(await ask({}), "unauthorized");
  assert.equal(await ask({ authorization: good }), "unauthorized");
  assert.deepEqual(await bearer(good), { kind: "person", id: person });
});

Deno.test("the secret key is the app's; another key is nobody's", async () => {
  const { ask } = await world();
  assert.deepEqual(await ask({ apikey: "sb_secret_two" }), { kind: "app" });
  for (const apikey of ["", "sb_secret_on", "sb_secret_onee", "sb_publishable_x"]) {
    assert.equal(await ask({ apikey }), "unauthorized");
  }
});

Deno.test("without the operator's switch a person is told why; nobody learns whether a token is good", async () => {
  const { auth, token, bearer, ask } = await world(false);
  const refused = await auth.caller(new Headers({ authorization: `Bearer ${await token()}` }))
    .catch((error) => error);
  assert.ok(refused instanceof Refusal);
  assert.equal(refused.more.status, 403);
  assert.match(refused.message, /through the app/);
  assert.equal(await bearer("x.y.z"), "unauthorized");
  assert.deepEqual(await ask({ apikey: "sb_secret_one" }), { kind: "app" });
});

Deno.test("unknown keys ask for the keys again, but not for each token", async () => {
  const { state, token, bearer } = await world();
  await bearer(await token());
  for (let i = 0; i < 5; i++) await bearer(await token({ exp: now / 1000 + i + 5 }, { kid: "k9" }));
  assert.equal(state.fetched, 1);
  state.now += 31_000;
  await bearer(await token({}, { kid: "k9" }));
  assert.equal(state.fetched, 2);
});

Deno.test("with Auth down, known keys still count; without any it is a 503, not a sign-out", async () => {
  const first = await world();
  await first.bearer(await first.token());
  first.state.down = true;
  first.state.now += 700_000;
  const later = await first.token({ exp: now / 1000 + 5000 });
  assert.deepEqual(await first.bearer(later), { kind: "person", id: person });
  const second = await world();
  second.state.down = true;
  assert.equal(await second.bearer(await second.token()), "failed");
});
