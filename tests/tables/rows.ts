// Rows of the tables of schema public, made from their declarations.
import { createHash } from "node:crypto";
import type { Db, Sql } from "@/lib/db/mod.ts";
import type { Person } from "../people.ts";
import { SECTION, WRITTEN } from "./assistant.ts";
import type { Places, Row, Verb } from "./declaration.ts";
import { tables } from "./mod.ts";

/** Tables of schema public with their columns and the verbs granted to signed-in people. */
export function catalogue(db: Db, person: Person) {
  return db.asUser(
    person.claims,
    (sql) =>
      sql<{ name: string; columns: string[]; verbs: Verb[] }[]>`
      select c.relname as name,
        (select array_agg(a.attname::text) from pg_attribute a
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
        array(select v from unnest(array['select', 'insert', 'update', 'delete']) v
          where has_table_privilege(c.oid, v)) as verbs
      from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
      order by c.relname`,
  );
}

export type Catalogue = Awaited<ReturnType<typeof catalogue>>;

/** A row to insert into the table. */
export function sampleOf(table: Catalogue[number], places: Places): Row {
  const row: Row = tables[table.name]!.sample!(places);
  if (table.columns.includes("org_id")) row.org_id = places.org;
  if (table.columns.includes("project_id")) row.project_id = places.project;
  return row;
}

/** The rows to insert for a sample of the table, in order: what it hangs on, then itself. */
export function samplesOf(
  table: Catalogue[number],
  places: Places,
  more: Row = {},
): [table: string, row: Row][] {
  const row = { ...sampleOf(table, places), ...more };
  const { beside } = tables[table.name]!;
  if (!beside) return [[table.name, row]];
  const { org: org_id, project: project_id } = places;
  const id = crypto.randomUUID();
  const first = { ...tables[beside.table]!.sample!(places), org_id, project_id, id, ...more };
  return [[beside.table, first], [table.name, { ...row, [beside.column]: id }]];
}

export async function insert(sql: Sql, table: string, row: Row): Promise<string | null> {
  const [made] = await sql<{ id?: string }[]>`
    insert into ${sql(`public.${table}`)} ${sql(withJson(sql, row))} returning *`;
  return made?.id ?? null;
}

/** Objects become jsonb parameters. */
export function withJson(sql: Sql, row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      Array.isArray(value)
        ? sql.json([...value])
        : value !== null && typeof value === "object"
        ? sql.json({ ...value })
        : value,
    ]),
  );
}

/** Makes one row in each table that people fill, and where it can be a restricted one too. */
export async function fill(db: Db, person: Person, list: Catalogue, places: Places) {
  await askModel(db, person, places);
  await db.asUser(person.claims, async (sql) => {
    for (const name of Object.keys(tables)) {
      const table = list.find((one) => one.name === name);
      if (!table?.columns.includes("org_id") || ["projects", "project_members"].includes(name)) {
        continue;
      }
      if (tables[name]!.sample === null || places.rows.has(name)) continue;
      const make = async (key: string, more: Row) => {
        let id: string | null = null;
        for (const [to, row] of samplesOf(table, places, more)) id = await insert(sql, to, row);
        places.rows.set(key, id!);
      };
      await make(name, {});
      if (table.columns.includes("restricted")) await make(`${name}!`, { restricted: true });
    }
  }, { reason: "set-up of the test" });
}

/** The ledger's entries are the system's: one for all to see, one for the cleared. */
async function askModel(db: Db, { id }: Person, { org, project, rows }: Places) {
  const { text, ...call } = WRITTEN;
  const response_sha256 = createHash("sha256").update(text).digest("hex");
  const row = { ...call, org_id: org, project_id: project, user_id: id, response_sha256 };
  for (const restricted of [false, true]) {
    const made = db.asSystem("set-up of the test", async (sql) => {
      const [kept] = await sql<{ section_sha256: string }[]>`
        select private.section_sha256(${JSON.stringify(SECTION)}::text::jsonb) as section_sha256`;
      return await insert(sql, "ai_calls", { ...row, ...kept!, outcome: "ok", restricted });
    });
    rows.set(restricted ? "ai_calls!" : "ai_calls", (await made)!);
  }
}
