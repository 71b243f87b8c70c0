import assert from "node:assert/strict";
import { join } from "node:path";
import { createHmac } from "node:crypto";
import { AuthError } from "./errors.ts";
import { parseDuration, parseEmail } from "./input.ts";
import { createKeyRing } from "./keyring.ts";
import { base64url, createKeys, embeddedKeys } from "./keys.ts";
import { createRateLimits } from "./limits.ts";
import { createPasswords } from "./passwords.ts";
import { newEmail, PASSWORD, testAuth } from "./testing.ts";

Deno.test("keys are made once, for the owner only", async () => {
  const dataDir = await Deno.makeTempDir();
  try {
    const keys = await embeddedKeys(dataDir);
    assert.deepEqual(await embeddedKeys(dataDir), keys);
    const path = join(dataDir, "auth", "keys.json");
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    assert.match(keys.publishableKey, /^sb_publishable_[\w-]{22}_[\w-]{8}$/);
    assert.match(keys.secretKey, /^sb_secret_[\w-]{22}_[\w-]{8}$/);
    await Deno.writeTextFile(path, `{"signingKeys":[]}`);
    await assert.rejects(embeddedKeys(dataDir), /keys\.json: signingKeys/);
    await Deno.writeTextFile(path, `{"signingKeys":`);
    await assert.rejects(embeddedKeys(dataDir), /keys\.json: not JSON/);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});

Deno.test("given keys are shared and leave no file", async () => {
  const { signingKeys, publishableKey, secretKey } = await createKeys();
  const given = { signingKeys: JSON.stringify(signingKeys[0]), publishableKey, secretKey };
  const keys = await embeddedKeys("/nowhere/at/all", given);
  assert.deepEqual(keys, { signingKeys, publishableKey, secretKey });
  await assert.rejects(embeddedKeys("/nowhere", { ...given, signingKeys: "{" }), /not JSON/);
  const bad = embeddedKeys("/nowhere", { ...given, secretKey: "hunter2" });
  await assert.rejects(
    bad,
    (error: Error) =>
      error.name === "AuthKeysError" &&
      error.message.startsWith("Cannot use SUPABASE_SECRET_KEY: ") &&
      !error.message.includes("hunter2"),
  );
});

Deno.test("a token of an older signing key stays valid", async () => {
  const [old, fresh] = [await createKeys(), await createKeys()];
  const claims = { sub: "x", exp: 2_000_000_000 };
  const token = await createKeyRing(old).sign(claims);
  const rotated = createKeyRing({
    ...fresh,
    signingKeys: [...fresh.signingKeys, ...old.signingKeys],
  });
  const now = new Date(1_900_000_000_000);
  assert.deepEqual(await rotated.verify(token, now), { ok: true, claims });
  assert.equal((await createKeyRing(fresh).verify(token, now)).ok, false);
  assert.equal((await rotated.verify(token, new Date(2_000_000_000_000))).ok, false);
});

Deno.test("HS256 counts only where a secret was configured", async () => {
  const keys = await createKeys();
  const jwtSecret = "a secret of at least thirty-two letters";
  const part = (value: unknown) => base64url(new TextEncoder().encode(JSON.stringify(value)));
  const input = `${part({ alg: "HS256" })}.${part({ role: "service_role", exp: 2e9 })}`;
  const token = `${input}.${createHmac("sha256", jwtSecret).update(input).digest("base64url")}`;
  const now = new Date(0);
  assert.equal((await createKeyRing({ ...keys, jwtSecret }).verify(token, now)).ok, true);
  assert.equal((await createKeyRing(keys).verify(token, now)).ok, false);
});

Deno.test("passwords are hashed aside, readable by older bcrypt, and the queue ends", async () => {
  const passwords = createPasswords({ cost: 4, queue: 3 });
  try {
    const hash = await passwords.hash(PASSWORD);
    assert.match(hash, /^\$2a\$04\$/);
    assert.equal(await passwords.verify(PASSWORD, hash), true);
    assert.equal(await passwords.verify("wrong", hash), false);
    assert.equal(await passwords.verify(PASSWORD, null), false);
    assert.equal(await passwords.verify(PASSWORD, "not a hash"), false);
    const many = await Promise.allSettled(Array.from({ length: 5 }, () => passwords.hash("x")));
    const refused = many.flatMap((one) => one.status === "rejected" ? [one.reason] : []);
    assert.equal(refused.length, 2);
    assert.ok(refused.every((error) => error instanceof AuthError && error.status === 503));
  } finally {
    passwords.close();
  }
});

Deno.test("limits refill with time and remember callers apart", () => {
  let now = 0;
  const limit = createRateLimits(() => new Date(now));
  const tries = (key: string, count: number) =>
    Array.from({ length: count }, () => limit("account", key)).filter((wait) => wait === 0).length;
  assert.equal(tries("a", 12), 10);
  assert.equal(tries("b", 1), 1);
  const wait = Number(limit("account", "a"));
  assert.ok(wait > 0 && wait <= 6);
  now = 6000;
  assert.equal(tries("a", 3), 1);
  assert.equal(limit("unheard of", "a"), 0);
});

const clock = { now: Date.now() };
testAuth("guessing a password is slowed down, whoever is asked", async ({ client, auth }) => {
  const email = newEmail();
  const guess = () => client().auth.signInWithPassword({ email, password: "guess" });
  for (let count = 0; count < 10; count++) {
    assert.equal((await guess()).error?.code, "invalid_credentials");
  }
  const { error } = await guess();
  assert.deepEqual([error?.status, error?.code], [429, "over_request_rate_limit"]);
  const body = JSON.stringify({ email: newEmail(), password: PASSWORD });
  const signUp = (address?: string) =>
    auth.fetch(new Request("http://auth.test/signup", { method: "POST", body }), { address });
  const statuses = new Set<number>();
  for (let count = 0; count < 31; count++) statuses.add((await signUp("192.0.2.7")).status);
  assert.ok(statuses.has(429));
  assert.notEqual((await signUp("192.0.2.8")).status, 429);
}, { rateLimit: createRateLimits(() => new Date(clock.now)) });

testAuth("guessing a link is slowed down, from wherever", async ({ auth, client }) => {
  const email = newEmail();
  await client().auth.signUp({ email, password: PASSWORD });
  const link = (count: number, token_hash = "ab".repeat(28)) =>
    auth.fetch(
      new Request("http://auth.test/verify", {
        method: "POST",
        body: JSON.stringify({ type: "recovery", token_hash }),
      }),
      { address: `192.0.2.${count % 250}` },
    );
  const opened = (count: number) =>
    auth.fetch(new Request(`http://auth.test/verify?type=recovery&token=${"cd".repeat(28)}`), {
      address: `198.51.100.${count % 250}`,
    });
  const first = await Promise.all(Array.from({ length: 50 }, (_, count) => link(count)));
  assert.deepEqual([...new Set(first.map(({ status }) => status))], [403]);
  for (let count = 0; count < 10; count++) assert.equal((await opened(count)).status, 303);
  assert.equal((await link(60)).status, 429);
  assert.match((await opened(61)).headers.get("location")!, /over_request_rate_limit/);
  clock.now += 300_000;
  assert.equal((await link(62)).status, 403, "after some minutes links count again");
}, { rateLimit: createRateLimits(() => new Date(clock.now)) });

Deno.test("what is given back can be taken again, and no more than was there", () => {
  const limit = createRateLimits(() => new Date(clock.now));
  for (let count = 0; count < 200; count++) {
    assert.equal(limit("link", "all"), 0);
    limit("link", "all", -1);
  }
  for (let count = 0; count < 60; count++) assert.equal(limit("link", "all"), 0);
  assert.ok(Number(limit("link", "all")) > 0);
});

Deno.test("addresses are lower-cased and checked", () => {
  assert.equal(parseEmail("Ada.L+x@Example.ORG"), "ada.l+x@example.org");
  const odd = ["", "a", "a@", "@b", "a b@c.d", "a@b..c", "a@-b.c", "a@b.c\n", "ä@b.c", "a@b@c"];
  for (const one of odd) assert.throws(() => parseEmail(one), AuthError, one);
  assert.throws(() => parseEmail(`${"a".repeat(251)}@b.cd`), /too long/);
});

Deno.test("durations are read as Go reads them", () => {
  assert.deepEqual(["none", "24h", "1h30m", "1.5s", "300ms"].map(parseDuration), [
    0,
    86400,
    5400,
    1.5,
    0.3,
  ]);
});
