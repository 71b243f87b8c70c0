// The official client against the app as a process of its own, with named permissions, over HTTP,
// with its letters read from the outbox: every flow that a person or an administrator goes through.
import assert from "node:assert/strict";
import type { SupabaseClient } from "@supabase/supabase-js";
import { stepAt, totpCode } from "@/supabase/embedded/auth/totp.ts";
import { delivery, newEmail, PASSWORD, type World, world } from "./auth_world.ts";
import { startApp } from "./process.ts";

async function confirmation({ client, letter, letters }: World): Promise<void> {
  const [email, supabase] = [newEmail(), client()];
  const { data, error } = await supabase.auth.signUp({ email, password: PASSWORD });
  assert.deepEqual([error, data.session, data.user?.email], [null, null, email]);
  const early = await supabase.auth.signInWithPassword({ email, password: PASSWORD });
  assert.equal(early.error?.code, "email_not_confirmed");
  const guess = await supabase.auth.signInWithPassword({ email, password: "something else" });
  assert.equal(guess.error?.code, "invalid_credentials");
  const again = await supabase.auth.resend({ type: "signup", email });
  assert.equal(again.error?.code, "over_email_send_rate_limit");
  assert.match(again.error?.message ?? "", /^For security purposes, you can only request this/);

  const { hash } = await letter(email, "signup");
  const opened = await supabase.auth.verifyOtp({ token_hash: hash, type: "signup" });
  assert.equal(opened.error, null);
  assert.ok(opened.data.session);
  const replayed = await client().auth.verifyOtp({ token_hash: hash, type: "signup" });
  assert.deepEqual([replayed.error?.status, replayed.error?.code], [403, "otp_expired"]);

  // A known address is answered as a new one, and nobody is written to.
  const known = await client().auth.signUp({ email, password: PASSWORD });
  assert.equal(
    known.error?.code,
    "over_email_send_rate_limit",
    "one letter a minute, known or not",
  );
  assert.deepEqual(await letters(email), ["signup"]);
}

async function recovery({ client, letter, letters, person }: World): Promise<void> {
  const { client: elsewhere, email } = await person();
  const supabase = client();
  const nobody = newEmail();
  const unknown = await supabase.auth.resetPasswordForEmail(nobody);
  const asked = await supabase.auth.resetPasswordForEmail(email);
  assert.deepEqual(asked, unknown);
  const { code } = await letter(email, "recovery");
  assert.deepEqual(await letters(nobody), []);
  const wrong = await supabase.auth.verifyOtp({ email, token: "000000", type: "recovery" });
  const missing = await supabase.auth.verifyOtp({
    email: nobody,
    token: "000000",
    type: "recovery",
  });
  assert.deepEqual({ ...missing.error }, { ...wrong.error });
  const { error } = await supabase.auth.verifyOtp({ email, token: code, type: "recovery" });
  assert.equal(error, null);
  const same = await supabase.auth.updateUser({ password: PASSWORD });
  assert.equal(same.error?.code, "same_password");
  const weak = await supabase.auth.updateUser({ password: "x" });
  assert.equal(weak.error?.code, "weak_password");
  assert.equal((await supabase.auth.updateUser({ password: "battery staple" })).error, null);
  assert.equal((await elsewhere.auth.getUser()).error?.name, "AuthSessionMissingError");
  assert.ok((await elsewhere.auth.refreshSession()).error);
}

async function codesAndAddresses({ client, letter, person }: World): Promise<void> {
  const { client: first, email } = await person();
  const supabase = client();
  assert.equal((await supabase.auth.signInWithOtp({ email })).error, null);
  const { code } = await letter(email, "magiclink");
  const entered = await supabase.auth.verifyOtp({ email, token: code, type: "email" });
  assert.equal(entered.data.user?.email, email);

  const fresh = newEmail();
  const { data } = await first.auth.updateUser({ email: fresh });
  assert.deepEqual([data.user?.email, data.user?.new_email], [email, fresh]);
  const half = await letter(email, "email_change");
  await first.auth.verifyOtp({ token_hash: half.hash, type: "email_change" });
  assert.equal((await first.auth.getUser()).data.user?.email, email, "half is not enough");
  const whole = await letter(fresh, "email_change");
  await first.auth.verifyOtp({ email: fresh, token: whole.code, type: "email_change" });
  assert.equal((await first.auth.getUser()).data.user?.email, fresh);

  assert.equal((await first.auth.reauthenticate()).error, null);
  const nonce = (await letter(fresh, "reauthentication")).code;
  assert.equal((await first.auth.updateUser({ password: "battery staple", nonce })).error, null);
}

