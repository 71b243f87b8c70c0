// The same service on the app's own driver, with the migrations in place: on the embedded database
// of the test run, and on a server Postgres, where transactions really run side by side.
import assert from "node:assert/strict";
import { type Db, openDb } from "@/lib/db/mod.ts";
import { adminOf, serverDatabase, serverUrl } from "@/lib/db/testing.ts";
import { embeddedUrl } from "@/tests/environment.ts";
import { createWorld, mailing, newEmail, PASSWORD, type World } from "./testing.ts";
import { stepAt, totpCode } from "./totp.ts";

const post = mailing({ accessTokenHook: true });

async function onDb(db: Db, test: (world: World) => Promise<void>): Promise<void> {
  const world = await createWorld({ transaction: (work) => db.asAuth(work) }, post.options);
  try {
    await test(world);
  } finally {
    world.auth.close();
    await db.close();
  }
}

async function walk(world: World): Promise<void> {
  const email = newEmail();
  const supabase = world.client();
  const made = await supabase.auth.signUp({
    email,
    password: PASSWORD,
    options: { data: { name: "Ada", nested: { list: [1, "two", null] } } },
  });
  assert.equal(made.error, null);
  assert.deepEqual(made.data.user?.user_metadata.nested, { list: [1, "two", null] });
  assert.match(made.data.user?.created_at ?? "", /^\d{4}-\d\d-\d\dT.*Z$/);
  const claims = (await supabase.auth.getClaims()).data?.claims;
  assert.deepEqual(claims?.app_metadata?.organizations, {}, "the hook was asked");
  const [amr] = claims?.amr ?? [];
  assert.equal(typeof amr === "object" && amr.timestamp, claims?.iat);
  const refreshed = await supabase.auth.refreshSession();
  assert.equal(refreshed.error, null);
  assert.deepEqual((await supabase.auth.getClaims()).data?.claims.amr, claims?.amr);
  const changed = await supabase.auth.updateUser({
    password: "battery staple",
    data: { name: null },
  });
  assert.equal(changed.error, null);
  assert.deepEqual(Object.keys(changed.data.user?.user_metadata ?? {}).sort(), [
    "email",
    "email_verified",
    "nested",
    "phone_verified",
    "sub",
  ]);
  assert.equal((await supabase.auth.signOut()).error, null);
  const { admin } = world.client(world.secretKey).auth;
  assert.ok((await admin.listUsers()).data.users.some((user) => user.email === email));
}

async function race(world: World): Promise<void> {
  const email = newEmail();
  const supabase = world.client();
  const tries = await Promise.all(
    Array.from({ length: 4 }, () => world.client().auth.signUp({ email, password: PASSWORD })),
  );
  assert.equal(tries.filter(({ error }) => error === null).length, 1);
  assert.ok(tries.every(({ error }) => !error || error.code === "user_already_exists"));
  const { data } = await supabase.auth.signInWithPassword({ email, password: PASSWORD });
  const token = data.session?.refresh_token ?? "";
  const all = await Promise.all(
    Array.from({ length: 8 }, () => world.client().auth.refreshSession({ refresh_token: token })),
  );
  assert.equal(new Set(all.map(({ data }) => data.session?.refresh_token)).size, 1);
  assert.ok(all.every(({ error }) => error === null));
  await takeOverRace(world, email);
}

/** Whoever signs in with the old password while it changes is out afterwards. */
async function takeOverRace(world: World, email: string): Promise<void> {
  const owner = world.client();
  await owner.auth.signInWithPassword({ email, password: PASSWORD });
  const others = Array.from({ length: 6 }, () => world.client());
  await Promise.all([
    owner.auth.updateUser({ password: "battery staple" }),
    ...others.map((client) => client.auth.signInWithPassword({ email, password: PASSWORD })),
  ]);
  assert.equal((await owner.auth.getUser()).error, null);
  for (const client of others) assert.notEqual((await client.auth.getUser()).error, null);
}

