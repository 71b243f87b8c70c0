/** Rows with the names of what they refer to, in a transaction that is under way. */
import type { Sql } from "@/lib/db/mod.ts";
import { type Item, itemOf, type RowSpec } from "./model.ts";
import * as queries from "./queries.ts";

export interface NamedRow {
  item: Item;
  label: string;
  /** When it was changed last, UTC, and by whom; null where the trail is not the reader's. */
  at: string;
  by: string | null;
  /** Of what it refers to, by id. */
  names: ReadonlyMap<string, string>;
  /** When it was read, UTC. */
  readAt: string;
}

/**
 * A row and the names of what its fields refer to, in one statement; undefined when it is not seen.
 * @param kind of private.source_kinds: how the row is called
 * @param kinds of rows that fields name, by the fields; "person" has a profile
 */
export async function namedRowIn(
  sql: Sql,
  spec: RowSpec,
  where: { projectId: string; id: string; kind: string },
  kinds: Readonly<Record<string, string>>,
): Promise<NamedRow | undefined> {
  const columns = Object.entries(spec.fields).flatMap(([name, { column }]) =>
    Object.hasOwn(kinds, name) ? [{ column, kind: kinds[name]! }] : []
  );
  const found = await queries.readNamed(sql, spec, where, columns);
  if (!found) return undefined;
  const item = itemOf(spec, found.doc);
  const own = found.names.find(({ kind, id }) => kind === where.kind && id === where.id);
  const names = [...found.names, ...found.people].map(({ id, label }) =>
    [id, label ?? ""] as const
  );
  return {
    ...{ item, label: own?.label ?? "", at: String(item.updatedAt), by: own?.by ?? null },
    ...{ names: new Map(names), readAt: found.now },
  };
}
