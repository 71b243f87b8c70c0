/** The process-wide database, started once from the configuration. */
import { type Config, config } from "@/lib/config/mod.ts";
import { Connection } from "./connection.ts";
import { type Db, openDb } from "./db.ts";
import { activityChannel, Relay } from "./listen.ts";
import { migrate } from "./migrate.ts";
import { onOperation } from "./telemetry.ts";

const hour = 60 * 60 * 1000;

let started: Promise<Db> | null = null;

/**
 * The database of this process. In embedded mode the first call starts Postgres, takes the lock of
 * the data directory and migrates; with DATABASE_URL nothing happens before the first transaction.
 * @throws DataDirectoryInUse, MigrationError, at every call when the start failed
 */
export function database(): Promise<Db> {
  started ??= start(config());
  return started;
}

async function start(settings: Config): Promise<Db> {
  if (settings.databaseUrl === null) return await openEmbedded(settings.dataDir);
  const { databaseUrl: url, databaseJobsUrl: jobsUrl, databasePool: pool } = settings;
  return openDb({ url, jobsUrl, pool });
}

/**
 * Starts the embedded Postgres of a data directory (null: in memory, with its socket in
 * `socketDir`), migrated, with a dump before each migration and every hour in which it was used.
 */
export async function openEmbedded(dataDir: string | null, socketDir?: string): Promise<Db> {
  const { startEmbedded, embeddedExtensions } = await import("@/supabase/embedded/postgres/mod.ts");
  const changes = new Relay();
  const postgres = await startEmbedded({
    ...{ dataDir, socketDir, extensions: embeddedExtensions, channels: [activityChannel] },
    onNotice: (_channel, payload) => changes.tell(payload),
  });
  changes.live = true;
  const opened = new Connection(postgres.url, { lasting: true });
  try {
    const beforeChange = () => dataDir === null ? Promise.resolve() : postgres.dump("migrate");
    await migrate(opened.pool, { beforeChange });
  } catch (error) {
    await opened.close();
    await postgres.close();
    throw error;
  }
  const db = openDb({ url: postgres.url, pool: 1, embedded: true, opened, changes });
  const stopDumps = dataDir === null ? () => {} : dumpHourly(() => postgres.dump("hourly"));
  return {
    ...db,
    async close() {
      stopDumps();
      await db.close();
      await postgres.close();
    },
  };
}

/** A dump each hour in which somebody wrote or read; a quiet night keeps yesterday's dumps. */
function dumpHourly(dump: () => Promise<string>): () => void {
  let used = false;
  const stopListening = onOperation(() => used = true);
  const timer = setInterval(async () => {
    if (!used) return;
    used = false;
    try {
      await dump();
    } catch (error) {
      console.error(`Cannot dump the database: ${error instanceof Error ? error.message : error}`);
    }
  }, hour);
  Deno.unrefTimer(timer);
  return () => {
    clearInterval(timer);
    stopListening();
  };
}
