/** What every tool does around its work: failures that an operator can mend are said plainly. */
import { ConfigError } from "@/lib/config/mod.ts";
import { MigrationError } from "@/lib/db/migrate.ts";
import { DbProblem, toProblem } from "@/lib/db/problem.ts";
import { AuthKeysError } from "@/supabase/embedded/auth/keys.ts";
import { DataDirectoryInUse, EmbeddedPostgresError } from "@/supabase/embedded/postgres/mod.ts";

/** The command line does not fit; the message is its usage. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** The app cannot start here and now; the message says why and what to set. */
export class StartError extends Error {
  override name = "StartError";
}

const plain = [
  AuthKeysError,
  ConfigError,
  DataDirectoryInUse,
  DbProblem,
  Deno.errors.NotFound,
  EmbeddedPostgresError,
  MigrationError,
  StartError,
  UsageError,
];

/**
 * Runs a tool and sets the exit code: 2 when configuration or command line do not fit, 1 for any
 * other failure. Only a defect shows its stack.
 */
export async function main(work: () => Promise<number | void>) {
  try {
    Deno.exitCode = await work() ?? 0;
  } catch (thrown) {
    const error = toProblem(thrown);
    const known = error instanceof Error && plain.some((kind) => error instanceof kind);
    console.error(known ? error.message : error);
    Deno.exitCode = error instanceof ConfigError || error instanceof UsageError ? 2 : 1;
  }
}
