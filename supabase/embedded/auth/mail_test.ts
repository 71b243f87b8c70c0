import assert from "node:assert/strict";
import { mailing, newEmail, PASSWORD, testAuth, type World } from "./testing.ts";

/** What a browser that opens the link is led on to. */
async function open(world: World, link: string): Promise<{ url: URL; hash: URLSearchParams }> {
  const { pathname, search } = new URL(link);
  const reply = await world.send("GET", pathname.replace("/auth/v1", "") + search);
  assert.equal(reply.status, 303);
  const url = new URL(reply.headers.get("Location") ?? "");
  return { url, hash: new URLSearchParams(url.hash.slice(1)) };
}

const confirming = mailing({ autoconfirm: false });
testAuth("a new address is confirmed by link or by code, once", async (world) => {
  const email = newEmail();
  const supabase = world.client();
  await supabase.auth.signUp({ email, password: PASSWORD });
  const first = confirming.last(email);
  assert.equal(first.kind, "signup");
  await supabase.auth.resend({ type: "signup", email });
  const { link, code } = confirming.last(email);
  assert.equal((await open(world, first.link)).hash.get("error_code"), "otp_expired");
  const { url, hash } = await open(world, link);
  assert.equal(url.origin, "http://app.test");
  assert.equal(hash.get("type"), "signup");
  const user = await supabase.auth.getUser(hash.get("access_token") ?? "");
  assert.ok(user.data.user?.email_confirmed_at);
  const again = await supabase.auth.verifyOtp({ email, token: code, type: "signup" });
  assert.deepEqual([again.error?.status, again.error?.code], [403, "otp_expired"]);
  assert.equal((await supabase.auth.signInWithPassword({ email, password: PASSWORD })).error, null);
  const count = confirming.box.length;
  assert.equal((await supabase.auth.resend({ type: "signup", email })).error, null);
  assert.equal(confirming.box.length, count);
}, confirming.options);

const plain = mailing();
testAuth("a forgotten password is replaced by a mailed code; other sessions end", async (world) => {
  const email = newEmail();
  const supabase = world.client();
  await supabase.auth.signUp({ email, password: PASSWORD });
  const reader = world.client();
  const count = plain.box.length;
  assert.equal((await reader.auth.resetPasswordForEmail(newEmail())).error, null);
  assert.equal(plain.box.length, count);
  assert.equal((await reader.auth.resetPasswordForEmail(email)).error, null);
  const { tokenHash, kind } = plain.last(email);
  assert.equal(kind, "recovery");
  const opened = await reader.auth.verifyOtp({ token_hash: tokenHash, type: "recovery" });
  assert.equal(opened.error, null);
  assert.equal((await reader.auth.updateUser({ password: "battery staple" })).error, null);
  assert.equal((await supabase.auth.getUser()).error?.name, "AuthSessionMissingError");
  const used = await reader.auth.verifyOtp({ token_hash: tokenHash, type: "recovery" });
  assert.equal(used.error?.message, "Email link is invalid or has expired");
}, plain.options);

testAuth("codes end after an hour and with a change of password", async (world) => {
  const email = newEmail();
  const supabase = world.client();
  await supabase.auth.signUp({ email, password: PASSWORD });
  await supabase.auth.resetPasswordForEmail(email);
  const { code } = plain.last(email);
  assert.equal((await supabase.auth.updateUser({ password: "battery staple" })).error, null);
  const dropped = await supabase.auth.verifyOtp({ email, token: code, type: "recovery" });
  assert.equal(dropped.error?.code, "otp_expired");
  await supabase.auth.resetPasswordForEmail(email);
  world.pass(3601);
  const late = { email, token: plain.last(email).code, type: "recovery" } as const;
  assert.equal((await supabase.auth.verifyOtp(late)).error?.code, "otp_expired");
}, plain.options);

testAuth("a one-time code signs in, and makes the account unless told not to", async (world) => {
  const email = newEmail();
  const supabase = world.client();
  const refused = await supabase.auth.signInWithOtp({
    email,
    options: { shouldCreateUser: false },
  });
  assert.equal(refused.error?.code, "otp_disabled");
  for (const kind of ["magiclink", "magiclink"]) {
    assert.equal((await supabase.auth.signInWithOtp({ email })).error, null);
    const mail = plain.last(email);
    assert.equal(mail.kind, kind);
    const wrong = await supabase.auth.verifyOtp({ email, token: "x", type: "email" });
    assert.equal(wrong.error?.code, "otp_expired");
    const { data, error } = await supabase.auth.verifyOtp({
      email,
      token: mail.code,
      type: "email",
    });
    assert.equal(error, null);
    assert.equal(data.user?.email, email);
  }
}, plain.options);

