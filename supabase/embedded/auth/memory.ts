import { PGlite } from "@electric-sql/pglite";
import { pgcrypto } from "@electric-sql/pglite/contrib/pgcrypto";
import type { Row, Sql, Transaction } from "./types.ts";

/** A database in this process's memory that holds schema auth and nothing else. */
export interface MemoryDatabase {
  transaction: Transaction;
  /** Statements as the superuser, outside of any role. */
  execute(statements: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens one; takes seconds, because Postgres is initialised from nothing. */
export async function openMemoryDatabase(): Promise<MemoryDatabase> {
  const db = await PGlite.create({ extensions: { pgcrypto } });
  await db.exec(await Deno.readTextFile(new URL("../bootstrap.sql", import.meta.url)));
  return {
    async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
      return await db.transaction(async (tx) => {
        await tx.query("select set_config('role', 'supabase_auth_admin', true)");
        const sql: Sql = async (strings, ...values) => {
          const text = strings.reduce((text, part, index) => `${text}$${index}${part}`);
          return (await tx.query<Row>(text, values)).rows;
        };
        return await work(sql);
      });
    },
    async execute(statements) {
      await db.exec(statements);
    },
    close: () => db.close(),
  };
}
