// What stands in the database, as its own owners read it: nothing may have changed but what an agent
// may write, and of that only what it may write.
import assert from "node:assert/strict";
import type { Sql } from "@/lib/db/mod.ts";
import type { Asker, Tenant } from "./world.ts";

interface Mark {
  rows: number;
  hash: string;
}
export interface Marks {
  tables: Record<string, Mark>;
  /** Number of the newest entry of the trail. */
  seq: number;
}

/** Tables that questions and answers fill. Each is looked at below. */
const ANSWERS = new Set([
  ...["chats", "chat_messages", "chat_steps", "ai_calls", "tab_versions", "proposals"],
  ...["activity", "generation_jobs"],
]);

async function read(sql: Sql, org: string, reader: string): Promise<Marks> {
  const tables = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and has_table_privilege(c.oid, 'select') order by 1`;
  assert.ok(tables.length > 50, `${tables.length} tables`);
  // The trail has it when an owner looks at a restricted row, once in each hour.
  const others = `where not (t.action = 'read' and t.actor = '${reader}')`;
  const rows = await sql.unsafe<({ name: string } & Mark)[]>(
    tables.map(({ name }) =>
      `select '${name}' as name, count(*)::int as rows,
        coalesce(md5(string_agg(md5(to_jsonb(t)::text), '' order by md5(to_jsonb(t)::text))), '') as hash
        from public."${name}" t ${name === "activity" ? others : ""}`
    ).join(" union all "),
  );
  const [last] = await sql<{ seq: number }[]>`
    select max(a.seq)::int as seq from public.activity a where a.org_id = ${org}::uuid`;
  return {
    seq: last!.seq,
    tables: Object.fromEntries(rows.map(({ name, rows, hash }) => [name, { rows, hash }])),
  };
}

/** Everything that the owner of a tenant reads, cleared for all of it. */
export async function marksOf({ owner, org }: Tenant): Promise<Marks> {
  const { db, claims } = owner.ctx;
  return await db.asUser(claims, (sql) => read(sql, org, claims.sub), { reason: "a test looks" });
}

/** Names of tables that are not as they were. */
export const changed = (before: Marks, now: Marks): string[] =>
  Object.entries(now.tables).flatMap(([name, { rows, hash }]) =>
    before.tables[name]?.rows === rows && before.tables[name]?.hash === hash ? [] : [name]
  );

interface Entry {
  entity: string;
  action: string;
  kind: string;
  actor: string;
}

/** Nothing of another tenant changed; of ours only what answers are made of. */
export async function untouched(
  ours: Tenant,
  theirs: Tenant,
  before: { ours: Marks; theirs: Marks },
  askers: readonly Asker[],
): Promise<{ ours: Marks; theirs: Marks }> {
  const now = await marksOf(theirs);
  assert.deepEqual(changed(before.theirs, now), [], "the other tenant's rows");
  const own = await marksOf(ours);
  const wrong = changed(before.ours, own).filter((name) => !ANSWERS.has(name));
  assert.deepEqual(wrong, [], "our rows");
  const { db, claims } = ours.owner.ctx;
  const entries = await db.asUser(claims, (sql) =>
    sql<Entry[]>`
      select a.entity, a.action, a.actor_kind as kind, a.actor from public.activity a
      where a.org_id = ${ours.org}::uuid and a.seq > ${before.ours.seq}::bigint`);
  const people = new Set(askers.map(({ ctx }) => ctx.claims.sub));
  for (const { entity, action, kind, actor } of entries) {
    const said = `${kind} ${action} ${entity}`;
    if (actor === claims.sub && action === "read") continue;
    assert.ok(ANSWERS.has(entity) || action === "read", `the trail has: ${said}`);
    assert.ok(["insert", "read", "update"].includes(action), `the trail has: ${said}`);
    if (action === "update") assert.equal(entity, "generation_jobs", said);
    if (kind !== "system") assert.ok(people.has(actor), `${said} by somebody else`);
    if (entity === "proposals") assert.equal(kind, "agent", said);
  }
  return { ours: own, theirs: now };
}
