/** The migration files, and where they and the database disagree; no I/O but reading the files. */
import { createHash } from "node:crypto";
import { splitStatements } from "./statements.ts";

export interface Migration {
  /** Fourteen digits, UTC. */
  version: string;
  name: string;
  text: string;
}

/** A row of supabase_migrations.schema_migrations; the digest is of its statements. */
export interface Applied {
  version: string;
  digest: string | null;
}

/** Migrations cannot be applied as they stand; the message says why and what to do. */
export class MigrationError extends Error {
  override name = "MigrationError";
}

const fileName = /^(\d{14})_([a-z0-9_]+)\.sql$/;

/** All migrations of a directory, oldest first. A file whose name does not fit is refused. */
export async function readMigrations(dir: string | URL): Promise<Migration[]> {
  const base = String(dir).replace(/\/$/, "");
  const names: string[] = [];
  for await (const entry of Deno.readDir(dir)) {
    if (entry.name.endsWith(".sql")) names.push(entry.name);
  }
  const at = (name: string) =>
    base.startsWith("file:") ? new URL(`${base}/${name}`) : `${base}/${name}`;
  return await Promise.all(
    names.sort().map(async (name, index) => {
      const match = fileName.exec(name);
      if (match === null) {
        throw new MigrationError(
          `Cannot use migration file "${name}": its name must be 14 digits, "_", lower-case words, ".sql"`,
        );
      }
      if (names[index + 1]?.startsWith(match[1]!)) {
        throw new MigrationError(`Cannot use two migrations of version "${match[1]}"`);
      }
      return { version: match[1]!, name: match[2]!, text: await Deno.readTextFile(at(name)) };
    }),
  );
}

/** The version that the newest file of a directory brings; "" when there is none. */
export async function newestVersion(dir: string | URL): Promise<string> {
  let newest = "";
  for await (const { name } of Deno.readDir(dir)) {
    const version = fileName.exec(name)?.[1] ?? "";
    if (version > newest) newest = version;
  }
  return newest;
}

/**
 * The digest of a script, from its statements: blanks and semicolons are left out, so that it does
 * not depend on how a tool splits. The same in SQL, see `history` in migrate.ts.
 */
export function digestOf(migration: Migration): string {
  const statements = splitStatements(migration.text).join("").replace(/[ \t\r\n;]/g, "");
  return createHash("md5").update(statements).digest("hex");
}

/**
 * The migrations that are still to be applied, oldest first.
 * @throws MigrationError when an applied file was changed or removed, or a pending one is older
 *   than the newest applied (a gap: databases would differ by the order of their upgrades)
 */
export function pendingMigrations(files: Migration[], applied: Applied[]): Migration[] {
  const byVersion = new Map(files.map((file) => [file.version, file]));
  for (const { version, digest } of applied) {
    const file = byVersion.get(version);
    if (file === undefined) {
      throw new MigrationError(
        `Cannot migrate: version "${version}" is applied but has no file; this code is older than the database`,
      );
    }
    if (digest !== null && digest !== digestOf(file)) {
      throw new MigrationError(
        `Cannot migrate: "${version}_${file.name}.sql" was changed after it was applied; restore it and add a new migration`,
      );
    }
  }
  const done = new Set(applied.map((row) => row.version));
  const newest = applied.map((row) => row.version).sort().at(-1) ?? "";
  const pending = files.filter((file) => !done.has(file.version));
  const gap = pending.find((file) => file.version < newest);
  if (gap !== undefined) {
    throw new MigrationError(
      `Cannot migrate: "${gap.version}_${gap.name}.sql" is older than applied version "${newest}"; give it a newer version`,
    );
  }
  return pending;
}
