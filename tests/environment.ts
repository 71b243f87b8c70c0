/** What tools/test.ts, and whoever starts it, tell the tests; nothing else reads it for them. */

/**
 * The database of the app of this run: the embedded one, or in the second part of a whole run the
 * server's where there is one; "" when a file is run alone, without any.
 */
export const databaseUrl = Deno.env.get("DATABASE_URL") ?? "";

/** The embedded database of this run. */
export const embeddedUrl = Deno.env.get("TEST_EMBEDDED_URL") || databaseUrl;

/** The server Postgres of this run; null when there is none. */
export const testServerUrl = Deno.env.get("TEST_SERVER_URL") || null;

/** A migrated database of the server that tests of this part share; null when there is none. */
export const sharedServerUrl = Deno.env.get("TEST_SERVER_SHARED_URL") || null;

/** A data directory with a migrated database, to begin with a copy of; "" where none was made. */
export const migrated = Deno.env.get("TEST_MIGRATED_DIR") ?? "";

/** Where the app of this run keeps its keys and its letters. */
export const dataDir = Deno.env.get("DATA_DIR") ?? "";

/** Real inputs that are no part of this project: `ctgov_v2`, `mermaid`; "" when there are none. */
export const fixtures = Deno.env.get("FIXTURES") ??
  new URL("../../shared/data", import.meta.url).pathname;

/** A folder for pictures of pages, for who looks at them; "": none are taken. */
export const shots = Deno.env.get("SHOTS") ?? "";

/** Whether these real inputs are there. */
export function hasFixtures(path: string): boolean {
  try {
    return fixtures !== "" && Deno.statSync(`${fixtures}/${path}`) !== null;
  } catch {
    return false;
  }
}
