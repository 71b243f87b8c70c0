// The same service on the app's own driver, with the migrations in place: on the embedded database
// of the test run, and on a server Postgres, where transactions really run side by side.
import assert from "node:assert/strict";
import { type Db, openDb } from "@/lib/db/mod.ts";
import { serverDatabase, serverUrl } from "@/lib/db/testing.ts";
import { createWorld, newEmail, PASSWORD, type World } from "./testing.ts";

async function onDb(db: Db, test: (world: World) => Promise<void>): Promise<void> {
  const world = await createWorld({ transaction: (work) => db.asAuth(work) }, {});
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

const embedded = Deno.env.get("DATABASE_URL") ?? "";
const options = { sanitizeResources: false, sanitizeOps: false };

Deno.test({
  name: "Auth on the embedded database",
  ignore: embedded === "",
  ...options,
  fn: () => onDb(openDb({ url: embedded, pool: 1 }), walk),
});

for (const [name, test] of Object.entries({ walk, race })) {
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