testAuth("a change of address is confirmed from both addresses", async (world) => {
  const [old, email] = [newEmail(), newEmail()];
  const supabase = world.client();
  await supabase.auth.signUp({ email: old, password: PASSWORD });
  const { data } = await supabase.auth.updateUser({ email });
  assert.deepEqual([data.user?.email, data.user?.new_email], [old, email]);
  const half = await open(world, plain.last(old).link);
  assert.match(half.hash.get("message") ?? "", /^Confirmation link accepted/);
  assert.equal((await supabase.auth.getUser()).data.user?.email, old);
  const whole = await supabase.auth.verifyOtp({
    email,
    token: plain.last(email).code,
    type: "email_change",
  });
  assert.equal(whole.data.user?.email, email);
  assert.equal(whole.data.user?.new_email, undefined);
}, plain.options);

const strict = mailing({ requireReauthentication: true });
testAuth("an old session needs a mailed code to change the password", async (world) => {
  const email = newEmail();
  const supabase = world.client();
  await supabase.auth.signUp({ email, password: PASSWORD });
  world.pass(25 * 3600);
  await supabase.auth.refreshSession();
  const password = "battery staple";
  const bare = await supabase.auth.updateUser({ password });
  assert.equal(bare.error?.code, "reauthentication_needed");
  assert.equal((await supabase.auth.reauthenticate()).error, null);
  const wrong = await supabase.auth.updateUser({ password, nonce: "000" });
  assert.equal(wrong.error?.code, "reauthentication_not_valid");
  const nonce = strict.last(email).code;
  assert.equal((await supabase.auth.updateUser({ password, nonce })).error, null);
}, strict.options);

testAuth("an admin makes links and invites", async (world) => {
  const { admin } = world.client(world.secretKey).auth;
  const email = newEmail();
  const { data } = await admin.inviteUserByEmail(email, { data: { name: "Ada" } });
  assert.ok(data.user?.invited_at);
  const { hash } = await open(world, plain.last(email).link);
  assert.equal(hash.get("type"), "invite");
  const again = await admin.inviteUserByEmail(email);
  assert.equal(again.error?.code, "email_exists");
  const made = await admin.generateLink({ type: "recovery", email });
  assert.equal(made.data.user?.email, email);
  assert.equal(made.data.properties?.verification_type, "recovery");
  const opened = await world.client().auth.verifyOtp({
    email,
    token: made.data.properties?.email_otp ?? "",
    type: "recovery",
  });
  assert.equal(opened.error, null);
  const unknown = await admin.generateLink({ type: "recovery", email: newEmail() });
  assert.equal(unknown.error?.code, "user_not_found");
  const fresh = await admin.generateLink({ type: "magiclink", email: newEmail() });
  assert.equal(fresh.data.properties?.verification_type, "signup");
}, plain.options);

testAuth("links lead to the site and nowhere else", async (world) => {
  const { admin } = world.client(world.secretKey).auth;
  const email = newEmail();
  await admin.createUser({ email, email_confirm: true });
  const places: [string, string][] = [
    ["http://app.test/reset?a=1", "http://app.test/reset?a=1"],
    ["https://evil.example/", "http://app.test/"],
    ["http://app.test@evil.example/", "http://app.test/"],
    ["javascript:alert(1)", "http://app.test/"],
    ["//evil.example", "http://app.test/"],
    ["/\\evil.example", "http://app.test/"],
  ];
  for (const [redirectTo, target] of places) {
    const { data } = await admin.generateLink({ type: "recovery", email, options: { redirectTo } });
    assert.equal(data.properties?.redirect_to, target);
    const odd = await world.send(
      "GET",
      `/verify?type=recovery&token=x&redirect_to=${encodeURIComponent(redirectTo)}`,
    );
    assert.ok(odd.headers.get("Location")?.startsWith(target));
  }
}, plain.options);

testAuth("bad calls of the mailing endpoints are the caller's fault", async ({ send }) => {
  const calls: [string, string, unknown, number][] = [
    ["POST", "/recover", { email: "x" }, 400],
    ["POST", "/otp", {}, 400],
    ["POST", "/otp", { phone: "+43" }, 400],
    ["POST", "/resend", { type: "magic", email: "a@b.cd" }, 400],
    ["POST", "/verify", { type: "recovery" }, 400],
    ["POST", "/verify", { type: "constructor", token_hash: "x" }, 400],
    ["POST", "/verify", { type: "recovery", token_hash: "x", token: "1", email: "a@b.cd" }, 400],
    ["POST", "/verify", { type: "recovery", token_hash: "x" }, 403],
    ["GET", "/verify", undefined, 400],
    ["GET", "/verify?type=recovery&token=%00%ff", undefined, 303],
    ["GET", "/reauthenticate", undefined, 401],
    ["POST", "/invite", { email: "a@b.cd" }, 401],
    ["POST", "/admin/generate_link", { email: "a@b.cd", type: "recovery" }, 401],
  ];
  for (const [method, path, body, status] of calls) {
    assert.equal((await send(method, path, body)).status, status, `${method} ${path}`);
  }
}, plain.options);
