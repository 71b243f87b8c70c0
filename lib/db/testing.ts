/** Databases for tests; see tools/test.ts, which starts them and names them in the environment. */
import postgres from "postgres";
import type { Claims, Db } from "./db.ts";
import { DbProblem } from "./problem.ts";
import { parseTarget } from "./connect.ts";
import { testServerUrl } from "@/tests/environment.ts";

/** Name of the migrated database that tests copy. */
export const templateName = "clinops_template";

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** The server Postgres of this run, or null when there is none (the tests are then skipped). */
export function serverUrl(): string | null {
  return testServerUrl;
}

/** The same URL with another database. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/** A superuser's connection to a database of a test, outside of every guard. */
export function adminOf(url: string): postgres.Sql {
  const { host, port, user, database } = parseTarget(url);
  return postgres({ host, port, user, database, max: 1, onnotice: () => {} });
}

/**
 * A fresh migrated database on the server Postgres, copied from the template; or an empty one. Making
 * and dropping one computes for most of a second, so most tests share one (`onBoth`).
 */
export async function serverDatabase(
  from: "template" | "empty" = "template",
): Promise<TestDatabase> {
  const url = serverUrl();
  if (url === null) throw new Error("Cannot make a database: TEST_SERVER_URL is not set");
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  const template = from === "template" ? templateName : "template0";
  const admin = adminOf(withDatabase(url, "postgres"));
  await admin.unsafe(`create database ${name} template ${template}`);
  await admin.end();
  return {
    url: withDatabase(url, name),
    async drop() {
      const admin = adminOf(withDatabase(url, "postgres"));
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

/** A person with a session, and an organisation of their own. */
export async function person(db: Db): Promise<{ claims: Claims; org: string }> {
  const email = `${crypto.randomUUID()}@example.org`;
  const claims = await db.asAuth(async (sql) => {
    const [user] = await sql<{ id: string }[]>`
      insert into auth.users (id, email, aud, role)
      values (gen_random_uuid(), ${email}, 'authenticated', 'authenticated') returning id`;
    const [session] = await sql<{ id: string }[]>`
      insert into auth.sessions (id, user_id, created_at, updated_at, aal)
      values (gen_random_uuid(), ${user!.id}, now(), now(), 'aal1') returning id`;
    const times = { iat: 1_700_000_000, exp: 4_000_000_000 };
    const claims: Claims = { ...times, sub: user!.id, session_id: session!.id, ...signedIn };
    return { ...claims, email };
  });
  const rows = await db.asUser(
    claims,
    (sql) => sql<{ org: string }[]>`select public.create_organization('Org') as org`,
  );
  return { claims, org: rows[0]!.org };
}

const signedIn = { role: "authenticated", aal: "aal1" } as const;

/** The DbProblem that a promise must end with. */
export async function problemOf(promise: Promise<unknown>): Promise<DbProblem> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof DbProblem) return error;
    throw error;
  }
  throw new Error("Expected a DbProblem, nothing failed");
}
