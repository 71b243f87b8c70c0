import assert from "node:assert/strict";
import { newEmail, PASSWORD, testAuth } from "./testing.ts";

testAuth("what happens to an account is written down, for administrators only", async (world) => {
  const email = newEmail();
  const supabase = world.client();
  const entries = async (query: string) => {
    const reply = await world.send("GET", `/admin/audit?per_page=1000&query=${query}`, undefined, {
      Authorization: `Bearer ${world.secretKey}`,
    });
    assert.equal(reply.status, 200);
    const list = await reply.json();
    assert.equal(reply.headers.get("X-Total-Count"), String(list.length));
    return list;
  };
  await supabase.auth.signUp({ email, password: PASSWORD });
  await supabase.auth.refreshSession();
  await supabase.auth.updateUser({ data: { name: "Ada" } });
  await supabase.auth.resetPasswordForEmail(email);
  await supabase.auth.updateUser({ password: "battery staple" });
  await supabase.auth.mfa.enroll({ factorType: "totp" });
  await supabase.auth.signOut();
  const mine = await entries(`author:${email.toUpperCase()}`);
  const actions = new Set(
    mine.map((entry: { payload: { action: string } }) => entry.payload.action),
  );
  assert.deepEqual(
    actions,
    new Set([
      "user_signedup",
      "login",
      "user_modified",
      "user_recovery_requested",
      "user_updated_password",
      "factor_in_progress",
      "logout",
    ]),
  );
  const [{ id, payload, created_at }] = mine;
  assert.match(id, /^[0-9a-f-]{36}$/);
  assert.ok(payload.actor_id && payload.log_type && created_at);
  assert.doesNotMatch(JSON.stringify(mine), new RegExp(`${PASSWORD}|staple`));
  const logins = await entries("action:login");
  assert.ok(logins.length >= 1);
  assert.equal((await entries("type:nothing")).length, 0);

  for (const query of ["owner:x", "author", "constructor:x"]) {
    const odd = await world.send("GET", `/admin/audit?query=${query}`, undefined, {
      Authorization: `Bearer ${world.secretKey}`,
    });
    assert.deepEqual([odd.status, (await odd.json()).code], [400, "validation_failed"]);
  }
  const stranger = world.client();
  const { data } = await stranger.auth.signUp({ email: newEmail(), password: PASSWORD });
  const token = data.session?.access_token;
  const refused = await world.send("GET", "/admin/audit", undefined, {
    Authorization: `Bearer ${token}`,
  });
  assert.deepEqual([refused.status, (await refused.json()).code], [403, "not_admin"]);

  const { auth: { admin } } = world.client(world.secretKey);
  await admin.deleteUser(payload.actor_id);
  assert.equal((await entries(`author:${email}`)).length, 0, "an address goes with its account");
  const all = await world.send("GET", "/admin/audit?per_page=1000", undefined, {
    Authorization: `Bearer ${world.secretKey}`,
  });
  const text = await all.text();
  assert.ok(text.includes(payload.actor_id));
  assert.equal(text.includes(email), false);
});
