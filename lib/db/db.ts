/** Db: transactions as a person, as the system, or as Auth, over one or two pools. */
import postgres from "postgres";
import { connect, type Pool } from "./connect.ts";
import { toProblem } from "./problem.ts";
import type { Sql } from "./sql.ts";
import { type Enter, Lane, transact } from "./transactions.ts";
import { Turns } from "./turns.ts";

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
  close(): Promise<void>;
}

export interface DbOptions {
  url: string;
  /** Login of jobs, which may become service_role; `url` when null. */
  jobsUrl?: string | null;
  pool: number;
  /** The database is the embedded one: a single connection that lives as long as the process. */
  embedded?: boolean;
  /** An open pool of `url` to take over. */
  opened?: Pool;
  /** How long a caller waits for a connection. */
  turnMs?: number;
  /** How long a transaction of a person may take before its caller is told 503. */
  deadlineMs?: number;
}

const jobsPool = 2;

/** Opens a database; nothing connects before the first use. */
export function openDb(options: DbOptions): Db {
  const people = lane(options.url, options.embedded ? 1 : options.pool, options, options.opened);
  const jobs = options.jobsUrl ? lane(options.jobsUrl, jobsPool, options) : people;
  return {
    // async, so that a misuse is a rejection like every other failure
    asUser: async (claims, work, more) => {
      return await transact("asUser", people, enterAs(claims, more ?? {}), work);
    },
    asSystem: async (reason, work) => await transact("asSystem", jobs, enterSystem(reason), work),
    asAuth: async (work) => await transact("asAuth", jobs, enterAuth, work),
    ready: () => ready(people),
    async close() {
      await Promise.all([...new Set([people, jobs])].map((lane) => lane.close()));
    },
  };
}

function lane(url: string, max: number, options: DbOptions, opened?: Pool): Lane {
  const { embedded, turnMs = 5000, deadlineMs = 60_000 } = options;
  const open = () => connect(url, { max, limited: !embedded, lasting: embedded });
  return new Lane(open, new Turns(max, turnMs), deadlineMs, opened);
}

function enterAs(claims: Claims, options: UserOptions): Enter {
  const { permission } = options;
  const json = JSON.parse(JSON.stringify(claims));
  return (sql) =>
    sql`select private.enter(
      ${sql.json(json)}::jsonb, ${options.reason ?? null}::text,
      ${permission?.resource ?? null}::text, ${permission?.verb ?? null}::text,
      ${permission?.projectId ?? null}::uuid, ${permission?.organizationId ?? null}::uuid,
      ${options.kind ?? "human"}::text, ${options.onBehalfOf ?? null}::uuid,
      ${options.importRun ?? null}::uuid)`.execute();
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

async function ready({ pool, turns }: Lane): ReturnType<Db["ready"]> {
  try {
    const leave = await turns.take();
    try {
      return { ok: true, migration: await newestMigration(pool) };
    } finally {
      leave();
    }
  } catch (error) {
    const problem = toProblem(error);
    return { ok: false, detail: problem instanceof Error ? problem.message : String(problem) };
  }
}

/** Null before the first migration, and for a login that may not read the history. */
async function newestMigration(pool: Pool): Promise<string | null> {
  try {
    const [row] = await pool<{ version: string | null }[]>`
      select max(version) as version from supabase_migrations.schema_migrations`;
    return row?.version ?? null;
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error;
    if (!["42P01", "3F000", "42501"].includes(error.code)) throw error;
    return null;
  }
}

export type { Pool, Sql };
