/** SQL that writes rows of the study: what confirmed items become. */
import type { Sql } from "@/lib/db/mod.ts";
import { jsonb, names } from "@/lib/projects/sql.ts";
import type { Place } from "./queries.ts";

type Row = Record<string, unknown>;

/** Inserts a row of the study and notes who stands behind each value that it has. */
export async function insertRow(
  sql: Sql,
  table: string,
  place: Place,
  row: Row,
): Promise<string> {
  const id = crypto.randomUUID();
  const all = {
    id,
    org_id: place.orgId,
    project_id: place.projectId,
    restricted: place.restricted,
    ...row,
  };
  const columns = names(sql, Object.keys(all));
  const relation = sql(`public.${table}`);
  await sql`
    insert into ${relation} (${columns})
    select ${columns} from jsonb_populate_record(null::${relation}, ${jsonb(sql, all)})`;
  const ours = ["source_pointer", "ordinal", "state", "key", "basis"];
  await confirmColumns(
    sql,
    table,
    id,
    Object.keys(row).filter((name) => row[name] !== null && !ours.includes(name)),
  );
  return id;
}

/** Says that a person stands behind these values of a row as they are. */
export async function confirmColumns(sql: Sql, table: string, id: string, columns: string[]) {
  const said = Object.fromEntries(columns.map((column) => [column, { kind: "confirmed" }]));
  await sql`
    update ${sql(`public.${table}`)} set field_sources = field_sources || ${jsonb(sql, said)}
    where id = ${id}::uuid`;
}

/** Sets columns of a row; false when the caller may not or it is gone. */
export async function updateRow(sql: Sql, table: string, id: string, row: Row): Promise<boolean> {
  const relation = sql(`public.${table}`);
  const columns = names(sql, Object.keys(row));
  const changed = await sql`
    update ${relation} t set (${columns}) =
      (select ${columns} from jsonb_populate_record(t, ${jsonb(sql, row)}))
    where t.id = ${id}::uuid returning t.id`;
  return changed.length > 0;
}