async function sessions({ client, person }: World): Promise<void> {
  const { client: one, email } = await person();
  const open = async () => {
    const made = client();
    await made.auth.signInWithPassword({ email, password: PASSWORD });
    return made;
  };
  const alive = async (who: SupabaseClient) => (await who.auth.getUser()).error === null;
  const [two, three] = [await open(), await open()];
  assert.equal((await one.auth.signOut({ scope: "local" })).error, null);
  assert.deepEqual([await alive(one), await alive(two), await alive(three)], [false, true, true]);
  assert.equal((await two.auth.signOut({ scope: "others" })).error, null);
  assert.deepEqual([await alive(two), await alive(three)], [true, false]);
  const before = (await two.auth.getSession()).data.session!;
  const after = (await two.auth.refreshSession()).data.session!;
  assert.notEqual(after.refresh_token, before.refresh_token);
  // The reply was lost on its way: the token is asked for once more.
  const lost = await client().auth.refreshSession({ refresh_token: before.refresh_token });
  assert.equal(lost.data.session?.refresh_token, after.refresh_token);
  const four = await open();
  assert.equal((await two.auth.signOut({ scope: "global" })).error, null);
  assert.equal(await alive(four), false);
  assert.ok((await client().auth.refreshSession({ refresh_token: after.refresh_token })).error);
}

async function secondFactor({ client, person }: World): Promise<void> {
  const { client: supabase, email } = await person();
  const elsewhere = client();
  await elsewhere.auth.signInWithPassword({ email, password: PASSWORD });
  const { data: factor } = await supabase.auth.mfa.enroll({ factorType: "totp" });
  assert.match(factor!.totp.qr_code, /^data:image\/svg\+xml;utf-8,<svg/);
  const code = totpCode(factor!.totp.secret, stepAt(new Date()));
  const proof = { factorId: factor!.id, code };
  const guess = { ...proof, code: code === "000000" ? "000001" : "000000" };
  const wrong = await supabase.auth.mfa.challengeAndVerify(guess);
  assert.equal(wrong.error?.code, "mfa_verification_failed");
  assert.equal((await supabase.auth.mfa.challengeAndVerify(proof)).error, null);
  const level = await supabase.auth.mfa.getAuthenticatorAssuranceLevel();
  assert.equal(level.data?.currentLevel, "aal2");
  assert.ok((await elsewhere.auth.getUser()).error, "what has less proof ends");

  const later = client();
  await later.auth.signInWithPassword({ email, password: PASSWORD });
  const replayed = await later.auth.mfa.challengeAndVerify(proof);
  assert.equal(replayed.error?.code, "mfa_verification_failed", "a code counts once");
  const refused = await later.auth.updateUser({ password: "battery staple" });
  assert.equal(refused.error?.code, "insufficient_aal");
  const kept = await later.auth.mfa.unenroll({ factorId: factor!.id });
  assert.equal(kept.error?.code, "insufficient_aal");
  assert.equal((await supabase.auth.mfa.unenroll({ factorId: factor!.id })).error, null);
  await supabase.auth.refreshSession();
  const fallen = await supabase.auth.mfa.getAuthenticatorAssuranceLevel();
  assert.equal(fallen.data?.currentLevel, "aal1");
}

