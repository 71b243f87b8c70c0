import assert from "node:assert/strict";
import type { SupabaseClient } from "@supabase/supabase-js";
import { newEmail, PASSWORD, testAuth, type World } from "./testing.ts";

async function member(world: World): Promise<{ supabase: SupabaseClient; email: string }> {
  const supabase = world.client();
  const email = newEmail();
  const { error } = await supabase.auth.signUp({ email, password: PASSWORD });
  assert.equal(error, null);
  return { supabase, email };
}

async function refreshTokenOf(supabase: SupabaseClient): Promise<string> {
  return (await supabase.auth.getSession()).data.session?.refresh_token ?? "";
}

async function refreshWith(world: World, token: string) {
  const { data, error } = await world.client().auth.refreshSession({ refresh_token: token });
  return { next: data.session?.refresh_token, session: data.session, code: error?.code };
}

testAuth("a refresh gives the next token of the same session", async (world) => {
  const { supabase } = await member(world);
  const first = await refreshTokenOf(supabase);
  const before = (await supabase.auth.getClaims()).data?.claims;
  world.pass(60);
  const { session } = await refreshWith(world, first);
  assert.ok(session && session.refresh_token !== first);
  const after = (await supabase.auth.getClaims(session.access_token)).data?.claims;
  assert.equal(after?.session_id, before?.session_id);
  assert.equal(Number(after?.iat) - Number(before?.iat), 60);
  assert.deepEqual(after?.amr, before?.amr);
});

testAuth("two refreshes at once with one token end on the same next token", async (world) => {
  const { supabase } = await member(world);
  const token = await refreshTokenOf(supabase);
  const all = await Promise.all(Array.from({ length: 5 }, () => refreshWith(world, token)));
  assert.equal(new Set(all.map(({ next }) => next)).size, 1);
  assert.notEqual(all[0]?.next, token);
});

testAuth("the parent of the working token is let through at any time", async (world) => {
  const { supabase } = await member(world);
  const a = await refreshTokenOf(supabase);
  const { next: b } = await refreshWith(world, a);
  world.pass(3600);
  assert.equal((await refreshWith(world, a)).next, b);
});

testAuth("an older token is let through for ten seconds", async (world) => {
  const { supabase } = await member(world);
  const a = await refreshTokenOf(supabase);
  const { next: b } = await refreshWith(world, a);
  const { next: c } = await refreshWith(world, b ?? "");
  world.pass(10);
  assert.equal((await refreshWith(world, a)).next, c);
});

testAuth("reuse after that ends the whole family, although the call fails", async (world) => {
  const { supabase } = await member(world);
  const a = await refreshTokenOf(supabase);
  const { next: b } = await refreshWith(world, a);
  const { next: c } = await refreshWith(world, b ?? "");
  world.pass(11);
  assert.equal((await refreshWith(world, a)).code, "refresh_token_already_used");
  for (const token of [a, b, c]) {
    assert.equal((await refreshWith(world, token ?? "")).code, "refresh_token_already_used");
  }
});

testAuth("a refresh token that nobody has is not found", async (world) => {
  assert.equal((await refreshWith(world, "nobodyhasit1")).code, "refresh_token_not_found");
  const empty = await world.send("POST", "/token?grant_type=refresh_token", {});
  assert.equal(empty.status, 400);
  assert.deepEqual(await empty.json(), {
    error: "invalid_request",
    error_description: "refresh_token required",
  });
});

testAuth("a session ends with its time box or by lying still", async (world) => {
  const { supabase } = await member(world);
  const a = await refreshTokenOf(supabase);
  world.pass(500);
  const { next: b } = await refreshWith(world, a);
  world.pass(601);
  assert.equal((await refreshWith(world, b ?? "")).code, "session_expired");
  const other = await refreshTokenOf((await member(world)).supabase);
  let token = other;
  for (let step = 0; step < 3; step++) {
    world.pass(400);
    token = (await refreshWith(world, token)).next ?? token;
  }
  assert.equal((await refreshWith(world, token)).code, "session_expired");
}, { settings: { inactivityTimeout: 600, sessionTimebox: 1000 } });

