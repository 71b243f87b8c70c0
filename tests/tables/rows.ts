// Rows of the tables of schema public, made from their declarations.
import { createHash } from "node:crypto";
import type { Db, Sql } from "@/lib/db/mod.ts";
import type { Person } from "../people.ts";
import { SECTION, WRITTEN } from "./assistant.ts";
import { ASKED, ROLES } from "./chat.ts";
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
export function sampleOf(
  table: Pick<Catalogue[number], "name" | "columns">,
  places: Places,
): Row {
  const row: Row = tables[table.name]!.sample!(places);
  if (table.columns.includes("org_id")) row.org_id = places.org;
  if (table.columns.includes("project_id")) row.project_id = places.project;
  return row;
}

/** The rows to insert for a sample of the table, in order: what it hangs on, then itself. */
export function samplesOf(
  table: Pick<Catalogue[number], "name" | "columns">,
  places: Places,
  more: Row = {},
): [table: string, row: Row][] {
  const row = { ...sampleOf(table, places), ...more };
  const { beside } = tables[table.name]!;
  if (!beside) return [[table.name, row]];
  const id = crypto.randomUUID();
  const { id: _, ...given } = more;
  // What rows hang on is of a project.
  const parent = { name: beside.table, columns: ["org_id", "project_id"] };
  const before = samplesOf(parent, places, { ...given, id });
  const own = before.at(-1)![1];
  const same = Object.fromEntries((beside.same ?? []).map((column) => [column, own[column]]));
  return [...before, [table.name, { ...row, ...same, [beside.column]: id }]];
}

/** Puts a row into the table in the voice of who writes there: a person, or their agent. */
export async function spoken<T>(sql: Sql, table: string, put: () => PromiseLike<T>): Promise<T> {
  if (!tables[table]?.agent) return await put();
  await sql`select set_config('clinops.actor_kind', 'agent', true)`;
  const made = await put();
  await sql`select set_config('clinops.actor_kind', 'human', true)`;
  return made;
}

export async function insert(sql: Sql, table: string, row: Row): Promise<string | null> {
  const [made] = await spoken(sql, table, () =>
    sql<{ id?: string }[]>`
      insert into ${sql(`public.${table}`)} ${sql(withJson(sql, row))} returning *`);
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
  places.me = person.id;
  await askModel(db, person, places);
  await askChat(db, [person], places);
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

/** Each person's agent was asked for a tool, about which their organisation wants to be asked. */
export async function askChat(db: Db, people: readonly Person[], places: Places) {
  const calls = places.calls ??= new Map();
  const { org: org_id, project: project_id } = places;
  await db.asSystem("set-up of the test", async (sql) => {
    await sql`insert into public.agent_policies (org_id, role, tool, policy)
      select ${org_id}::uuid, r, ${ASKED}, 'approve' from unnest(${
      sql.array(ROLES, 1009)
    }::text[]) r
      on conflict do nothing`;
    for (const { id: user_id } of people) {
      const id = crypto.randomUUID();
      await sql`insert into public.ai_calls (id, org_id, project_id, user_id, operation, persona, model, response_sha256,
          outcome, tools)
        values (${id}::uuid, ${org_id}::uuid, ${project_id}::uuid, ${user_id}::uuid, 'chat', ${WRITTEN.persona}, 'model-1',
          ${"0".repeat(64)}, 'ok', array[${ASKED}::text])`;
      calls.set(user_id, id);
    }
  });
}
