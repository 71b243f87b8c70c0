// People for tests of the database alone, without the app: signed up by the embedded Auth itself
// (with a cheap password hash), each with an organisation of their own.
import assert from "node:assert/strict";
import { compareSync, hashSync } from "bcryptjs";
import { type Claims, type Db, DbProblem, openDb } from "@/lib/db/mod.ts";
import { serverDatabase, serverUrl } from "@/lib/db/testing.ts";
import {
  type AuthService,
  createAuth,
  createKeys,
  type Passwords,
} from "@/supabase/embedded/auth/mod.ts";
import { embeddedUrl, sharedServerUrl } from "./environment.ts";

export interface Person {
  id: string;
  claims: Claims;
}

/** A database of one engine, and the Auth that signs people up on it. */
export interface World {
  db: Db;
  url: string;
  signUp(name?: string): Promise<Person>;
  /** An organisation of the person. */
  organization(person: Person): Promise<string>;
}

/** The cheapest hashes, and no Worker, which would be started anew for each test. */
const PASSWORDS: Passwords = {
  hash: (password) => Promise.resolve(hashSync(password, 4)),
  verify: (password, hash) => Promise.resolve(hash !== null && compareSync(password, hash)),
  close() {},
};

let keys: ReturnType<typeof createKeys> | undefined;

async function worldOf(db: Db, url: string): Promise<{ world: World; auth: AuthService }> {
  const auth = createAuth({
    transaction: (work) => db.asAuth(work),
    keys: await (keys ??= createKeys()),
    issuer: "http://127.0.0.1/auth/v1",
    passwords: PASSWORDS,
  });
  const signUp = async (name = "Ada Rennick") => {
    const response = await auth.fetch(
      new Request("http://127.0.0.1/auth/v1/signup", {
        method: "POST",
        body: JSON.stringify({
          email: `${crypto.randomUUID()}@example.org`,
          password: "correct horse battery 9",
          data: { name },
        }),
      }),
    );
    const { access_token } = await response.json();
    assert.equal(response.status, 200);
    const claims = JSON.parse(
      atob(access_token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")),
    );
    return { id: claims.sub, claims };
  };
  const organization = async (person: Person) => {
    const [row] = await db.asUser(
      person.claims,
      (sql) => sql<{ id: string }[]>`select public.create_organization('Org') as id`,
    );
    return row!.id;
  };
  return { world: { db, url, signUp, organization }, auth };
}

/**
 * Makes somebody a member of an organisation, as the system: people come by invitation, which the
 * tests of invitations look at.
 */
export async function addMember(db: Db, org: string, person: Person, role = "member") {
  await db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`insert into public.org_members (org_id, user_id, role)
      values (${org}::uuid, ${person.id}::uuid, ${role})`,
  );
}

/** Clears somebody for restricted rows of a project, as the system: nobody clears themselves. */
export async function clear(db: Db, project: string, person: Person) {
  await db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`update public.project_members set unblinded = true
      where project_id = ${project}::uuid and user_id = ${person.id}::uuid`,
  );
}

/**
 * Runs a test on the embedded Postgres and on the server's, on the one database of each that all
 * tests share: to make one takes as long as most tests do, and tenancy keeps them apart.
 */
export function onBoth(name: string, body: (world: World) => Promise<void>) {
  onEmbedded(name, body);
  const url = sharedServerUrl;
  Deno.test({
    name: `server: ${name}`,
    ignore: url === null,
    fn: () => run(openDb({ url: url!, pool: 4 }), url!, body),
  });
}

export function onEmbedded(name: string, body: (world: World) => Promise<void>) {
  Deno.test(`embedded: ${name}`, async () => {
    await run(openDb({ url: embeddedUrl, pool: 1, embedded: true }), embeddedUrl, body);
  });
}

/** On a database of its own: for tests of two at once, of sizes, and of the guards switched off. */
export function onServer(name: string, body: (world: World) => Promise<void>) {
  Deno.test({
    name: `server: ${name}`,
    ignore: serverUrl() === null,
    async fn() {
      const { url, drop } = await serverDatabase();
      await run(openDb({ url, pool: 4 }), url, body).finally(drop);
    },
  });
}

async function run(db: Db, url: string, body: (world: World) => Promise<void>) {
  const { world, auth } = await worldOf(db, url);
  try {
    await body(world);
  } finally {
    auth.close();
    await db.close();
  }
}

/** The code of what the database refuses with; null when it does not. */
export async function refusal(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (!(error instanceof DbProblem)) throw error;
    return error.code;
  }
}
