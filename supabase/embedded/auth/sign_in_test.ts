import assert from "node:assert/strict";
import { newEmail, PASSWORD, testAuth } from "./testing.ts";

testAuth("sign-up with automatic confirmation gives a session", async ({ client }) => {
  const email = newEmail();
  const { data, error } = await client().auth.signUp({
    email: email.toUpperCase(),
    password: PASSWORD,
    options: { data: { name: "Ada", sub: "forged" } },
  });
  assert.equal(error, null);
  assert.ok(data.session && data.user);
  assert.equal(data.session.token_type, "bearer");
  assert.equal(data.user.email, email);
  assert.equal(data.user.role, "authenticated");
  assert.deepEqual(data.user.app_metadata, { provider: "email", providers: ["email"] });
  assert.equal(data.user.user_metadata.name, "Ada");
  assert.equal(data.user.user_metadata.sub, data.user.id);
  assert.equal(data.user.user_metadata.email_verified, true);
  assert.equal(data.user.identities?.[0]?.id, data.user.id);
  assert.ok(data.user.email_confirmed_at && data.user.last_sign_in_at);
});

testAuth("a known address cannot sign up again", async ({ client }) => {
  const email = newEmail();
  await client().auth.signUp({ email, password: PASSWORD });
  const again = await client().auth.signUp({ email, password: "another one" });
  assert.equal(again.error?.code, "user_already_exists");
  assert.equal(again.error?.status, 422);
  const both = newEmail();
  const race = await Promise.all(
    [1, 2].map(() => client().auth.signUp({ email: both, password: PASSWORD })),
  );
  assert.deepEqual(race.map(({ error }) => error?.code).sort(), ["user_already_exists", undefined]);
});

testAuth("sign-up refuses what cannot be an account", async ({ client, send }) => {
  const email = newEmail();
  const weak = await client().auth.signUp({ email, password: "abc" });
  assert.equal(weak.error?.code, "weak_password");
  assert.deepEqual(weak.error && "reasons" in weak.error && weak.error.reasons, ["length"]);
  const long = await client().auth.signUp({ email, password: "é".repeat(40) });
  assert.equal(long.error?.code, "validation_failed");
  const odd = await client().auth.signUp({ email: "not an address", password: PASSWORD });
  assert.equal(odd.error?.message, "Unable to validate email address: invalid format");
  const none = await send("POST", "/signup", { email });
  assert.equal(none.status, 400);
  assert.equal((await none.json()).message, "Signup requires a valid password");
  const phone = await send("POST", "/signup", { phone: "+4312345", password: PASSWORD });
  assert.equal(phone.headers.get("x-sb-error-code"), "phone_provider_disabled");
});

testAuth("anonymous and closed sign-up are refused by default settings", async ({ client }) => {
  const { error } = await client().auth.signInAnonymously();
  assert.equal(error?.code, "anonymous_provider_disabled");
});

testAuth("a closed instance takes nobody", async ({ client }) => {
  const { error } = await client().auth.signUp({ email: newEmail(), password: PASSWORD });
  assert.equal(error?.code, "signup_disabled");
}, { settings: { disableSignup: true } });

testAuth("an anonymous person has a session and can become a member", async ({ client }) => {
  const supabase = client();
  const { data } = await supabase.auth.signInAnonymously();
  assert.equal(data.user?.is_anonymous, true);
  const claims = await supabase.auth.getClaims();
  assert.equal(claims.data?.claims.is_anonymous, true);
  const email = newEmail();
  const { data: member, error } = await supabase.auth.updateUser({ email, password: PASSWORD });
  assert.equal(error, null);
  assert.equal(member.user?.is_anonymous, false);
  assert.equal(member.user?.email, email);
  assert.equal((await client().auth.signInWithPassword({ email, password: PASSWORD })).error, null);
}, { settings: { anonymous: true } });

