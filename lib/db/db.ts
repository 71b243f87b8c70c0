/** Db: transactions as a person, as the system, or as Auth, over one or two pools. */
import postgres from "postgres";
import type { Pool } from "./connect.ts";
import { Connection } from "./connection.ts";
import { type Changes, listen, Relay } from "./listen.ts";
import { toProblem } from "./problem.ts";
import type { Sql } from "./sql.ts";
import { Lane } from "./lane.ts";
import { type Enter, transact } from "./transactions.ts";
import { Turns } from "./turns.ts";
import { type BrokenTrail, noteBroken } from "./waits.ts";

/** Verified claims of an access token. */
export interface Claims {
  sub: string;
  role: "authenticated";
  session_id: string;
  aal: "aal1" | "aal2";
  email?: string;
  /** Seconds since 1970. */
  exp: number;
  iat: number;
  [claim: string]: unknown;
}

/** What a call is about to do; checked in the same statement that sets the claims. */
export interface Permission {
  resource: string;
  verb: "select" | "insert" | "update" | "delete";
  projectId?: string;
  organizationId?: string;
}

export interface UserOptions {
  /** Why the change is made, for the audit trail. */
  reason?: string | null;
  permission?: Permission;
  /** The import that the changes come from. */
  importRun?: string;
  /** "agent" when software acts for the person. */
  kind?: "human" | "agent";
  onBehalfOf?: string;
}

export type Work<T> = (sql: Sql) => T | Promise<T>;

export interface Db {
  /**
   * One transaction as the signed-in person, under row-level security.
   * @throws DbProblem 401 for a revoked session, 403 or 404 for a missing permission
   */
  asUser<T>(claims: Claims, work: Work<T>, options?: UserOptions): Promise<T>;
  /** One transaction of a job, past row-level security; the audit trail says `reason`. */
  asSystem<T>(reason: string, work: Work<T>): Promise<T>;
  /** One transaction on the tables of Auth; only supabase/embedded/auth uses it. */
  asAuth<T>(work: Work<T>): Promise<T>;
  /** Whether a query is answered now, and the newest migration that is applied; never throws. */
  ready(): Promise<{ ok: true; migration: string | null } | { ok: false; detail: string }>;
  /** Announcements of every change of the audit trail, whichever process made it. */
  readonly changes: Changes;
  /** This database without what a request adds to it, for work that outlives the request. */
  readonly base: Db;
  close(): Promise<void>;
}

export interface DbOptions {
  url: string;
  /** Login of jobs, which may become service_role; `url` when null. */
  jobsUrl?: string | null;
  pool: number;
  /** The database is the embedded one: a single connection that lives as long as the process. */
  embedded?: boolean;
  /** An open connection to `url` to take over. */
  opened?: Connection;
  /** How long a caller waits for a connection. */
  turnMs?: number;
  /** How long a transaction of a person may take before its caller is told 503. */
  deadlineMs?: number;
  /** Announcements that come in another way than by LISTEN on `url`. */
  changes?: Changes;
}

const jobsPool = 2;

/** Opens a database; nothing connects before the first use. */
export function openDb(options: DbOptions): Db {
  const people = lane(options.url, options.embedded ? 1 : options.pool, options, options.opened);
  const jobs = options.jobsUrl ? lane(options.jobsUrl, jobsPool, options) : people;
  const changes = options.changes ?? (options.embedded ? new Relay() : listen(options.url));
  const db: Db = {
    // async, so that a misuse is a rejection like every other failure
    asUser: async (claims, work, more) => {
      return await transact("asUser", people, enterAs(claims, more ?? {}), work);
    },
    asSystem: async (reason, work) => await transact("asSystem", jobs, enterSystem(reason), work),
    asAuth: async (work) => await transact("asAuth", jobs, enterAuth, work),
    ready: () => ready(people),
    changes,
    get base() {
      return db;
    },
    async close() {
      await changes.close();
      await Promise.all([...new Set([people, jobs])].map((lane) => lane.close()));
    },
  };
  return db;
}

function lane(url: string, max: number, options: DbOptions, opened?: Connection): Lane {
  const { embedded = false, turnMs = 5000, deadlineMs = 60_000 } = options;
  return new Lane({
    make: () => new Connection(url, { limited: !embedded, lasting: embedded }),
    turns: new Turns(max, turnMs),
    deadlineMs,
    lasting: embedded,
    opened,
  });
}

function enterAs(claims: Claims, options: UserOptions): Enter {
  const { permission } = options;
  const json = JSON.parse(JSON.stringify(claims));
  return async (sql) => {
    const [row] = await sql<{ broken: BrokenTrail[] | null }[]>`select private.enter(
      ${sql.json(json)}::jsonb, ${options.reason ?? null}::text,
      ${permission?.resource ?? null}::text, ${permission?.verb ?? null}::text,
      ${permission?.projectId ?? null}::uuid, ${permission?.organizationId ?? null}::uuid,
      ${options.kind ?? "human"}::text, ${options.onBehalfOf ?? null}::uuid,
      ${options.importRun ?? null}::uuid), private.broken_trails() as broken`.execute();
    noteBroken(row?.broken ?? null);
  };
}

function enterSystem(reason: string): Enter {
  return (sql) =>
    sql`select
      set_config('request.jwt.claims', '{"role":"service_role"}', true),
      set_config('clinops.actor_kind', 'system', true),
      set_config('clinops.reason', ${reason}::text, true),
      set_config('role', 'service_role', true)`.execute();
}

function enterAuth(sql: Sql) {
  return sql`select set_config('role', 'supabase_auth_admin', true)`.execute();
}

/** A probe that takes longer than this is an answer too, in milliseconds. */
const readyMs = 3000;

async function ready(lane: Lane): ReturnType<Db["ready"]> {
  try {
    return { ok: true, migration: await lane.use(({ pool }) => newestMigration(pool), readyMs) };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

/** Null before the first migration, and for a login that may not read the history. */
async function newestMigration(pool: Pool): Promise<string | null> {
  try {
    const [row] = await pool<{ version: string | null }[]>`
      select max(version) as version from supabase_migrations.schema_migrations`;
    return row?.version ?? null;
  } catch (error) {
    const unreadable = ["42P01", "3F000", "42501"];
    if (error instanceof postgres.PostgresError && unreadable.includes(error.code)) return null;
    throw toProblem(error);
  }
}

export type { Pool, Sql };