/** What works once works once, however many ask at the same moment. */
async function codes(world: World): Promise<void> {
  const [email, moved] = [newEmail(), newEmail()];
  const owner = world.client();
  assert.equal((await owner.auth.signUp({ email, password: PASSWORD })).error, null);
  const once = async (tries: Promise<{ error: unknown }>[]) =>
    assert.equal((await Promise.all(tries)).filter(({ error }) => error === null).length, 1);
  const six = <T>(make: () => T) => Array.from({ length: 6 }, make);

  await owner.auth.resetPasswordForEmail(email);
  const token = post.last(email).code;
  await once(six(() => world.client().auth.verifyOtp({ email, token, type: "recovery" })));

  const verifier = "v".repeat(43);
  const challenge = { code_challenge: verifier, code_challenge_method: "plain" };
  await world.send("POST", "/otp", { email, ...challenge });
  const { pathname, search } = new URL(post.last(email).link);
  const led = await world.send("GET", pathname.replace("/auth/v1", "") + search);
  const auth_code = new URL(led.headers.get("Location") ?? "").searchParams.get("code");
  await once(six(async () => {
    const body = { auth_code, code_verifier: verifier };
    const reply = await world.send("POST", "/token?grant_type=pkce", body);
    await reply.body?.cancel();
    return { error: reply.ok ? null : reply.status };
  }));

  await owner.auth.updateUser({ email: moved });
  await Promise.all([email, moved].map((address) => {
    const half = { email: address, token: post.last(address).code, type: "email_change" } as const;
    return world.client().auth.verifyOtp(half);
  }));
  assert.equal((await owner.auth.getUser()).data.user?.email, moved);

  const factor = await owner.auth.mfa.enroll({ factorType: "totp" });
  const code = totpCode(factor.data?.totp.secret ?? "", stepAt(world.now()));
  const factorId = factor.data?.id ?? "";
  const devices = six(() => world.client());
  await Promise.all(
    devices.map((device) => device.auth.signInWithPassword({ email: moved, password: PASSWORD })),
  );
  await once(devices.map((device) => device.auth.mfa.challengeAndVerify({ factorId, code })));
}

const embedded = embeddedUrl;
const options = { sanitizeResources: false, sanitizeOps: false };

Deno.test({
  name: "Auth on the embedded database",
  ignore: embedded === "",
  ...options,
  fn: () => onDb(openDb({ url: embedded, pool: 1 }), walk),
});

Deno.test({
  name: "Auth on a server Postgres: a hook that hangs is cut off, and the next call works",
  ignore: serverUrl() === null,
  ...options,
  async fn() {
    const database = await serverDatabase();
    const admin = adminOf(database.url);
    const hook = async (body: string) =>
      void await admin.unsafe(
        `create or replace function public.custom_access_token_hook(event jsonb)
        returns jsonb language plpgsql security definer as $$ begin ${body} return event; end $$`,
      );
    try {
      await onDb(openDb({ url: database.url, pool: 2 }), async (world) => {
        await hook("perform pg_sleep(60);");
        const supabase = world.client();
        const login = { email: newEmail(), password: PASSWORD };
        const cut = await supabase.auth.signUp(login);
        assert.equal(cut.error?.status, 500);
        assert.match(cut.error?.message ?? "", /^Error running hook URI/);
        await hook("");
        assert.equal((await supabase.auth.signUp(login)).error, null, "nothing was left behind");
      });
    } finally {
      await admin.end();
      await database.drop();
    }
  },
});

for (const [name, test] of Object.entries({ walk, race, codes })) {
  Deno.test({
    name: `Auth on a server Postgres: ${name}`,
    ignore: serverUrl() === null,
    ...options,
    async fn() {
      const database = await serverDatabase();
      try {
        await onDb(openDb({ url: database.url, pool: 4 }), test);
      } finally {
        await database.drop();
      }
    },
  });
}
