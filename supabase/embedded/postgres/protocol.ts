/** What the main thread and the database Worker say to each other. */

/** Extensions that PGlite can load; the Worker loads only those it is asked for. */
export type ExtensionName = "pgcrypto" | "pg_trgm" | "pgtap";

export interface OpenRequest {
  type: "open";
  /** Directory of the cluster, or null for one that lives in memory. */
  clusterDir: string | null;
  socketPath: string;
  extensions: ExtensionName[];
  /** Path of a dump to load into an empty cluster. */
  restoreFrom: string | null;
  /** Clients at the same time; more than one at work breaks the extended protocol. */
  maxConnections: number;
  /** Channels of NOTIFY that the main thread is told about. */
  channels: string[];
}

export interface DumpRequest {
  type: "dump";
  id: number;
  /** Final path; the file appears there complete or not at all. */
  path: string;
}

export interface CloseRequest {
  type: "close";
  id: number;
}

export type Request = OpenRequest | DumpRequest | CloseRequest;

export type Reply =
  | { type: "opened" }
  | { type: "failed"; message: string }
  | { type: "broken"; message: string }
  | { type: "notified"; channel: string; payload: string }
  | { type: "done"; id: number }
  | { type: "refused"; id: number; message: string };