testAuth("sign-out ends the session at once", async (world) => {
  const { supabase } = await member(world);
  const { session } = (await supabase.auth.getSession()).data;
  const token = session?.access_token ?? "";
  assert.equal((await supabase.auth.getUser(token)).error, null);
  assert.equal((await supabase.auth.signOut()).error, null);
  const reply = await world.send("GET", "/user", undefined, { Authorization: `Bearer ${token}` });
  assert.equal(reply.status, 403);
  assert.deepEqual(await reply.json(), {
    code: "session_not_found",
    message: "Session from session_id claim in JWT does not exist",
  });
  const refused = await supabase.auth.getUser(token);
  assert.equal(refused.error?.name, "AuthSessionMissingError");
  const spent = await refreshWith(world, session?.refresh_token ?? "");
  assert.equal(spent.code, "refresh_token_not_found");
});

testAuth("sign-out reaches as far as its scope says", async (world) => {
  const { supabase: a, email } = await member(world);
  const open = async () => {
    const client = world.client();
    await client.auth.signInWithPassword({ email, password: PASSWORD });
    return client;
  };
  const works = async (client: SupabaseClient) => (await client.auth.getUser()).error === null;
  const [b, c] = [await open(), await open()];
  await a.auth.signOut({ scope: "local" });
  assert.deepEqual([await works(b), await works(c)], [true, true]);
  await b.auth.signOut({ scope: "others" });
  assert.deepEqual([await works(b), await works(c)], [true, false]);
  const d = await open();
  await b.auth.signOut({ scope: "global" });
  assert.equal(await works(d), false);
  const { supabase } = await member(world);
  const bearer = (await supabase.auth.getSession()).data.session?.access_token;
  const odd = await world.send("POST", "/logout?scope=all", undefined, {
    Authorization: `Bearer ${bearer}`,
  });
  assert.equal(odd.status, 400);
  assert.equal(odd.headers.get("x-sb-error-code"), "validation_failed");
  assert.equal(await works(supabase), true);
});

testAuth("a password change ends the other sessions and only those", async (world) => {
  const { supabase, email } = await member(world);
  const other = world.client();
  await other.auth.signInWithPassword({ email, password: PASSWORD });
  const same = await supabase.auth.updateUser({ password: PASSWORD });
  assert.equal(same.error?.code, "same_password");
  const weak = await supabase.auth.updateUser({ password: "abc" });
  assert.equal(weak.error?.code, "weak_password");
  assert.equal((await other.auth.getUser()).error, null);
  const changed = await supabase.auth.updateUser({ password: "battery staple" });
  assert.equal(changed.error, null);
  assert.equal((await supabase.auth.getUser()).error, null);
  assert.equal((await other.auth.getUser()).error?.name, "AuthSessionMissingError");
  const old = await world.client().auth.signInWithPassword({ email, password: PASSWORD });
  assert.equal(old.error?.code, "invalid_credentials");
});

testAuth("the current password is asked for where settings say so", async (world) => {
  const { supabase } = await member(world);
  const change = (more: Record<string, string>) =>
    supabase.auth.updateUser({ password: "battery staple", ...more });
  assert.equal((await change({})).error?.code, "current_password_required");
  const wrong = await change({ current_password: "wrong" });
  assert.equal(wrong.error?.code, "current_password_invalid");
  assert.equal((await change({ current_password: PASSWORD })).error, null);
}, { settings: { requireCurrentPassword: true } });

testAuth(
  "what a person says about themselves is merged; rights are not theirs to say",
  async (world) => {
    const { supabase } = await member(world);
    await supabase.auth.updateUser({ data: { name: "Ada", city: "Graz", deep: { a: null } } });
    const { data } = await supabase.auth.updateUser({ data: { city: null, title: "Dr" } });
    const known = data.user?.user_metadata;
    assert.deepEqual(
      [known?.name, known?.title, known?.deep, "city" in (known ?? {})],
      ["Ada", "Dr", { a: null }, false],
    );
    const bearer = (await supabase.auth.getSession()).data.session?.access_token;
    const reply = await world.send("PUT", "/user", { app_metadata: { role: "owner" } }, {
      Authorization: `Bearer ${bearer}`,
    });
    assert.equal(reply.status, 403);
    assert.equal((await reply.json()).code, "not_admin");
  },
);

testAuth("another person's address cannot be taken", async (world) => {
  const { email } = await member(world);
  const { supabase } = await member(world);
  const { error } = await supabase.auth.updateUser({ email });
  assert.equal(error?.code, "email_exists");
});
