import assert from "node:assert/strict";
import type { PublicKey } from "./backend.ts";
import { base64url, goodClaims, ISSUER, signer } from "./testing.ts";
import { Verifier } from "./verifier.ts";

const NOW = 1_800_000_000;

async function world(alg: "ES256" | "RS256" | "EdDSA" = "ES256") {
  const key = await signer(alg);
  const clock = { seconds: NOW };
  const published: PublicKey[] = [key.published];
  const state = { fetches: 0, down: false };
  const keys = () => {
    state.fetches++;
    return state.down ? Promise.reject(new Error("down")) : Promise.resolve([...published]);
  };
  const verifier = new Verifier({
    issuer: ISSUER,
    keys,
    now: () => clock.seconds * 1000,
    capacity: 3,
  });
  return { key, clock, published, state, verifier };
}

for (const alg of ["ES256", "RS256", "EdDSA"] as const) {
  Deno.test(`a good ${alg} token is accepted, verified once, and remembered until it expires`, async () => {
    const { key, clock, verifier } = await world(alg);
    const token = await key.sign(goodClaims(NOW + 60));
    const first = await verifier.verify(token);
    assert.ok(first.ok);
    assert.equal(first.claims.email, "ada@example.org");
    const again = await verifier.verify(token);
    assert.ok(again.ok && again.claims === first.claims);
    clock.seconds += 60;
    assert.deepEqual((await verifier.verify(token)).ok, false);
    assert.equal(verifier.size, 0);
  });
}

Deno.test("an authentic token past its time says so", async () => {
  const { key, verifier } = await world();
  const verdict = await verifier.verify(await key.sign(goodClaims(NOW - 1)));
  assert.ok(!verdict.ok && verdict.reason === "expired");
});

Deno.test("forged, foreign and broken tokens are invalid, each without throwing", async () => {
  const { key, verifier, published } = await world();
  const other = await signer("ES256", key.kid);
  const rsa = await signer("RS256");
  published.push({ ...rsa.published, alg: "ES256" });
  published.push({ ...rsa.published, kid: "enc", use: "enc" });
  const good = goodClaims(NOW + 60);
  const token = await key.sign(good);
  const [head = "", body = "", mark = ""] = token.split(".");
  const none = `${base64url('{"alg":"none","kid":"x"}')}.${body}.`;
  const hs = `${base64url(JSON.stringify({ alg: "HS256", kid: key.kid }))}.${body}.${mark}`;
  const without = (name: string) =>
    Object.fromEntries(Object.entries(good).filter(([k]) => k !== name));
  const tokens: string[] = [
    "",
    ".",
    "..",
    "...",
    "a.b.c",
    "\u0000.\u0000.\u0000",
    "😀".repeat(100),
    "x".repeat(20_000),
    none,
    none + mark,
    hs,
    `${head}.${body}`,
    `${head}.${body}.`,
    `${head}.${body}.${mark}.${mark}`,
    `${head}.${base64url(JSON.stringify({ ...good, sub: crypto.randomUUID() }))}.${mark}`,
    `${token}=`,
    ` ${token}`,
    await other.sign(good),
    await rsa.sign(good),
    await rsa.sign(good, { kid: "enc" }),
    await key.sign(good, { kid: "unknown" }),
    await key.sign(good, { kid: undefined }),
    await key.sign(good, { alg: "none" }),
    await key.sign(good, { alg: "RS256" }),
    await key.sign(good, { alg: "ES384" }),
    await key.sign(good, { crit: ["b64"] }),
    await key.sign(good, { typ: "dpop+jwt" }),
    await key.sign({ ...good, iss: "https://evil.example/auth/v1" }),
    await key.sign({ ...good, iss: `${ISSUER}/` }),
    await key.sign({ ...good, aud: "anon" }),
    await key.sign({ ...good, aud: [] }),
    await key.sign({ ...good, role: "service_role" }),
    await key.sign({ ...good, role: "anon" }),
    await key.sign({ ...good, sub: "1" }),
    await key.sign({ ...good, aal: "aal3" }),
    await key.sign({ ...good, exp: String(NOW + 60) }),
    await key.sign({ ...good, nbf: NOW + 3600 }),
    ...await Promise.all(
      ["exp", "sub", "session_id", "role", "aal", "iss", "aud"].map((n) => key.sign(without(n))),
    ),
  ];
  for (const bad of tokens) {
    assert.deepEqual(
      await verifier.verify(bad),
      { ok: false, reason: "invalid" },
      bad.slice(0, 200),
    );
  }
  assert.equal(verifier.size, 0);
  assert.ok((await verifier.verify(token)).ok);
});

