/** Small pieces of SQL that statements over many columns share. */
import type { Sql } from "@/lib/db/mod.ts";

/**
 * Column names as a fragment. The driver's own helper makes a VALUES list of them after INSERT, so
 * they are quoted here; names come from code, and anything else is refused.
 * @throws Error for a name that is no plain column name
 */
export function names(sql: Sql, columns: readonly string[]) {
  const odd = columns.find((column) => !/^[a-z][a-z0-9_]*$/.test(column));
  if (odd !== undefined) throw new Error(`Cannot use column "${odd}"`);
  return sql.unsafe(columns.map((column) => `"${column}"`).join(", "));
}

/** A value as one jsonb parameter. */
export function jsonb(sql: Sql, value: unknown) {
  return sql`${JSON.stringify(value)}::text::jsonb`;
}
