/**
 * An embedded Postgres as a process of its own, for tests: in memory, bootstrapped and migrated,
 * with pgTAP. Prints its URL when it takes connections and ends when its standard input does, so
 * that it never outlives the runner that started it.
 *
 *   deno run … serve.ts SOCKET_DIR
 */
import { connect } from "@/lib/db/connect.ts";
import { migrate } from "@/lib/db/migrate.ts";
import { embeddedExtensions, startEmbedded } from "./mod.ts";

async function serve(socketDir: string) {
  const postgres = await startEmbedded({
    dataDir: null,
    socketDir,
    extensions: [...embeddedExtensions, "pgtap"],
    // One at work at a time is the rule; test files come one after the other, each with its own.
    maxConnections: 64,
  });
  const setup = connect(postgres.url, { max: 1 });
  await migrate(setup);
  await setup.end();
  console.log(postgres.url);
  for await (const _ of Deno.stdin.readable); // until the runner is gone
  await postgres.close();
}

try {
  await serve(Deno.args[0] ?? ".");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exit(1);
}