async function administration({ client, letter, person, origin }: World): Promise<void> {
  const { auth: { admin } } = client({ secret: true });
  const email = newEmail();
  const invited = await admin.inviteUserByEmail(email, { data: { name: "Ada" } });
  assert.deepEqual(invited.data.user?.user_metadata, { name: "Ada" });
  const { hash } = await letter(email, "invite");
  const guest = client();
  const opened = await guest.auth.verifyOtp({ token_hash: hash, type: "invite" });
  assert.equal(opened.data.user?.email, email);
  const id = opened.data.user!.id;
  const found = (await admin.listUsers({ perPage: 1000 })).data.users.find((user) =>
    user.id === id
  );
  assert.equal(found?.email, email);
  const changed = await admin.updateUserById(id, { user_metadata: { name: "Ben" } });
  assert.equal(changed.data.user?.user_metadata.name, "Ben");
  const link = await admin.generateLink({
    type: "recovery",
    email,
    options: { redirectTo: `${origin}/reset` },
  });
  assert.match(link.data.properties?.action_link ?? "", new RegExp(`redirect_to=${origin}/reset$`));
  const foreign = { type: "recovery", email, options: { redirectTo: "https://evil.example/" } };
  const { data } = await admin.generateLink(foreign as { type: "recovery"; email: string });
  assert.doesNotMatch(data.properties?.action_link ?? "", /evil/);

  const { client: member } = await person();
  const token = (await member.auth.getSession()).data.session!.access_token;
  assert.equal((await admin.signOut(token, "global")).error, null);
  assert.ok((await member.auth.getUser()).error);
  assert.equal((await admin.deleteUser(id)).error, null);
  assert.equal((await admin.getUserById(id)).error?.code, "user_not_found");
  assert.ok((await guest.auth.getUser()).error);
  const { auth: { admin: nobody } } = client();
  assert.ok((await nobody.listUsers()).error, "the publishable key administers nothing");
}

/** A link that a browser opens leads back with a code, which only that browser can trade. */
async function pkce({ client, letter, origin, person }: World): Promise<void> {
  const { email } = await person();
  const supabase = client({ flowType: "pkce" });
  await supabase.auth.resetPasswordForEmail(email, { redirectTo: `${origin}/reset` });
  const { hash } = await letter(email, "recovery");
  assert.match(hash, /^pkce_/);
  const query = new URLSearchParams({
    token: hash,
    type: "recovery",
    redirect_to: `${origin}/reset`,
  });
  const led = await fetch(`${origin}/auth/v1/verify?${query}`, { redirect: "manual" });
  const landed = new URL(led.headers.get("Location") ?? "");
  assert.equal(landed.pathname, "/reset");
  const code = landed.searchParams.get("code") ?? "";
  const thief = await client({ flowType: "pkce" }).auth.exchangeCodeForSession(code);
  assert.ok(thief.error);
  const { data, error } = await supabase.auth.exchangeCodeForSession(code);
  assert.equal(error, null);
  assert.equal(data.user?.email, email);
}

/** Tokens say the roles for display; nothing believes them. */
async function claims({ origin, person }: World): Promise<void> {
  const { client: supabase } = await person();
  const roles = async () =>
    (await supabase.auth.getClaims()).data?.claims.app_metadata?.organizations;
  assert.deepEqual(await roles(), {});
  const token = (await supabase.auth.getSession()).data.session!.access_token;
  const made = await fetch(`${origin}/api/projects`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "First study" }),
  });
  const { project } = await made.json();
  await supabase.auth.refreshSession();
  assert.deepEqual(await roles(), { [project.organizationId]: "owner" });
  const { data } = await supabase.auth.getUser();
  assert.equal("organizations" in data.user!.app_metadata, false, "kept in tokens only");
}

Deno.test({
  name: "the official client, on the app as it is started",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    const app = await startApp({ SIGNUP_CONFIRM: "on", TRUST_PROXY: "on" });
    try {
      const here = await world(app.origin, app.dataDir);
      await t.step("sign-up is confirmed by a letter, once", () => confirmation(here));
      await t.step("a forgotten password is replaced; other sessions end", () => recovery(here));
      await t.step("codes sign in, and both addresses confirm", () => codesAndAddresses(here));
      await t.step("sessions end as far as asked; tokens rotate", () => sessions(here));
      await t.step("a second factor lifts the session", () => secondFactor(here));
      await t.step("administrators invite, change and delete people", () => administration(here));
      await t.step("PKCE trades a link's code for a session", () => pkce(here));
      await t.step("tokens carry the roles of the moment", () => claims(here));
    } finally {
      assert.equal(await app.stop(), 0);
    }
    await t.step("letters left over are delivered at the next start", () => delivery(app.dataDir));
    await Deno.remove(app.dataDir, { recursive: true });
  },
});
