/// <reference lib="deno.worker" />
/**
 * Postgres in a Worker: PGlite behind a unix socket, so that the web process talks to it with the
 * same driver as to any server, and a heavy query never stalls the event loop of the app.
 */
import { type Extensions, PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { NoticeReader } from "./notices.ts";
import type { ExtensionName, OpenRequest, Reply, Request } from "./protocol.ts";

const load: Record<ExtensionName, () => Promise<Extensions>> = {
  pgcrypto: async () => ({
    pgcrypto: (await import("@electric-sql/pglite/contrib/pgcrypto")).pgcrypto,
  }),
  pg_trgm: async () => ({
    pg_trgm: (await import("@electric-sql/pglite/contrib/pg_trgm")).pg_trgm,
  }),
  pgtap: async () => ({ pgtap: (await import("@electric-sql/pglite-pgtap")).pgtap }),
};

let db: PGlite | null = null;
let server: PGLiteSocketServer | null = null;

function reply(message: Reply) {
  self.postMessage(message);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function open(request: OpenRequest) {
  const parts = await Promise.all(request.extensions.map((name) => load[name]()));
  const dump = request.restoreFrom === null
    ? undefined
    : new Blob([await Deno.readFile(request.restoreFrom)]);
  db = await PGlite.create({
    dataDir: request.clusterDir ?? "memory://",
    extensions: Object.assign({}, ...parts),
    loadDataDir: dump,
  });
  // All clients share one session, and PGlite hands their answers on unread: those carry the news.
  for (const channel of request.channels) await db.exec(`listen ${channel}`);
  breakLoudly(db, request.channels.length > 0 ? new NoticeReader() : null);
  // A socket file left by a killed process would refuse the bind; the lock says it is ours.
  await Deno.remove(request.socketPath).catch(() => {});
  server = new PGLiteSocketServer({
    db,
    path: request.socketPath,
    maxConnections: request.maxConnections,
  });
  await server.start();
  await Deno.chmod(request.socketPath, 0o600);
}

/**
 * An exception out of WebAssembly (out of memory, say) leaves the instance unusable, and the socket
 * server would wait for it for ever: the main thread then starts another Worker.
 */
function breakLoudly(db: PGlite, notices: NoticeReader | null) {
  const run = db.execProtocolRawStream.bind(db);
  db.execProtocolRawStream = async (message, options) => {
    try {
      return await run(message, notices === null ? options : heard(options, notices));
    } catch (error) {
      reply({ type: "broken", message: messageOf(error) });
      throw error;
    }
  };
}

type RawOptions = Parameters<PGlite["execProtocolRawStream"]>[1];

/** The same options, with every notification among the answers told to the main thread. */
function heard(options: RawOptions, notices: NoticeReader): RawOptions {
  return {
    ...options,
    onRawData(data) {
      options.onRawData(data);
      for (const notice of notices.read(data)) reply({ type: "notified", ...notice });
    },
  };
}

/** The dump is written beside its place, synced, and renamed: a crash leaves no half file. */
async function dump(path: string) {
  if (db === null) throw new Error("Cannot dump: the database is not open");
  const archive = await db.dumpDataDir("gzip");
  const part = `${path}.part`;
  const file = await Deno.open(part, { create: true, write: true, truncate: true, mode: 0o600 });
  try {
    await archive.stream().pipeTo(file.writable, { preventClose: true });
    await file.sync();
  } finally {
    file.close();
  }
  await Deno.rename(part, path);
}

async function close() {
  await server?.stop();
  await db?.close();
  server = null;
  db = null;
}

async function answer(id: number, work: () => Promise<void>) {
  try {
    await work();
    reply({ type: "done", id });
  } catch (error) {
    reply({ type: "refused", id, message: messageOf(error) });
  }
}

self.onmessage = async (event: MessageEvent<Request>) => {
  const request = event.data;
  if (request.type === "dump") return await answer(request.id, () => dump(request.path));
  if (request.type === "close") return await answer(request.id, close);
  try {
    await open(request);
    reply({ type: "opened" });
  } catch (error) {
    reply({ type: "failed", message: messageOf(error) });
  }
};
