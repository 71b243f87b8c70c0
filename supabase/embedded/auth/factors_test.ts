import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { SupabaseClient } from "@supabase/supabase-js";
import { qrMatrix, qrPath, qrSvg } from "./qr.ts";
import { newEmail, PASSWORD, testAuth, type World } from "./testing.ts";
import { matchingStep, stepAt, toBase32, totpCode, totpUri } from "./totp.ts";

Deno.test("codes are those of RFC 6238", () => {
  const secret = toBase32(new TextEncoder().encode("12345678901234567890"));
  assert.equal(secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  const cases = { 59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130" };
  for (const [seconds, code] of Object.entries(cases)) {
    const at = new Date(Number(seconds) * 1000);
    assert.equal(totpCode(secret, stepAt(at)), code);
    assert.equal(matchingStep(secret, code, new Date(at.getTime() + 30_000)), stepAt(at));
    assert.equal(matchingStep(secret, code, new Date(at.getTime() + 90_000)), null);
  }
  for (const odd of ["", "28708", "2870820", "２８７０８２", "abcdef"]) {
    assert.equal(matchingStep(secret, odd, new Date(59_000)), null);
  }
  assert.equal(
    totpUri("Clin Ops", "ada@example.org", "ABC"),
    "otpauth://totp/Clin%20Ops:ada%40example.org?algorithm=SHA1&digits=6&issuer=Clin%20Ops&period=30&secret=ABC",
  );
});

Deno.test("QR codes are those that a scanner read", () => {
  // The hashes are of matrices that jsQR 1.4 decoded to the same text.
  const read = (text: string) => {
    const rows = qrMatrix(text).map((row) => row.map(Number).join("")).join("\n");
    return createHash("sha256").update(rows).digest("hex").slice(0, 16);
  };
  assert.deepEqual([read("a"), read("otpauth://totp/".repeat(8)), read("é".repeat(300))], [
    "e8ab680854e4019c",
    "93e90754d0786f9b",
    "b4d7c35d5e2a44ee",
  ]);
  assert.equal(qrMatrix("x".repeat(666)).length, 97);
  assert.throws(() => qrMatrix("x".repeat(667)), RangeError);
  const { size, path } = qrPath("a");
  assert.equal(size, 29);
  assert.match(qrSvg("a"), /^<svg xmlns=[^>]+viewBox="0 0 29 29"/);
  assert.ok(qrSvg("a").includes(`d="${path}"`), "the page of the account draws the same");
});

interface Holder {
  supabase: SupabaseClient;
  email: string;
  factorId: string;
  code(): string;
}

/** A person with one verified factor, in an aal2 session. `seconds` is how far the clock went. */
async function holder(world: World): Promise<Holder> {
  const supabase = world.client();
  const email = newEmail();
  await supabase.auth.signUp({ email, password: PASSWORD });
  const { data, error } = await supabase.auth.mfa.enroll({ factorType: "totp" });
  assert.equal(error, null);
  assert.ok(data);
  assert.match(data.totp.qr_code, /^data:image\/svg\+xml;utf-8,<svg /);
  const secret = data.totp.secret;
  const code = () => totpCode(secret, stepAt(world.now()));
  const verified = await supabase.auth.mfa.challengeAndVerify({ factorId: data.id, code: code() });
  assert.equal(verified.error, null);
  return { supabase, email, factorId: data.id, code };
}

testAuth("enrolment, step-up and removal of a factor", async (world) => {
  const { supabase, email, factorId, code } = await holder(world);
  const level = () => supabase.auth.mfa.getAuthenticatorAssuranceLevel();
  assert.equal((await level()).data?.currentLevel, "aal2");
  const claims = (await supabase.auth.getClaims()).data?.claims;
  const methods = claims?.amr?.map((entry) => typeof entry === "object" && entry.method);
  assert.deepEqual(methods?.sort(), ["password", "totp"]);

  const other = world.client();
  await other.auth.signInWithPassword({ email, password: PASSWORD });
  const steps = (await other.auth.mfa.getAuthenticatorAssuranceLevel()).data;
  assert.deepEqual([steps?.currentLevel, steps?.nextLevel], ["aal1", "aal2"]);
  const early = await other.auth.updateUser({ password: "battery staple" });
  assert.deepEqual([early.error?.status, early.error?.code], [401, "insufficient_aal"]);
  const second = await other.auth.mfa.enroll({ factorType: "totp", friendlyName: "spare" });
  assert.equal(second.error?.code, "insufficient_aal");
  assert.equal((await other.auth.mfa.unenroll({ factorId })).error?.code, "insufficient_aal");

  const replay = await other.auth.mfa.challengeAndVerify({ factorId, code: code() });
  assert.equal(replay.error?.code, "mfa_verification_failed");
  world.pass(30);
  const lifted = await other.auth.mfa.challengeAndVerify({ factorId, code: code() });
  assert.equal(lifted.error, null);
  assert.equal((await other.auth.updateUser({ password: "battery staple" })).error, null);
  assert.equal((await supabase.auth.getUser()).error?.name, "AuthSessionMissingError");

  assert.equal((await other.auth.mfa.unenroll({ factorId })).error, null);
  const refreshed = await other.auth.refreshSession();
  assert.equal(refreshed.error, null);
  const after = await other.auth.mfa.getAuthenticatorAssuranceLevel();
  assert.equal(after.data?.currentLevel, "aal1");
});

testAuth("verifying ends the person's sessions below aal2", async (world) => {
  const { email, supabase, factorId, code } = await holder(world);
  const low = world.client();
  await low.auth.signInWithPassword({ email, password: PASSWORD });
  world.pass(30);
  const again = await supabase.auth.mfa.challengeAndVerify({ factorId, code: code() });
  assert.equal(again.error, null);
  assert.equal((await low.auth.getUser()).error?.name, "AuthSessionMissingError");
  assert.equal((await supabase.auth.refreshSession()).error, null);
  assert.equal(
    (await supabase.auth.mfa.getAuthenticatorAssuranceLevel()).data?.currentLevel,
    "aal2",
  );
});

testAuth("what is wrong with a factor or a challenge is told", async (world) => {
  const { supabase, factorId, code } = await holder(world);
  const same = await supabase.auth.mfa.enroll({ factorType: "totp" });
  assert.equal(same.error?.code, "mfa_factor_name_conflict");
  const { mfa } = supabase.auth;
  const { data } = await mfa.challenge({ factorId });
  assert.ok(data && data.expires_at > 0);
  const wrong = await mfa.verify({ factorId, challengeId: data.id, code: "000000" });
  assert.equal(wrong.error?.code, "mfa_verification_failed");
  world.pass(301);
  const late = await mfa.verify({ factorId, challengeId: data.id, code: code() });
  assert.equal(late.error?.code, "mfa_challenge_expired");
  const gone = await mfa.verify({ factorId, challengeId: data.id, code: code() });
  assert.equal(gone.error?.code, "mfa_factor_not_found");
  const unknown = await mfa.challenge({ factorId: crypto.randomUUID() });
  assert.deepEqual([unknown.error?.status, unknown.error?.code], [404, "mfa_factor_not_found"]);
  const foreign = await holder(world);
  const theirs = await foreign.supabase.auth.mfa.challenge({ factorId });
  assert.equal(theirs.error?.code, "mfa_factor_not_found");
  const bearer = (await supabase.auth.getSession()).data.session?.access_token;
  const phone = await world.send("POST", "/factors", { factor_type: "phone", phone: "1" }, {
    Authorization: `Bearer ${bearer}`,
  });
  assert.equal(phone.headers.get("x-sb-error-code"), "mfa_phone_enroll_not_enabled");
});

testAuth("no more than ten factors are begun, and old ones are forgotten", async (world) => {
  const supabase = world.client();
  await supabase.auth.signUp({ email: newEmail(), password: PASSWORD });
  const enroll = (friendlyName: string) =>
    supabase.auth.mfa.enroll({ factorType: "totp", friendlyName, issuer: "ClinOps" });
  for (let count = 0; count < 10; count++) assert.equal((await enroll(`f${count}`)).error, null);
  assert.equal((await enroll("one more")).error?.code, "too_many_enrolled_mfa_factors");
  world.pass(301);
  assert.equal((await enroll("one more")).error, null);
});

testAuth("an admin sees and removes factors", async (world) => {
  const { supabase, factorId } = await holder(world);
  const userId = (await supabase.auth.getUser()).data.user?.id ?? "";
  const { mfa } = world.client(world.secretKey).auth.admin;
  const { data } = await mfa.listFactors({ userId });
  assert.deepEqual(data?.factors.map(({ id, status }) => [id, status]), [[factorId, "verified"]]);
  assert.equal(JSON.stringify(data).includes("secret"), false);
  assert.equal((await mfa.deleteFactor({ userId, id: factorId })).error, null);
  assert.deepEqual((await mfa.listFactors({ userId })).data?.factors, []);
});

testAuth("factors are off where settings say so", async (world) => {
  const supabase = world.client();
  await supabase.auth.signUp({ email: newEmail(), password: PASSWORD });
  const { error } = await supabase.auth.mfa.enroll({ factorType: "totp" });
  assert.equal(error?.code, "mfa_totp_enroll_not_enabled");
}, { settings: { totp: false } });
