import assert from "node:assert/strict";
import { newEmail, PASSWORD, testAuth } from "./testing.ts";

testAuth("the secret key makes, reads, changes and deletes people", async (world) => {
  const { admin } = world.client(world.secretKey).auth;
  const email = newEmail();
  const id = crypto.randomUUID();
  const made = await admin.createUser({
    id,
    email,
    password: PASSWORD,
    email_confirm: true,
    user_metadata: { name: "Ada" },
    app_metadata: { plan: "trial" },
  });
  assert.equal(made.error, null);
  assert.equal(made.data.user?.id, id);
  assert.deepEqual(made.data.user?.app_metadata, {
    provider: "email",
    providers: ["email"],
    plan: "trial",
  });
  const again = await admin.createUser({ email: email.toUpperCase(), password: PASSWORD });
  assert.equal(again.error?.code, "email_exists");
  const moved = newEmail();
  const changed = await admin.updateUserById(id, { email: moved, user_metadata: { name: null } });
  assert.equal(changed.data.user?.email, moved);
  assert.equal("name" in (changed.data.user?.user_metadata ?? {}), false);
  assert.equal(
    (await admin.getUserById(id)).data.user?.identities?.[0]?.identity_data?.email,
    moved,
  );
  const supabase = world.client();
  const signedIn = await supabase.auth.signInWithPassword({ email: moved, password: PASSWORD });
  assert.equal(signedIn.error, null);
  assert.equal((await admin.deleteUser(id)).error, null);
  assert.equal((await admin.getUserById(id)).error?.code, "user_not_found");
  assert.equal((await supabase.auth.getUser()).error?.code, "user_not_found");
});

testAuth("a soft delete keeps the row and frees the address", async (world) => {
  const { admin } = world.client(world.secretKey).auth;
  const email = newEmail();
  const { data } = await admin.createUser({ email, password: PASSWORD, email_confirm: true });
  assert.equal((await admin.deleteUser(data.user?.id ?? "", true)).error, null);
  const left = await admin.getUserById(data.user?.id ?? "");
  assert.notEqual(left.data.user?.email, email);
  const gone = await world.client().auth.signInWithPassword({ email, password: PASSWORD });
  assert.equal(gone.error?.code, "invalid_credentials");
  assert.equal((await admin.createUser({ email, password: PASSWORD })).error, null);
});

testAuth("people are listed in pages", async (world) => {
  const { admin } = world.client(world.secretKey).auth;
  for (let count = 0; count < 3; count++) await admin.createUser({ email: newEmail() });
  const { data, error } = await admin.listUsers({ page: 1, perPage: 2 });
  assert.equal(error, null);
  assert.equal(data.users.length, 2);
  assert.ok("total" in data && data.total >= 3);
  assert.equal("nextPage" in data && data.nextPage, 2);
  const odd = await world.send("GET", "/admin/users?page=-1", undefined, {
    Authorization: `Bearer ${world.secretKey}`,
  });
  assert.equal(odd.status, 400);
});

testAuth("nobody else is an admin", async (world) => {
  const supabase = world.client();
  const { data } = await supabase.auth.signUp({ email: newEmail(), password: PASSWORD });
  const bearers: [string, string | undefined][] = [
    ["no_authorization", undefined],
    ["bad_jwt", `${data.session?.access_token}x`],
    ["not_admin", world.publishableKey],
    ["not_admin", data.session?.access_token],
  ];
  for (const [code, bearer] of bearers) {
    const headers: Record<string, string> = bearer ? { Authorization: `Bearer ${bearer}` } : {};
    const reply = await world.send("GET", "/admin/users", undefined, headers);
    assert.equal(reply.headers.get("x-sb-error-code"), code);
    assert.equal(reply.status, code === "no_authorization" ? 401 : 403);
  }
  const odd = await world.send("GET", "/admin/users/17", undefined, {
    Authorization: `Bearer ${world.secretKey}`,
  });
  assert.equal(odd.status, 404);
  assert.equal((await odd.json()).message, "user_id must be an UUID");
});

testAuth("ban durations are Go's", async (world) => {
  const { admin } = world.client(world.secretKey).auth;
  const { data } = await admin.createUser({ email: newEmail() });
  const id = data.user?.id ?? "";
  for (const odd of ["soon", "1", "1h x", "-1h", "h"]) {
    const { error } = await admin.updateUserById(id, { ban_duration: odd });
    assert.equal(error?.code, "validation_failed", odd);
  }
  const banned = await admin.updateUserById(id, { ban_duration: "1.5h" });
  assert.ok(banned.data.user?.banned_until);
  const free = await admin.updateUserById(id, { ban_duration: "none" });
  assert.equal(free.data.user?.banned_until, undefined);
});
