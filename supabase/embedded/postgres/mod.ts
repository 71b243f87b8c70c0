/**
 * Embedded Postgres: what stands in for a Postgres server when DATABASE_URL is not set.
 *
 * The data directory holds `lock`, `postgres/` (the cluster), `.s.PGSQL.5432` (the socket) and
 * `dumps/`. PGlite does not fsync: a killed process loses nothing, a power cut can, hence the dumps.
 */
import { resolve } from "node:path";
import { type Lock, lockDataDirectory } from "./lock.ts";
import { dumpPath, pruneDumps } from "./dumps.ts";
import { DatabaseWorker, EmbeddedPostgresError } from "./database_worker.ts";
import { Kept } from "./kept.ts";
import type { ExtensionName, OpenRequest } from "./protocol.ts";

export { EmbeddedPostgresError } from "./database_worker.ts";
export { DataDirectoryInUse, lockOwner } from "./lock.ts";
export { type Dump, listDumps } from "./dumps.ts";
export type { ExtensionName } from "./protocol.ts";

/** What bootstrap and migrations may create; more would only slow the start. */
export const embeddedExtensions: ExtensionName[] = ["pgcrypto", "pg_trgm"];

/** The kernel's limit on the path of a unix socket, with its final NUL, is 108 bytes. */
const longestSocketPath = 107;

export interface EmbeddedOptions {
  /** Where everything lives; created when missing. null: in memory, gone at the end. */
  dataDir: string | null;
  /** Directory of the socket; the data directory when not given, so needed in memory. */
  socketDir?: string;
  extensions?: ExtensionName[];
  /** A dump to restore into the cluster, which must be empty. */
  restoreFrom?: string;
  maxConnections?: number;
  /** Channels of NOTIFY to listen on (plain names), and who is told. */
  channels?: string[];
  onNotice?: (channel: string, payload: string) => void;
}

export interface EmbeddedPostgres {
  /** Directory that holds the socket `.s.PGSQL.5432`, as libpq and `postgres` expect it. */
  readonly socketDir: string;
  /** The same as a URL, for DATABASE_URL. */
  readonly url: string;
  /** Writes a dump (tar.gz) and removes the oldest of its kind; resolves to its path. */
  dump(kind: string): Promise<string>;
  /** Settles when Postgres is gone for good: with the reason, or null after close(). */
  readonly ended: Promise<string | null>;
  close(): Promise<void>;
}

/**
 * Starts Postgres in a Worker and resolves when it takes connections.
 * @throws DataDirectoryInUse when another process has the data directory
 * @throws EmbeddedPostgresError when it cannot be opened; a dump may be restored in its place
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const make = () => new DatabaseWorker(options.onNotice);
  const worker = make();
  let lock: Lock | null = null;
  try {
    const dataDir = options.dataDir === null ? null : resolve(options.dataDir);
    const socketDir = resolve(options.socketDir ?? dataDir ?? ".");
    if (dataDir !== null) {
      await Deno.mkdir(`${dataDir}/postgres`, { recursive: true, mode: 0o700 });
      lock = await lockDataDirectory(dataDir);
    }
    const request: OpenRequest = {
      type: "open",
      clusterDir: dataDir === null ? null : `${dataDir}/postgres`,
      socketPath: socketPath(socketDir),
      extensions: options.extensions ?? [],
      restoreFrom: options.restoreFrom ?? null,
      maxConnections: options.maxConnections ?? 1,
      channels: options.channels ?? [],
    };
    await worker.open(request);
    const kept = new Kept(worker, { ...request, restoreFrom: null }, make);
    return running(kept, lock, dataDir, socketDir);
  } catch (error) {
    worker.terminate();
    lock?.release();
    throw error;
  }
}

function running(
  kept: Kept<DatabaseWorker>,
  lock: Lock | null,
  dataDir: string | null,
  socketDir: string,
): EmbeddedPostgres {
  return {
    socketDir,
    url: `postgres://postgres@${encodeURIComponent(socketDir)}/postgres`,
    ended: kept.ended,
    async dump(kind) {
      if (dataDir === null) throw new Error("Cannot dump: the database lives in memory");
      const path = await dumpPath(dataDir, kind);
      await kept.worker.ask((id) => ({ type: "dump", id, path }));
      await pruneDumps(dataDir, kind);
      return path;
    },
    async close() {
      await kept.worker.ask((id) => ({ type: "close", id })).catch(() => {});
      kept.worker.terminate();
      lock?.release();
    },
  };
}

function socketPath(dir: string): string {
  const path = `${dir}/.s.PGSQL.5432`;
  if (new TextEncoder().encode(path).length > longestSocketPath) {
    throw new EmbeddedPostgresError(
      `Cannot use data directory "${dir}": the path of its socket is longer than ${longestSocketPath} bytes`,
    );
  }
  return path;
}
