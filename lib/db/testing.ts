/** Databases for tests; see tools/test.ts, which starts them and names them in the environment. */
import postgres from "postgres";
import { parseTarget } from "./connect.ts";

/** Name of the migrated database that tests copy. */
export const templateName = "clinops_template";

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** The server Postgres of this run, or null when there is none (the tests are then skipped). */
export function serverUrl(): string | null {
  return Deno.env.get("TEST_SERVER_URL") || null;
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
 * A fresh migrated database on the server Postgres, copied from the template in some 50 ms;
 * or an empty one.
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
