/**
 * Embedded Postgres: what stands in for a Postgres server when DATABASE_URL is not set.
 *
 * The data directory holds `lock`, `postgres/` (the cluster), `.s.PGSQL.5432` (the socket) and
 * `dumps/`. PGlite does not fsync: a killed process loses nothing, a power cut can, hence the dumps.
 */
import { resolve } from "node:path";
import { type Lock, lockDataDirectory } from "./lock.ts";
import { dumpPath, pruneDumps } from "./dumps.ts";
import type { ExtensionName, Reply, Request } from "./protocol.ts";

export { DataDirectoryInUse, lockOwner } from "./lock.ts";
export { type Dump, listDumps } from "./dumps.ts";
export type { ExtensionName } from "./protocol.ts";

/** What bootstrap and migrations may create; more would only slow the start. */
export const embeddedExtensions: ExtensionName[] = ["pgcrypto", "pg_trgm"];

/** The kernel's limit on the path of a unix socket, with its final NUL, is 108 bytes. */
const longestSocketPath = 107;

/** The cluster cannot be opened, or a dump cannot be loaded into it. */
export class EmbeddedPostgresError extends Error {
  override name = "EmbeddedPostgresError";
}

export interface EmbeddedOptions {
  /** Where everything lives; created when missing. null: in memory, gone at the end. */
  dataDir: string | null;
  /** Directory of the socket; the data directory when not given, so needed in memory. */
  socketDir?: string;
  extensions?: ExtensionName[];
  /** A dump to restore into the cluster, which must be empty. */
  restoreFrom?: string;
  maxConnections?: number;
}

export interface EmbeddedPostgres {
  /** Directory that holds the socket `.s.PGSQL.5432`, as libpq and `postgres` expect it. */
  readonly socketDir: string;
  /** The same as a URL, for DATABASE_URL. */
  readonly url: string;
  /** Writes a dump (tar.gz) and removes the oldest of its kind; resolves to its path. */
  dump(kind: string): Promise<string>;
  /** Settles when the Worker has ended, with the reason unless close() was called. */
  readonly ended: Promise<string | null>;
  close(): Promise<void>;
}

/**
 * Starts Postgres in a Worker and resolves when it takes connections.
 * @throws DataDirectoryInUse when another process has the data directory
 * @throws EmbeddedPostgresError when it cannot be opened; a dump may be restored in its place
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const worker = new DatabaseWorker();
  let lock: Lock | null = null;
  try {
    const dataDir = options.dataDir === null ? null : resolve(options.dataDir);
    const socketDir = resolve(options.socketDir ?? dataDir ?? ".");
    if (dataDir !== null) {
      await Deno.mkdir(`${dataDir}/postgres`, { recursive: true, mode: 0o700 });
      lock = await lockDataDirectory(dataDir);
    }
    await worker.open({
      type: "open",
      clusterDir: dataDir === null ? null : `${dataDir}/postgres`,
      socketPath: socketPath(socketDir),
      extensions: options.extensions ?? [],
      restoreFrom: options.restoreFrom ?? null,
      maxConnections: options.maxConnections ?? 1,
    });
    return running(worker, lock, dataDir, socketDir);
  } catch (error) {
    worker.terminate();
    lock?.release();
    throw error;
  }
}

function running(
  worker: DatabaseWorker,
  lock: Lock | null,
  dataDir: string | null,
  socketDir: string,
): EmbeddedPostgres {
  return {
    socketDir,
    url: `postgres://postgres@${encodeURIComponent(socketDir)}/postgres`,
    ended: worker.ended,
    async dump(kind) {
      if (dataDir === null) throw new Error("Cannot dump: the database lives in memory");
      const path = await dumpPath(dataDir, kind);
      await worker.ask((id) => ({ type: "dump", id, path }));
      await pruneDumps(dataDir, kind);
      return path;
    },
    async close() {
      await worker.ask((id) => ({ type: "close", id })).catch(() => {});
      worker.terminate();
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

/** The Worker starts loading Postgres as soon as it is made; open() tells it what to open. */
class DatabaseWorker {
  readonly #worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  readonly #waiting = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  readonly #opened = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<string | null>();
  #last = 0;
  readonly ended = this.#ended.promise;

  constructor() {
    this.#opened.promise.catch(() => {}); // looked at in open(), which may come later
    this.#worker.onmessage = (event: MessageEvent<Reply>) => this.#receive(event.data);
    this.#worker.onerror = (event) => {
      event.preventDefault(); // a dead database must not end the app, which then answers 503
      this.#end(event.message);
    };
  }

  open(request: Request): Promise<void> {
    this.#worker.postMessage(request);
    return this.#opened.promise;
  }

  ask(request: (id: number) => Request): Promise<void> {
    const id = ++this.#last;
    const answer = Promise.withResolvers<void>();
    this.#waiting.set(id, answer);
    this.#worker.postMessage(request(id));
    return answer.promise;
  }

  terminate() {
    this.#worker.terminate();
    this.#end(null);
  }

  #receive(reply: Reply) {
    if (reply.type === "opened") return this.#opened.resolve();
    if (reply.type === "failed") {
      const message = `Cannot open embedded Postgres: ${reply.message}`;
      return this.#opened.reject(new EmbeddedPostgresError(message));
    }
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.type === "done") waiting?.resolve();
    else waiting?.reject(new Error(reply.message));
  }

  #end(reason: string | null) {
    const error = new EmbeddedPostgresError(`Embedded Postgres ended: ${reason ?? "closed"}`);
    this.#opened.reject(error);
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
    this.#ended.resolve(reason);
  }
}
