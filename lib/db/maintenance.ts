/** Work on the database as a whole, by the owner of the tables: for tools, never for requests. */
import type { Config } from "@/lib/config/mod.ts";
import { connect, type Pool } from "./connect.ts";

export interface Maintenance {
  sql: Pool;
  /** Writes a dump; null where that is the operator's business (a server). */
  dump: (() => Promise<string>) | null;
}

/**
 * Runs `work` with a connection of the owner: of DATABASE_ADMIN_URL or DATABASE_URL, or of the
 * embedded Postgres, which it starts and stops.
 * @throws DataDirectoryInUse while the app runs on the data directory
 */
export async function asOwner<T>(
  settings: Config,
  work: (maintenance: Maintenance) => Promise<T>,
): Promise<T> {
  const url = settings.databaseAdminUrl ?? settings.databaseUrl;
  if (url === null) return await onEmbedded(settings.dataDir, work);
  const sql = connect(url, { max: 1 });
  try {
    return await work({ sql, dump: null });
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function onEmbedded<T>(
  dataDir: string,
  work: (maintenance: Maintenance) => Promise<T>,
  restoreFrom?: string,
): Promise<T> {
  const { embeddedExtensions, startEmbedded } = await import("@/supabase/embedded/postgres/mod.ts");
  const postgres = await startEmbedded({ dataDir, restoreFrom, extensions: embeddedExtensions });
  const sql = connect(postgres.url, { max: 1, lasting: true });
  try {
    return await work({ sql, dump: () => postgres.dump("migrate") });
  } finally {
    await sql.end({ timeout: 1 });
    await postgres.close();
  }
}

/**
 * Puts a dump in the place of the embedded database. The database it replaces is kept beside it,
 * and put back when the dump cannot be loaded.
 * @returns the directory of the database that was replaced, or null when there was none
 */
export async function restoreEmbedded(
  settings: Config,
  file: string,
  work: (maintenance: Maintenance) => Promise<unknown>,
): Promise<string | null> {
  const { lockOwner, DataDirectoryInUse } = await import("@/supabase/embedded/postgres/mod.ts");
  const { dataDir } = settings;
  await Deno.stat(file);
  const owner = await lockOwner(dataDir);
  if (owner !== null) throw new DataDirectoryInUse(dataDir, owner);
  const cluster = `${dataDir}/postgres`;
  const moment = new Date().toISOString().replace(/[-:.]/g, "");
  const replaced = await moved(cluster, `${dataDir}/postgres-replaced-${moment}`);
  try {
    await onEmbedded(dataDir, work, file);
  } catch (error) {
    await Deno.remove(cluster, { recursive: true }).catch(() => {});
    if (replaced !== null) await Deno.rename(replaced, cluster);
    throw error;
  }
  return replaced;
}

async function moved(from: string, to: string): Promise<string | null> {
  try {
    await Deno.rename(from, to);
    return to;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
