/** What every tool does around its work: failures that an operator can mend are said plainly. */
import { ConfigError } from "@/lib/config/mod.ts";
import { MigrationError } from "@/lib/db/migrate.ts";
import { DbProblem, toProblem } from "@/lib/db/problem.ts";
import { DataDirectoryInUse } from "@/supabase/embedded/postgres/lock.ts";

/** The command line does not fit; the message is its usage. */
export class UsageError extends Error {
  override name = "UsageError";
}

const plain = [ConfigError, DataDirectoryInUse, DbProblem, MigrationError, UsageError];

/**
 * Runs a tool and sets the exit code: 2 when configuration or command line do not fit, 1 for any
 * other failure. Only a defect shows its stack.
 */
export async function main(work: () => Promise<number | void>) {
  try {
    Deno.exitCode = await work() ?? 0;
  } catch (error) {
    const problem = toProblem(error);
    const known = plain.some((kind) => problem instanceof kind) ||
      problem instanceof Deno.errors.NotFound;
    console.error(known && problem instanceof Error ? problem.message : problem);
    Deno.exitCode = problem instanceof ConfigError || problem instanceof UsageError ? 2 : 1;
  }
}
