/** The statements that rows of every table share. Names of tables and columns come from code. */
import type { Sql } from "@/lib/db/mod.ts";
import { DERIVED, type Doc, type ListFilter, type RowSpec } from "./model.ts";

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

/** Rows r as documents, with what follows from them. */
function docs(sql: Sql, { derived }: RowSpec) {
  return derived === undefined
    ? sql`to_jsonb(r)`
    : sql`to_jsonb(r) || jsonb_build_object(${DERIVED}::text, to_jsonb(d))`;
}

/** What the function of the spec says about the rows with these ids; null: about all. */
function facts(sql: Sql, { derived }: RowSpec, projectId: string, ids: ReturnType<Sql>) {
  return sql`private.${identifier(sql, derived!.from)}(${projectId}::uuid, ${ids})`;
}

/** A filter and the value that is asked for. */
export type Wanted = ListFilter & { value: string | number | boolean | null };

/** The value takes the column's type: dates and numbers are compared as such, by an index too. */
function condition(sql: Sql, { by, column, value }: Wanted, row: "r" | "d") {
  const it = sql`${identifier(sql, row)}.${identifier(sql, column)}`;
  if (by === "known") return value === true ? sql`${it} is not null` : sql`${it} is null`;
  if (value === null) return sql`${it} is null`;
  if (by === "from") return sql`${it} >= ${value}`;
  return by === "to" ? sql`${it} <= ${value}` : sql`${it} = ${value}`;
}

function narrowed(sql: Sql, spec: RowSpec, projectId: string, wanted: Wanted[]) {
  const all = (row: "r" | "d", some: Wanted[]) =>
    some.map((one) => sql` and ${condition(sql, one, row)}`)
      .reduce((done, one) => sql`${done}${one}`, sql``);
  const stored = all("r", wanted.filter((one) => !one.derived));
  const derived = wanted.filter((one) => one.derived);
  if (derived.length === 0) return stored;
  const known = facts(sql, spec, projectId, sql`null::uuid[]`);
  return sql`${stored} and r.id in (select d.id from ${known} d where true${all("d", derived)})`;
}

/** A page of rows in their order, after the row with these keys. */
export async function listRows(
  sql: Sql,
  spec: RowSpec,
  projectId: string,
  page: { wanted: Wanted[]; after: string[] | null; limit: number },
): Promise<Doc[]> {
  const keys = identifier(sql, ...spec.order, "id");
  const { wanted, after, limit } = page;
  const after_ = after && Object.fromEntries([...spec.order, "id"].map((c, i) => [c, after[i]]));
  const record = sql`jsonb_populate_record(null::${table(sql, spec)}, ${jsonb(sql, after_ ?? {})})`;
  const found = sql`
    select r.* from ${table(sql, spec)} r
    where r.project_id = ${projectId}::uuid
      ${narrowed(sql, spec, projectId, wanted)}
      ${after === null ? sql`` : sql`and (${keys}) > (select ${keys} from ${record} as k)`}
    order by ${keys} limit ${limit}`;
  const rows = await sql<{ doc: Doc }[]>`
    with page as materialized (${found})
    select ${docs(sql, spec)} as doc from page r ${
    spec.derived === undefined ? sql`` : sql`
      left join ${facts(sql, spec, projectId, sql`array(select id from page)`)} d on d.id = r.id`
  }
    order by ${keysIn(sql, spec)}`;
  return rows.map((row) => row.doc);
}

const keysIn = (sql: Sql, spec: RowSpec) =>
  [...spec.order, "id"].map((column) => sql`r.${identifier(sql, column)}`)
    .reduce((done, one) => sql`${done}, ${one}`);

export async function readRow(
  sql: Sql,
  spec: RowSpec,
  projectId: string,
  id: string,
): Promise<Doc | undefined> {
  const [row] = await sql<{ doc: Doc }[]>`
    select ${docs(sql, spec)} as doc from ${table(sql, spec)} r ${
    spec.derived === undefined ? sql`` : sql`
      left join ${facts(sql, spec, projectId, sql`array[${id}::uuid]`)} d on d.id = r.id`
  }
    where r.id = ${id}::uuid and r.project_id = ${projectId}::uuid`;
  return row?.doc;
}

/** What a row is called, and when and by whom it was changed last (null where the trail is not seen). */
export interface Named {
  kind: string;
  id: string;
  label: string | null;
  at: string;
  by: string | null;
}

export interface NamedDoc {
  doc: Doc;
  /** The row itself, and rows that it refers to; what is not seen is not there. */
  names: Named[];
  people: { id: string; label: string }[];
  /** When it was read, UTC. */
  now: string;
}

/** A row, and what those are called that its columns name by their ids, in one statement. */
export async function readNamed(
  sql: Sql,
  spec: RowSpec,
  { projectId, id, kind }: { projectId: string; id: string; kind: string },
  columns: readonly { column: string; kind: string }[],
): Promise<NamedDoc | undefined> {
  const [row] = await sql<NamedDoc[]>`
    with found as materialized (
      select ${docs(sql, spec)} as doc from ${table(sql, spec)} r ${
    spec.derived === undefined ? sql`` : sql`
        left join ${facts(sql, spec, projectId, sql`array[${id}::uuid]`)} d on d.id = r.id`
  }
      where r.id = ${id}::uuid and r.project_id = ${projectId}::uuid
    ), named as materialized (
      select distinct c.kind, f.doc ->> c."column" as id from found f
      cross join jsonb_to_recordset(${jsonb(sql, columns)}) as c("column" text, kind text)
      where f.doc ->> c."column" is not null
      union select ${kind}::text, f.doc ->> 'id' from found f
    )
    select f.doc, private.utc(now()) as now,
      private.widget_rows((select jsonb_agg(jsonb_build_object('kind', n.kind, 'id', n.id)) from named n)) as names,
      (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'label', p.name)), '[]') from public.profiles p
        where p.id in (select n.id::uuid from named n where n.kind = 'person')) as people
    from found f`;
  return row;
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
