/** Brings a database to the newest migration, recording it as the Supabase CLI does. */
import postgres from "postgres";
import type { Pool } from "./connect.ts";
import {
  type Applied,
  type Migration,
  MigrationError,
  newestVersion,
  pendingMigrations,
  readMigrations,
} from "./migrations.ts";
import { splitStatements } from "./statements.ts";

export { MigrationError } from "./migrations.ts";

const root = new URL("../../supabase/", import.meta.url);
export const migrationsDir = new URL("migrations/", root);
const bootstrapFile = new URL("embedded/bootstrap.sql", root);

/** One runner at a time: "clinops" in ASCII, cut to a bigint. */
const lockKey = "27988542963053683";

/** The version that this code was built with, for comparing with a database's. */
export const expectedMigration = (): Promise<string> => newestVersion(migrationsDir);

export interface MigrateOptions {
  dir?: URL | string;
  /** The script that makes roles and schema auth, for tests. */
  bootstrap?: URL | string;
  /** Called once before the first change, e.g. to take a dump. */
  beforeChange?: () => Promise<unknown>;
  /** Told each file when it is applied. */
  onApplied?: (file: string) => void;
}

export interface MigrationStatus {
  applied: string[];
  pending: string[];
  /** The roles and the auth schema of Supabase are there. */
  bootstrapped: boolean;
}

interface State {
  bootstrapped: boolean;
  empty: boolean;
  applied: Applied[];
}

/**
 * Applies bootstrap.sql where roles and schema auth are missing (never on Supabase), then every
 * pending migration, each in its own transaction. One query when there is nothing to do.
 * @returns the names of the applied files
 * @throws MigrationError when files and database disagree, or a file fails (then with its line)
 */
export async function migrate(sql: Pool, options: MigrateOptions = {}): Promise<string[]> {
  const [files, state] = await Promise.all([
    readMigrations(options.dir ?? migrationsDir),
    readState(sql),
  ]);
  const pending = pendingMigrations(files, state.applied);
  if (state.bootstrapped && pending.length === 0) return [];
  if (!state.empty) await options.beforeChange?.();
  if (!state.bootstrapped) await bootstrap(sql, options.bootstrap ?? bootstrapFile);
  await createHistory(sql);
  const applied: string[] = [];
  for (const migration of pending) {
    if (!await apply(sql, migration)) continue;
    const file = `${migration.version}_${migration.name}.sql`;
    applied.push(file);
    options.onApplied?.(file);
  }
  return applied;
}

/** What is applied and what is not; changes nothing. */
export async function migrationStatus(
  sql: Pool,
  dir: URL | string = migrationsDir,
): Promise<MigrationStatus> {
  const [files, state] = await Promise.all([readMigrations(dir), readState(sql)]);
  return {
    applied: state.applied.map((row) => row.version),
    pending: pendingMigrations(files, state.applied).map((file) =>
      `${file.version}_${file.name}.sql`
    ),
    bootstrapped: state.bootstrapped,
  };
}

const platform = `to_regrole('authenticated') is not null and to_regnamespace('auth') is not null`;

const history = `
  select ${platform} as bootstrapped, version, md5(regexp_replace(
    array_to_string(statements, ''), '[ \\t\\r\\n;]', '', 'g')) as digest
  from (select 1) one left join supabase_migrations.schema_migrations on true
  order by version`;

/** One query, unless the history table is missing. */
async function readState(sql: Pool): Promise<State> {
  try {
    const rows = await sql.unsafe<(Applied & { bootstrapped: boolean })[]>(history);
    const applied = rows.filter((row) => row.version !== null);
    return { bootstrapped: rows[0]?.bootstrapped ?? false, empty: applied.length === 0, applied };
  } catch (error) {
    if (!(error instanceof postgres.PostgresError) || error.code !== "42P01") {
      throw explained(error, "Cannot read the migration history");
    }
    const rows = await sql.unsafe<{ bootstrapped: boolean }[]>(
      `select ${platform} as bootstrapped`,
    );
    return { bootstrapped: rows[0]?.bootstrapped ?? false, empty: true, applied: [] };
  }
}

async function bootstrap(sql: Pool, file: URL | string) {
  const text = await Deno.readTextFile(file);
  await sql.begin(async (tx) => {
    await lock(tx);
    const [state] = await tx<{ done: boolean; hosted: boolean }[]>`
      select to_regrole('authenticated') is not null and to_regnamespace('auth') is not null as done,
        to_regrole('supabase_admin') is not null as hosted`;
    if (state?.done) return;
    if (state?.hosted) {
      throw new MigrationError(
        "Cannot bootstrap: this is Supabase, and its schema auth is missing",
      );
    }
    await run(tx, text, "bootstrap.sql");
  });
}

/** Under the lock: "if not exists" does not keep two runners from making the same schema at once. */
async function createHistory(sql: Pool) {
  await sql.begin(async (tx) => {
    await lock(tx);
    await tx.unsafe(`
      create schema if not exists supabase_migrations;
      create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
      alter table supabase_migrations.schema_migrations add column if not exists statements text[];
      alter table supabase_migrations.schema_migrations add column if not exists name text;`);
  });
}

/** Applies one file, unless another runner did so while this one waited for the lock. */
async function apply(sql: Pool, migration: Migration): Promise<boolean> {
  const { version, name, text } = migration;
  return await sql.begin(async (tx) => {
    await lock(tx);
    const done = await tx`
      select 1 from supabase_migrations.schema_migrations where version = ${version}`;
    if (done.length > 0) return false;
    await run(tx, text, `${version}_${name}.sql`);
    await tx`
      insert into supabase_migrations.schema_migrations (version, name, statements)
      values (${version}, ${name}, ${splitStatements(text)}::text[])`;
    return true;
  });
}

/**
 * Held to the end of the transaction, so that it also works behind a transaction pooler. Waiting for
 * it does not refresh what the session remembers of the catalogs, and "if not exists" would go by
 * that; opening a table does.
 */
async function lock(tx: postgres.TransactionSql) {
  await tx.unsafe(`select pg_advisory_xact_lock(${lockKey})`);
  await tx.unsafe("select from pg_catalog.pg_namespace limit 1");
}

/** A migration may take longer than a request. */
async function run(tx: postgres.TransactionSql, text: string, file: string) {
  try {
    await tx.unsafe("set local statement_timeout = 0");
    await tx.unsafe(text);
  } catch (error) {
    throw explained(error, `Cannot apply ${file}`, text);
  }
}

function explained(error: unknown, what: string, text?: string): Error {
  if (!(error instanceof postgres.PostgresError)) {
    return error instanceof Error ? error : new Error(String(error));
  }
  const line = text === undefined || !error.position
    ? ""
    : ` at line ${text.slice(0, Number(error.position)).split("\n").length}`;
  const more = [error.detail, error.hint, error.where].filter((part) => part !== undefined);
  return new MigrationError(
    [`${what}${line}: ${error.message} (${error.code})`, ...more].join("\n"),
  );
}
