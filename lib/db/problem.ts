/** What a transaction may fail with, in words that an HTTP answer can use. */
import postgres from "postgres";

export type DbStatus = 401 | 403 | 404 | 409 | 412 | 422 | 429 | 503;

/** A refusal by the database that a caller can act on. Anything else is a defect and stays as it is. */
export class DbProblem extends Error {
  override name = "DbProblem";
  constructor(
    readonly status: DbStatus,
    message: string,
    /**
     * SQLSTATE, or `turn_timeout`, `transaction_timeout`, `unreachable`, `login_role`,
     * `not_migrated`.
     */
    readonly code: string,
    /** Column or JSON pointer at fault. */
    readonly field?: string,
    /** Name of the violated constraint. */
    readonly constraint?: string,
    /** Seconds to wait, of a 429. */
    readonly wait?: number,
  ) {
    super(message);
  }
}

/** Statuses that our SQL raises as SQLSTATE `PT<status>`, as PostgREST does. */
const raised: Record<string, DbStatus> = {
  PT401: 401,
  PT403: 403,
  PT404: 404,
  PT409: 409,
  PT412: 412,
  PT422: 422,
  PT429: 429,
};

const connectionCodes = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
]);

/** Server states that pass: connection, resources, shutdown, cancelled, read-only, locks. */
const transient = /^(08|28|53|57|58)|^(25006|25P03|3D000|55P03)$/;

/** Two transactions met; running one again is the answer. */
export function isConflictOfTransactions(error: unknown): boolean {
  return error instanceof postgres.PostgresError &&
    (error.code === "40001" || error.code === "40P01");
}

/** The connection went away; a DbProblem made of that counts too. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error);
  if (code === null) return false;
  // A missing file has this code too; a missing socket was to be connected to.
  if (code === "ENOENT") {
    return error instanceof Error && "syscall" in error && error.syscall === "connect";
  }
  return code === "unreachable" || connectionCodes.has(code);
}

/** The DbProblem of a driver or server error; any other error as it is. */
export function toProblem(error: unknown): unknown {
  if (error instanceof postgres.PostgresError) return fromServer(error) ?? error;
  if (error instanceof DbProblem) return error;
  if (isConnectionLost(error)) {
    return new DbProblem(503, "Database is not reachable", "unreachable");
  }
  return error;
}

/** Names that are missing: role, schema, function, table. */
const missing = new Set(["22023", "3F000", "42704", "42883", "42P01"]);

/**
 * The DbProblem of a failed enter statement, which fails for one more reason: the database is not
 * set up for this login. That is the operator's to mend, never the caller's.
 */
export function toEnterProblem(error: unknown): unknown {
  if (!(error instanceof postgres.PostgresError)) return toProblem(error);
  if (error.code === "42501") {
    const message = `Database login is not set up: ${error.message}; ` +
      "use a role that may become authenticated, such as clinops_app";
    return new DbProblem(503, message, "login_role");
  }
  if (missing.has(error.code)) {
    const message = `Database is not migrated: ${error.message}; run deno task migrate`;
    return new DbProblem(503, message, "not_migrated");
  }
  return toProblem(error);
}

/**
 * The first column of a foreign key, as its name tells it. Under row-level security Postgres keeps
 * the key to itself.
 */
function referringColumn(error: postgres.PostgresError): string | undefined {
  const { table_name: table, constraint_name: constraint = "" } = error;
  if (error.code !== "23503" || !constraint.startsWith(`${table}_`)) return undefined;
  return /^(.+?_id)(_\w+)?_fkey$/.exec(constraint.slice(`${table}_`.length))?.[1];
}

function codeOf(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "string" ? code : null;
}

function fromServer(error: postgres.PostgresError): DbProblem | null {
  const { code, column_name: column, constraint_name: constraint } = error;
  const status = raised[code];
  if (status !== undefined) {
    const wait = status === 429 ? Number(error.hint) || undefined : undefined;
    return new DbProblem(status, error.message, code, column, constraint, wait);
  }
  if (code === "42501") return new DbProblem(403, "Not allowed for this role", code);
  if (code === "40001" || code === "40P01") {
    return new DbProblem(503, "Cannot save: other changes got in the way; try again", code);
  }
  if (transient.test(code)) {
    return new DbProblem(503, "Database cannot answer now", code);
  }
  if (code === "23505") return duplicate(error);
  if (/^(22|23|54)/.test(code)) {
    const field = column ?? keyColumn(error) ?? referringColumn(error);
    return new DbProblem(422, invalidMessage(error), code, field, constraint);
  }
  return null;
}

function duplicate(error: postgres.PostgresError): DbProblem {
  const column = keyColumn(error);
  const what = column === undefined ? "these values" : `this ${column}`;
  const message = `Cannot save: one with ${what} exists already`;
  return new DbProblem(409, message, error.code, column, error.constraint_name);
}

function invalidMessage(error: postgres.PostgresError): string {
  const { code, column_name: column, constraint_name: constraint } = error;
  if (code === "23502") return `Cannot save: ${column} is missing`;
  if (code === "23503") {
    return /still referenced/.test(error.detail ?? "")
      ? `Cannot delete: ${error.table_name} is still in use`
      : `Cannot save: ${
        keyColumn(error) ?? referringColumn(error) ?? constraint
      } refers to nothing that exists`;
  }
  if (code === "23514") return `Cannot save: rule ${constraint} is not met`;
  return `Cannot save: ${error.message}`;
}

/** The last column of a violated key: the ones before it are the tenant. Values are never shown. */
function keyColumn(error: postgres.PostgresError): string | undefined {
  const columns = /^Key \(([^=]*)\)=/.exec(error.detail ?? "")?.[1]?.split(", ");
  return columns?.at(-1);
}