Deno.test("damage at any character of the token is noticed", async () => {
  const { key, verifier } = await world();
  const token = await key.sign(goodClaims(NOW + 60));
  for (let i = 0; i < token.length; i++) {
    const damaged = token.slice(0, i) + (token[i] === "A" ? "Q" : "A") + token.slice(i + 1);
    assert.equal((await verifier.verify(damaged)).ok, false, `at ${i}`);
  }
});

Deno.test("the memory of tokens is bounded, the oldest goes", async () => {
  const { key, verifier } = await world();
  for (let i = 0; i < 10; i++) {
    assert.ok((await verifier.verify(await key.sign(goodClaims(NOW + 60 + i)))).ok);
  }
  assert.equal(verifier.size, 3);
});

Deno.test("a new key is found; unknown ones do not make us ask again and again", async () => {
  const { key, clock, published, state, verifier } = await world();
  await verifier.verify(await key.sign(goodClaims(NOW + 9000)));
  assert.equal(state.fetches, 1);
  const next = await signer();
  for (let i = 0; i < 20; i++) {
    await verifier.verify(await next.sign(goodClaims(NOW + 9000 + i), { kid: `unknown-${i}` }));
  }
  assert.equal(state.fetches, 1, "the keys were read just now");
  published.push(next.published);
  clock.seconds += 31;
  assert.ok((await verifier.verify(await next.sign(goodClaims(NOW + 9000)))).ok);
  assert.equal(state.fetches, 2);
});

Deno.test("requests that need the keys at once share one fetch", async () => {
  const { key, state, verifier } = await world();
  const tokens = await Promise.all([1, 2, 3].map((i) => key.sign(goodClaims(NOW + 60 + i))));
  const verdicts = await Promise.all(tokens.map((t) => verifier.verify(t)));
  assert.ok(verdicts.every((v) => v.ok));
  assert.equal(state.fetches, 1);
});

Deno.test("with the publisher down: unknown without keys, business as usual with them", async () => {
  const { key, clock, state, verifier } = await world();
  state.down = true;
  const token = await key.sign(goodClaims(NOW + 90_000));
  assert.deepEqual(await verifier.verify(token), { ok: false, reason: "unavailable" });
  assert.deepEqual(await verifier.verify(token), { ok: false, reason: "unavailable" });
  assert.equal(state.fetches, 1, "and it is not asked at every request");
  state.down = false;
  clock.seconds += 6;
  assert.ok((await verifier.verify(token)).ok);
  state.down = true;
  clock.seconds += 3600;
  assert.ok((await verifier.verify(await key.sign(goodClaims(NOW + 90_001)))).ok);
});

Deno.test("a publisher whose clock is a minute ahead is believed, one further ahead is not", async () => {
  const { key, verifier } = await world();
  const ahead = (by: number) => ({ ...goodClaims(NOW + 3600 + by), iat: NOW + by, nbf: NOW + by });
  assert.ok((await verifier.verify(await key.sign(ahead(59)))).ok);
  assert.deepEqual(
    await verifier.verify(await key.sign(ahead(120))),
    { ok: false, reason: "invalid" },
  );
});
