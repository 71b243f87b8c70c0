import assert from "node:assert/strict";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { challengeOf } from "./pkce.ts";
import type { Mail } from "./mod.ts";
import { newEmail, PASSWORD, testAuth, type World } from "./testing.ts";

const box: Mail[] = [];
const mail = (message: Mail) => Promise.resolve(void box.push(message));
const last = (to: string) => box.findLast((message) => message.to === to)!;
const options = { mail, settings: { autoconfirm: false, siteUrl: "http://app.test/" } };

/** A client of the PKCE flow; its verifier stays in its own memory. */
function pkceClient(world: World): SupabaseClient {
  const store = new Map<string, string>();
  return createClient("http://auth.test", world.publishableKey, {
    global: { fetch: (input, init) => world.auth.fetch(new Request(input, init)) },
    auth: {
      flowType: "pkce",
      autoRefreshToken: false,
      persistSession: true,
      storageKey: crypto.randomUUID(),
      storage: {
        getItem: (key) => store.get(key) ?? null,
        setItem: (key, value) => void store.set(key, value),
        removeItem: (key) => void store.delete(key),
      },
    },
  });
}

/** Where a browser that opens the link is led to. */
async function open(world: World, link: string): Promise<URL> {
  const { pathname, search } = new URL(link);
  const reply = await world.send("GET", pathname.replace("/auth/v1", "") + search);
  assert.equal(reply.status, 303);
  return new URL(reply.headers.get("Location") ?? "");
}

testAuth("sign-up, recovery, magic link and change of address end in a code", async (world) => {
  const [email, moved] = [newEmail(), newEmail()];
  const supabase = pkceClient(world);
  const exchange = async (link: string) => {
    const landed = await open(world, link);
    assert.equal(landed.hash, "", "nothing that is worth something alone");
    return await supabase.auth.exchangeCodeForSession(landed.searchParams.get("code") ?? "");
  };
  await supabase.auth.signUp({ email, password: PASSWORD });
  assert.match(last(email).tokenHash, /^pkce_[0-9a-f]{56}$/);
  const confirmed = await exchange(last(email).link);
  assert.equal(confirmed.error, null);
  assert.equal(confirmed.data.user?.email, email);

  await supabase.auth.resetPasswordForEmail(email);
  const recovered = await exchange(last(email).link);
  assert.equal("redirectType" in recovered.data && recovered.data.redirectType, "recovery");
  const claims = await supabase.auth.getClaims();
  assert.equal(Object(claims.data?.claims.amr?.[0]).method, "recovery");

  await supabase.auth.signInWithOtp({ email });
  assert.equal((await exchange(last(email).link)).error, null);

  await supabase.auth.updateUser({ email: moved });
  const half = await open(world, last(email).link);
  assert.match(half.searchParams.get("message") ?? "", /^Confirmation link accepted/);
  const whole = await exchange(last(moved).link);
  assert.equal(whole.data.user?.email, moved);
}, options);

testAuth("the typed code works beside the link", async (world) => {
  const email = newEmail();
  const supabase = pkceClient(world);
  await supabase.auth.signUp({ email, password: PASSWORD });
  const { code } = last(email);
  const { data, error } = await supabase.auth.verifyOtp({ email, token: code, type: "signup" });
  assert.equal(error, null);
  assert.ok(data.session);
  const landed = await open(world, last(email).link);
  assert.equal(landed.searchParams.get("error_code"), "otp_expired");
  assert.equal(new URLSearchParams(landed.hash.slice(1)).get("error_code"), "otp_expired");
}, options);

testAuth("a code needs its verifier, in time, and works once", async (world) => {
  const email = newEmail();
  const verifier = "v".repeat(64);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const challenge = new Uint8Array(digest).toBase64({ alphabet: "base64url", omitPadding: true });
  const trade = async (auth_code: string, code_verifier: string) => {
    const reply = await world.send("POST", "/token?grant_type=pkce", { auth_code, code_verifier });
    const body = await reply.json();
    return [reply.status, body.code ?? body.token_type];
  };
  const begin = async () => {
    const reply = await world.send("POST", "/otp", {
      email,
      code_challenge: challenge,
      code_challenge_method: "S256",
    });
    assert.equal(reply.status, 200);
    return (await open(world, last(email).link)).searchParams.get("code") ?? "";
  };
  const code = await begin();
  assert.deepEqual(await trade(code, ""), [400, "validation_failed"]);
  assert.deepEqual(await trade(code, "w".repeat(64)), [400, "bad_code_verifier"]);
  assert.deepEqual(await trade("mock_code", verifier), [404, "flow_state_not_found"]);
  assert.deepEqual(await trade(code, verifier), [200, "bearer"]);
  assert.deepEqual(await trade(code, verifier), [404, "flow_state_not_found"]);
  const late = await begin();
  world.pass(301);
  assert.deepEqual(await trade(late, verifier), [422, "flow_state_expired"]);
  const banned = await begin();
  const { admin } = world.client(world.secretKey).auth;
  const { data } = await admin.listUsers({ perPage: 1000 });
  const id = data.users.find((user) => user.email === email)?.id ?? "";
  await admin.updateUserById(id, { ban_duration: "1h" });
  assert.deepEqual(await trade(banned, verifier), [400, "user_banned"]);
}, options);

testAuth("a code that nobody opened a link for is worth nothing", async (world) => {
  const email = newEmail();
  const plain = "p".repeat(43);
  await world.send("POST", "/signup", {
    email,
    password: PASSWORD,
    code_challenge: plain,
    code_challenge_method: "plain",
  });
  const stripped = last(email).tokenHash.replace("pkce_", "");
  const opened = await world.send("POST", "/verify", { type: "signup", token_hash: stripped });
  assert.equal(opened.status, 403, "the prefix cannot be dropped for a session without verifier");
  const landed = await open(world, last(email).link);
  const reply = await world.send("POST", "/token?grant_type=pkce", {
    auth_code: landed.searchParams.get("code"),
    code_verifier: plain,
  });
  assert.equal(reply.status, 200);
}, options);

Deno.test("challenges are checked as RFC 7636 has it", () => {
  const of = (code_challenge: string, code_challenge_method: string) =>
    challengeOf({ code_challenge, code_challenge_method });
  assert.equal(of("", ""), null);
  assert.deepEqual(of("a".repeat(43), "S256"), { value: "a".repeat(43), method: "s256" });
  for (
    const [challenge, method] of [
      ["a".repeat(43), ""],
      ["", "s256"],
      ["a".repeat(42), "s256"],
      ["a".repeat(129), "s256"],
      ["a".repeat(42) + "+", "s256"],
      ["a".repeat(43), "md5"],
    ] as const
  ) assert.throws(() => of(challenge, method), { status: 400, code: "validation_failed" });
});
