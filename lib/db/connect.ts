/** From a database URL to a pool of the one driver. */
import net from "node:net";
import postgres from "postgres";
import { isConnectionLost } from "./problem.ts";

/** Port of Supabase's transaction pooler, where prepared statements do not outlive a transaction. */
const transactionPoolerPort = 6543;

export interface Target {
  /** Host name, address, or the directory of a unix socket. */
  host: string;
  port: number;
  user: string;
  password: string | undefined;
  database: string;
  ssl: "require" | "prefer" | "verify-full" | false;
  pooled: boolean;
}

/**
 * Reads a database URL. The host may be the percent-encoded directory of a unix socket, or be
 * given as `?host=/directory` as libpq allows.
 */
export function parseTarget(url: string): Target {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const host = searchParams.get("host") ?? (decodeURIComponent(hostname) || "localhost");
  const user = decodeURIComponent(username) || "postgres";
  const number = port === "" ? 5432 : Number(port);
  return {
    host,
    port: number,
    user,
    password: password === "" ? undefined : decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)) || user,
    ssl: sslOf(searchParams.get("sslmode"), host),
    pooled: number === transactionPoolerPort || searchParams.get("pgbouncer") === "true",
  };
}

function sslOf(mode: string | null, host: string): Target["ssl"] {
  if (mode === "require" || mode === "prefer" || mode === "verify-full") return mode;
  if (mode === "verify-ca") return "verify-full";
  return mode === null && /\.supabase\.(co|com)$/.test(host) ? "require" : false;
}

/** A date is a date, not a moment: it stays `YYYY-MM-DD`. Counts and chain numbers are numbers. */
const types = {
  calendarDate: {
    to: 1082,
    from: [1082],
    serialize: (value: string) => value,
    parse: (value: string) => value,
  },
  wholeNumber: {
    to: 20,
    from: [20],
    serialize: (value: number) => String(value),
    parse: (value: string) => Number(value),
  },
};

export type Pool = postgres.Sql<{ calendarDate: string; wholeNumber: number }>;

/**
 * Limits of a server session in milliseconds; the embedded Postgres and poolers ignore them. No
 * query is long enough for compiling it to pay: a second for one that takes a tenth.
 */
const sessionLimits = {
  jit: "off",
  statement_timeout: 15_000,
  lock_timeout: 10_000,
  idle_in_transaction_session_timeout: 30_000,
};

/**
 * When a connection is cut the driver (3.4.9) also rejects promises of its own that nobody holds,
 * such as that of the types it asks for first. The caller's own promise is rejected besides.
 */
globalThis.addEventListener("unhandledrejection", (event) => {
  const { reason } = event;
  const ended = reason instanceof postgres.PostgresError && reason.code.startsWith("57P");
  if (ended || isConnectionLost(reason)) event.preventDefault();
});

/** Longest time until a socket is connected, in milliseconds. */
const connectMs = 4000;

/**
 * A socket to the target, once. A driver that connects again after a loss would send what was left
 * of a transaction outside of it, as the login role.
 */
function socketOnce({ host, port }: Target): () => Promise<net.Socket> {
  let made = false;
  return () => {
    const { promise, resolve, reject } = Promise.withResolvers<net.Socket>();
    if (made) {
      reject(Object.assign(new Error("Connection is lost"), { code: "CONNECTION_CLOSED" }));
      return promise;
    }
    made = true;
    const path = `${host}/.s.PGSQL.${port}`;
    const socket = net.connect(host.startsWith("/") ? { path } : { host, port });
    const late = Object.assign(new Error("Cannot connect in time"), { code: "CONNECT_TIMEOUT" });
    const timer = setTimeout(() => socket.destroy(late), connectMs);
    socket.once("close", () => clearTimeout(timer));
    socket.once("error", reject);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.removeListener("error", reject);
      resolve(Object.assign(socket, { host })); // for the name in TLS
    });
    return promise;
  };
}

export interface ConnectOptions {
  max: number;
  /** With the limits of a session of people. */
  limited?: boolean;
  /** Without end; else a connection is renewed now and then. */
  lasting?: boolean;
  /** The driver has one connection and never connects again. */
  once?: boolean;
  onclose?: () => void;
}

/** Makes a pool; nothing connects before the first query. */
export function connect(url: string, options: ConnectOptions): Pool {
  const target = parseTarget(url);
  const limits = options.limited && !target.pooled ? sessionLimits : {};
  return postgres({
    ...(options.once ? { socket: socketOnce(target) } : {}),
    host: target.host,
    port: target.port,
    user: target.user,
    password: target.password,
    database: target.database,
    ssl: target.ssl,
    max: options.max,
    prepare: !target.pooled,
    connect_timeout: connectMs / 1000,
    // The driver's own backoff grows to 20 s; a caller rather gets its 503 and may come again.
    backoff: () => 0.1,
    max_lifetime: options.lasting ? null : 45 * 60,
    connection: { application_name: "clinops", TimeZone: "UTC", ...limits },
    onnotice: () => {},
    onclose: options.onclose,
    types,
  });
}
