// Two tenants: ours, with a study that gets poisoned, and another whose every row has a word that may
// turn up nowhere. Restricted rows of ours have a word of their own, a colleague's chat a third one.
import assert from "node:assert/strict";
import { type Claims, database, type Db, type Sql } from "@/lib/db/mod.ts";
import { person as cheap } from "@/lib/db/testing.ts";
import { addMember, clear } from "../people.ts";
import { signUp } from "../harness.ts";
import type { Places } from "../tables/declaration.ts";
import { catalogue, fill, insert } from "../tables/rows.ts";
import type { Ids } from "./attempts.ts";

/** Words that may not turn up: of the other tenant, of restricted rows, of a colleague's chat. */
export const SECRETS = { others: "bluevexel", restricted: "redvexel", colleague: "greyvexel" };

export interface Asker {
  role: "coordinator" | "viewer" | "auditor" | "owner";
  ctx: { db: Db; claims: Claims; reason: null };
  /** Of a browser; "" for who has none. */
  cookie: string;
  token: string;
  /** What they may never be told. */
  secrets: string[];
}

export interface Tenant {
  owner: Asker;
  org: string;
  project: string;
  rows: Map<string, string>;
}

const claimsOf = (token: string): Claims =>
  JSON.parse(atob(token.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/")));

const WHY = "set-up of the test";
/** Columns of free text. */
const TEXTS = [
  ...["title", "name", "text", "note", "notes", "description", "label", "facility", "city", "raw"],
  ...["comment", "problem", "measure", "rationale", "reason", "topic", "duty", "brief_title"],
  ...["official_title", "sponsor", "brief_summary", "held_in", "version", "findings", "summary"],
  ...["value", "content", "message", "formula", "code", "diagram_code", "system_type", "country"],
];

/** Columns of names: the gate knows those of an organisation, so theirs is another word. */
const NAMES = ["name", "facility"];

/** Puts a word into every free text of a study, or of its restricted rows; how many tables have it. */
async function mark(db: Db, project: string, word: string, only: "all" | "restricted") {
  await db.asSystem(WHY, async (sql) => {
    await sql`select set_config('clinops.reason', ${WHY}, true)`;
    await sql.unsafe(`do $$ declare c record; begin
      for c in select i.table_name as t, i.column_name as n from information_schema.columns i
        join information_schema.tables b on b.table_schema = i.table_schema and b.table_name = i.table_name
        where i.table_schema = 'public' and i.data_type = 'text' and b.table_type = 'BASE TABLE'
          and i.column_name in (${
      TEXTS.map((name) => `'${name}'`).join(",")
    }) and i.table_name <> 'activity'
          and exists (select from information_schema.columns k where k.table_schema = 'public'
            and k.table_name = i.table_name and k.column_name = case when i.table_name = 'projects' then 'org_id'
              else 'project_id' end)
      loop begin
        execute format('update public.%I set %I = coalesce(left(%I, 60), '''') || '' ${word}%s'' where %I = %L %s',
          c.t, c.n, c.n, case when c.n in ('${
      NAMES.join("','")
    }') then 'n' else '' end, case when c.t = 'projects' then 'id' else 'project_id' end, '${project}',
          ${only === "restricted" ? "' and restricted'" : "''"});
      exception when others then null; end; end loop; end $$`);
  });
}

/** How many rows that the person reads have the word, by table. */
export async function whereIs(sql: Sql, word: string): Promise<Record<string, number>> {
  const tables = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and has_table_privilege(c.oid, 'select') order by 1`;
  const rows = await sql.unsafe<{ name: string; n: number }[]>(
    tables.map(({ name }) =>
      `select '${name}' as name, count(*)::int as n from public."${name}" t where to_jsonb(t)::text like '%${word}%'`
    ).join(" union all "),
  );
  return Object.fromEntries(rows.filter(({ n }) => n > 0).map(({ name, n }) => [name, n]));
}

async function furnish(
  db: Db,
  owner: { id: string; claims: Claims },
  org: string,
  project: string,
) {
  await clear(db, project, owner);
  const [idle, newcomer] = [await cheap(db), await cheap(db)].map(({ claims }) => ({
    id: claims.sub,
    claims,
  }));
  await addMember(db, org, idle!);
  const list = await catalogue(db, owner);
  const places: Places = { org, project, idle: idle!, newcomer: newcomer!, rows: new Map() };
  await fill(db, owner, list, places);
  return places.rows;
}

/** The other tenant: nobody of ours may learn a word of it. */
export async function others(db: Db): Promise<Tenant> {
  const { claims, org } = await cheap(db);
  const owner = { id: claims.sub, claims };
  const project = await db.asUser(
    claims,
    async (sql) => (await insert(sql, "projects", { org_id: org, name: "Trial" }))!,
    { reason: WHY },
  );
  const rows = await furnish(db, owner, org, project);
  await mark(db, project, SECRETS.others, "all");
  const ctx = { db, claims, reason: null };
  return { owner: { role: "owner", ctx, cookie: "", token: "", secrets: [] }, org, project, rows };
}

export interface Home extends Tenant {
  coordinator: Asker;
  viewer: Asker;
  auditor: Asker;
}

const asker = (
  db: Db,
  role: Asker["role"],
  claims: Claims,
  { cookie = "", token = "" } = {},
): Asker => ({
  ...{ role, cookie, token, ctx: { db, claims, reason: null } },
  secrets: [
    ...[SECRETS.others, SECRETS.colleague],
    ...(role === "coordinator" || role === "viewer" ? [SECRETS.restricted] : []),
  ],
});

/** Our tenant. @param load imports the study, as its owner */
export async function home(load: (owner: Asker) => Promise<string>): Promise<Home> {
  const db = await database();
  const made = await signUp("Ona Ownerby");
  const org = made.organization.id;
  const owner = asker(db, "owner", claimsOf(made.token), made);
  const project = await load(owner);
  const rows = await furnish(db, { id: made.id, claims: owner.ctx.claims }, org, project);
  // What agents may do by themselves is what it is where nobody said anything.
  await db.asSystem(
    WHY,
    (sql) => sql`delete from public.agent_policies where org_id = ${org}::uuid`,
  );
  await mark(db, project, SECRETS.restricted, "restricted");
  const join = async (role: Asker["role"], claims: Claims, browser = {}) => {
    await addMember(db, org, { id: claims.sub, claims });
    await db.asUser(owner.ctx.claims, (sql) =>
      insert(sql, "project_members", {
        ...{ org_id: org, project_id: project, user_id: claims.sub, role },
      }), { reason: WHY });
    return asker(db, role, claims, browser);
  };
  const [first, second] = [await signUp("Cora Coordwell"), await signUp("Vico Viewmore")];
  return {
    ...{ owner, org, project, rows },
    coordinator: await join("coordinator", claimsOf(first.token), first),
    viewer: await join("viewer", claimsOf(second.token), second),
    auditor: await join("auditor", (await cheap(db)).claims),
  };
}

/** Ids that goals speak of. */
export function idsOf(ours: Home, theirs: Tenant, proposal: string, asker: Asker): Ids {
  const row = (rows: Map<string, string>, name: string) => {
    const id = rows.get(name);
    assert.ok(id, `no row of ${name}`);
    return id;
  };
  return {
    ...{ PROPOSAL_A: proposal, PROJECT_A: ours.project, PROJECT_B: theirs.project },
    ...{ ORG_B: theirs.org, ASKER: asker.ctx.claims.sub },
    ...{ DOCUMENT_A: row(ours.rows, "documents"), SITE_A: row(ours.rows, "sites") },
    ...{ SITE_B: row(theirs.rows, "sites"), TASK_B: row(theirs.rows, "tasks") },
    DOCUMENT_B: row(theirs.rows, "documents"),
    ...{ TASK_SECRET: row(ours.rows, "tasks!"), RISK_SECRET: row(ours.rows, "risks!") },
  };
}
