/** The statements that rows of every table share. Names of tables and columns come from code. */
import type { Sql } from "@/lib/db/mod.ts";
import type { RowSpec } from "./model.ts";

export type Doc = Record<string, unknown>;

/** @throws Error for what is no plain name: values never come this way */
function identifier(sql: Sql, ...names: string[]) {
  const odd = names.find((name) => !/^[a-z][a-z0-9_]*$/.test(name));
  if (odd !== undefined) throw new Error(`Cannot use "${odd}" as a name in SQL`);
  return sql.unsafe(names.map((name) => `"${name}"`).join(", "));
}

const table = (sql: Sql, spec: RowSpec) => sql`public.${identifier(sql, spec.table)}`;
const jsonb = (sql: Sql, value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`;

/** The keys of a row in the order of its list, as text, for a cursor. */
export function keysOf(spec: RowSpec, doc: Doc): string[] {
  return [...spec.order.map((column) => String(doc[column])), String(doc.id)];
}

export async function listRows(
  sql: Sql,
  spec: RowSpec,
  projectId: string,
  page: { filters: Doc; after: string[] | null; limit: number },
): Promise<Doc[]> {
  const keys = identifier(sql, ...spec.order, "id");
  const { filters, after, limit } = page;
  const after_ = after && Object.fromEntries([...spec.order, "id"].map((c, i) => [c, after[i]]));
  const record = sql`jsonb_populate_record(null::${table(sql, spec)}, ${jsonb(sql, after_ ?? {})})`;
  const wanted = Object.entries(filters).map(([column, value]) =>
    sql` and r.${identifier(sql, column)}::text = ${String(value)}`
  );
  const rows = await sql<{ doc: Doc }[]>`
    select to_jsonb(r) as doc from ${table(sql, spec)} r
    where r.project_id = ${projectId}::uuid
      ${wanted.length === 0 ? sql`` : wanted.reduce((all, one) => sql`${all}${one}`)}
      ${after === null ? sql`` : sql`and (${keys}) > (select ${keys} from ${record} as k)`}
    order by ${keys} limit ${limit}`;
  return rows.map((row) => row.doc);
}

export async function readRow(
  sql: Sql,
  spec: RowSpec,
  projectId: string,
  id: string,
): Promise<Doc | undefined> {
  const [row] = await sql<{ doc: Doc }[]>`
    select to_jsonb(r) as doc from ${table(sql, spec)} r
    where r.id = ${id}::uuid and r.project_id = ${projectId}::uuid`;
  return row?.doc;
}

/** Inserts rows that set the same columns, in one statement; in their order. */
export async function insertRows(
  sql: Sql,
  spec: RowSpec,
  projectId: string,
  rows: Doc[],
): Promise<Doc[]> {
  const columns = Object.keys(rows[0] ?? {});
  const names = identifier(sql, "org_id", "project_id", ...columns);
  const values = columns.length === 0 ? sql`` : sql`, ${identifier(sql, ...columns)}`;
  const made = await sql<{ doc: Doc }[]>`
    with made as (
      insert into ${table(sql, spec)} (${names})
      select p.org_id, p.id ${values}
      from (select id as home, org_id as home_org from public.projects where id = ${projectId}::uuid)
          as p(id, org_id),
        (select row_number() over () as n, v.* from jsonb_populate_recordset(
          null::${table(sql, spec)}, ${jsonb(sql, rows)}) v) as given
      order by n
      returning *
    ) select to_jsonb(made) as doc from made`;
  return made.map((row) => row.doc);
}

/** Changes a row; with a version, only while it is still that one. */
export async function updateRow(
  sql: Sql,
  spec: RowSpec,
  where: { projectId: string; id: string; version: number | null },
  row: Doc,
): Promise<Doc | undefined> {
  const names = identifier(sql, ...Object.keys(row));
  const [changed] = await sql<{ doc: Doc }[]>`
    update ${table(sql, spec)} r set (${names}) =
      (select ${names} from jsonb_populate_record(null::${table(sql, spec)}, ${jsonb(sql, row)}))
    where r.id = ${where.id}::uuid and r.project_id = ${where.projectId}::uuid
      and (${where.version}::int is null or r.row_version = ${where.version}::int)
    returning to_jsonb(r) as doc`;
  return changed?.doc;
}

export async function deleteRow(
  sql: Sql,
  spec: RowSpec,
  where: { projectId: string; id: string; version: number | null },
): Promise<boolean> {
  const gone = await sql`
    delete from ${table(sql, spec)} r
    where r.id = ${where.id}::uuid and r.project_id = ${where.projectId}::uuid
      and (${where.version}::int is null or r.row_version = ${where.version}::int)
    returning r.id`;
  return gone.length > 0;
}