testAuth("with confirmation on, a known address is answered like a new one", async (world) => {
  const email = newEmail();
  const first = await world.client().auth.signUp({ email, password: PASSWORD });
  assert.equal(first.data.session, null);
  assert.ok(first.data.user?.confirmation_sent_at);
  const early = await world.client().auth.signInWithPassword({ email, password: PASSWORD });
  assert.equal(early.error?.code, "email_not_confirmed");
  const wrong = await world.client().auth.signInWithPassword({ email, password: "wrong one" });
  assert.equal(wrong.error?.code, "invalid_credentials");
  const admin = world.client(world.secretKey);
  await admin.auth.admin.updateUserById(first.data.user.id, { email_confirm: true });
  const again = await world.client().auth.signUp({ email, password: "another one" });
  assert.equal(again.error, null);
  assert.deepEqual(again.data.user?.identities, []);
  assert.notEqual(again.data.user?.id, first.data.user.id);
}, { settings: { autoconfirm: false } });

testAuth("sign-in says the same for a wrong password and an unknown person", async ({ client }) => {
  const email = newEmail();
  await client().auth.signUp({ email, password: PASSWORD });
  const right = await client().auth.signInWithPassword({ email, password: PASSWORD });
  assert.equal(right.data.user?.email, email);
  const wrong = await client().auth.signInWithPassword({ email, password: "wrong horse" });
  const unknown = await client().auth.signInWithPassword({ email: newEmail(), password: PASSWORD });
  for (const { error } of [wrong, unknown]) {
    assert.equal(error?.message, "Invalid login credentials");
    assert.equal(error?.code, "invalid_credentials");
    assert.equal(error?.status, 400);
  }
});

testAuth("bcrypt's 72 bytes are not a way around the rest", async ({ client }) => {
  const email = newEmail();
  const password = "x".repeat(72);
  await client().auth.signUp({ email, password });
  const longer = await client().auth.signInWithPassword({ email, password: `${password}y` });
  assert.equal(longer.error?.code, "invalid_credentials");
});

testAuth("claims are verified without asking the server", async ({ client, requests }) => {
  const supabase = client();
  const { data } = await supabase.auth.signUp({ email: newEmail(), password: PASSWORD });
  requests.length = 0;
  const { data: verified, error } = await supabase.auth.getClaims();
  assert.equal(error, null);
  assert.deepEqual(requests, ["GET /auth/v1/.well-known/jwks.json"]);
  const claims = verified?.claims;
  assert.equal(verified?.header.alg, "ES256");
  assert.equal(claims?.iss, "http://auth.test/auth/v1");
  assert.equal(claims?.sub, data.user?.id);
  assert.equal(claims?.aud, "authenticated");
  assert.equal(claims?.role, "authenticated");
  assert.equal(claims?.aal, "aal1");
  assert.equal(claims?.is_anonymous, false);
  assert.match(String(claims?.session_id), /^[0-9a-f-]{36}$/);
  assert.deepEqual(claims?.amr?.map((entry) => typeof entry === "object" && entry.method), [
    "password",
  ]);
  assert.equal(Number(claims?.exp) - Number(claims?.iat), 3600);
});

testAuth("a banned person cannot sign in until the ban ends", async (world) => {
  const email = newEmail();
  const { data } = await world.client().auth.signUp({ email, password: PASSWORD });
  const admin = world.client(world.secretKey).auth.admin;
  await admin.updateUserById(data.user?.id ?? "", { ban_duration: "1h30m" });
  const banned = await world.client().auth.signInWithPassword({ email, password: PASSWORD });
  assert.equal(banned.error?.code, "user_banned");
  world.pass(2 * 3600);
  const free = await world.client().auth.signInWithPassword({ email, password: PASSWORD });
  assert.equal(free.error, null);
});

testAuth(
  "metadata that no token could carry is refused, at once or piece by piece",
  async ({ client }) => {
    const email = newEmail();
    const one = client();
    const data = { note: "x".repeat(9000) };
    const huge = await one.auth.signUp({ email, password: PASSWORD, options: { data } });
    assert.equal(huge.error?.status, 400);
    assert.equal((await one.auth.signUp({ email, password: PASSWORD })).error, null);
    const half = "x".repeat(5000);
    assert.equal((await one.auth.updateUser({ data: { first: half } })).error, null);
    const grown = await one.auth.updateUser({ data: { second: half } });
    assert.equal(grown.error?.code, "validation_failed");
    const { data: { user } } = await one.auth.getUser();
    assert.deepEqual([user?.user_metadata.first, user?.user_metadata.second], [half, undefined]);
  },
);
