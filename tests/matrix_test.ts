// Table x verb x role, generated from pg_catalog and role_permissions: who may does, who may not
// does not, on the same rows and with the same statements. Each denial has its positive control:
// for every granted verb somebody succeeds in the same run.
import assert from "node:assert/strict";
import type { Sql } from "@/lib/db/mod.ts";
import { addMember, onBoth, type Person, type World } from "./people.ts";
import type { Places, Verb } from "./tables/declaration.ts";
import { tables } from "./tables/mod.ts";
import {
  askChat,
  type Catalogue,
  catalogue,
  fill,
  insert,
  sampleOf,
  samplesOf,
  spoken,
  withJson,
} from "./tables/rows.ts";

/** A person with a role in the organisation, the project, both or neither. */
interface Actor extends Person {
  label: string;
  orgRole: string | null;
  projectRole: string | null;
  cleared: boolean;
}

const orgRoles = ["owner", "admin", "member"];
const projectRoles = [
  "manager",
  "coordinator",
  "regulatory",
  "cra",
  "data",
  "finance",
  "site",
  "auditor",
  "viewer",
];

onBoth(
  "every role may on every table what role_permissions says, and nothing else",
  async (world) => {
    const { actors, places, list, allowed } = await stage(world);
    const wrong: string[] = [];
    const done = new Set<string>();
    for (const actor of actors) {
      await world.db.asUser(actor.claims, async (sql) => {
        for (const attempt of attempts(list)) {
          const expected = allowed(actor, attempt);
          const happened = await succeeds(sql, attempt, places, actor);
          if (happened) done.add(nameOf(attempt));
          if (happened === expected) continue;
          wrong.push(
            `${actor.label}: ${nameOf(attempt)} should be ${expected ? "allowed" : "refused"}`,
          );
        }
      }, { reason: "test" });
    }
    assert.deepEqual(wrong, []);
    const withoutControl = attempts(list).map(nameOf).filter((name) => !done.has(name));
    assert.deepEqual(withoutControl, [], "nobody could do these, so their denials prove nothing");
  },
);

onBoth("every table and its granted verbs are declared in tests/tables", async (world) => {
  const list = await catalogue(world.db, await world.signUp());
  const granted = Object.fromEntries(list.map(({ name, verbs }) => [name, [...verbs].sort()]));
  const declared = Object.fromEntries(
    Object.entries(tables).map(([name, { verbs }]) => [name, [...verbs].sort()]),
  );
  assert.deepEqual(granted, declared);
});

interface Attempt {
  table: Catalogue[number];
  verb: Verb;
  restricted: boolean;
}

const nameOf = ({ table, verb, restricted }: Attempt) =>
  `${verb} ${restricted ? "restricted row of " : ""}${table.name}`;

function attempts(list: Catalogue): Attempt[] {
  return list.flatMap((table) =>
    table.verbs.flatMap((verb) =>
      [false, ...(table.columns.includes("restricted") && table.name !== "activity" ? [true] : [])]
        .map((restricted) => ({ table, verb, restricted }))
    )
  );
}

/** An organisation with one person of each role, and one from elsewhere; a row in each table. */
async function stage(world: World) {
  const { db } = world;
  const owner = await world.signUp();
  const org = await world.organization(owner);
  const [newcomer, idle] = [await world.signUp(), await world.signUp()];
  const stranger = await world.signUp();
  await world.organization(stranger);
  const actors: Actor[] = [
    { ...owner, label: "owner", orgRole: "owner", projectRole: null, cleared: false },
    { ...stranger, label: "stranger", orgRole: null, projectRole: null, cleared: false },
  ];
  const add = async (
    label: string,
    orgRole: string,
    projectRole: string | null,
    cleared: boolean,
  ) => actors.push({ ...await world.signUp(), label, orgRole, projectRole, cleared });
  for (const role of orgRoles.slice(1)) await add(role, role, null, false);
  for (const role of projectRoles) await add(role, "member", role, role === "auditor");
  await add("unblinded manager", "member", "manager", true);
  await addMember(db, org, idle);
  for (const actor of actors.slice(2)) await addMember(db, org, actor, actor.orgRole!);
  const project = await db.asUser(owner.claims, async (sql) => {
    const id = await insert(sql, "projects", { org_id: org, name: "Trial" });
    for (const actor of actors.slice(2)) {
      if (actor.projectRole === null) continue;
      const unblinded = actor.cleared && actor.projectRole !== "auditor";
      const member = {
        org_id: org,
        project_id: id,
        user_id: actor.id,
        role: actor.projectRole,
        unblinded,
      };
      await insert(sql, "project_members", member);
    }
    // Whoever begins a project manages it: here the owner is to be nothing but the owner.
    await sql`delete from public.project_members where user_id = ${owner.id}`;
    return id!;
  }, { reason: "set-up of the test" });
  const places: Places = { org, project, idle, newcomer, rows: new Map() };
  const list = await catalogue(db, owner);
  for (const name of ["invitations", "tmf_artifacts", "agent_policies"]) { // rows of the organisation
    const table = list.find((one) => one.name === name)!;
    const made = db.asUser(owner.claims, (sql) => insert(sql, name, sampleOf(table, places)));
    places.rows.set(name, (await made)!);
  }
  await fill(db, actors.at(-1)!, list, places);
  await ownKeys(world, actors);
  await askChat(db, actors, places);
  const permissions = await db.asUser(
    owner.claims,
    (sql) =>
      sql<{ key: string }[]>`
      select concat_ws(' ', scope, role, resource, verb) as key from public.role_permissions`,
  );
  const known = new Set(permissions.map((row) => row.key));
  const allowed = (actor: Actor, { table, verb, restricted }: Attempt): boolean => {
    const { rule, own } = tables[table.name]!;
    // The last of the actors made all rows.
    if (own && verb !== "insert" && actor.id !== actors.at(-1)!.id) return false;
    if (rule === "everybody" || rule === "own") return true;
    if (rule === "colleagues") return actor.orgRole !== null;
    if (restricted && !actor.cleared) return false;
    return known.has(`organization ${actor.orgRole} ${rule.resource} ${verb}`) ||
      known.has(`project ${actor.projectRole} ${rule.resource} ${verb}`);
  };
  return { actors, places, list, allowed };
}

/** A row of everybody's own, where rows are personal. */
async function ownKeys({ db }: World, actors: Actor[]) {
  for (const actor of actors) {
    await db.asUser(
      actor.claims,
      (sql) =>
        sql`insert into public.idempotency_keys (key, method, path, request_hash) values ('own', 'POST', '/', 'h')`,
    );
  }
}

class Undo extends Error {}

/** Whether the statement does something; undone in any case. */
async function succeeds(
  sql: Sql,
  attempt: Attempt,
  places: Places,
  actor: Actor,
): Promise<boolean> {
  let happened = false;
  try {
    await sql.savepoint(async (inner) => {
      happened = await act(inner, attempt, places, actor) > 0;
      throw new Undo();
    });
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (!(error instanceof Undo) && code !== "42501") throw error;
  }
  return happened;
}

/** Rows seen, made, changed or removed. */
async function act(sql: Sql, attempt: Attempt, places: Places, actor: Actor): Promise<number> {
  const { table, verb, restricted } = attempt;
  const relation = sql(`public.${table.name}`);
  if (verb === "insert") {
    let made = 0;
    const mine = { ...places, me: actor.id };
    for (const [to, row] of samplesOf(table, mine, restricted ? { restricted } : {})) {
      // Without returning, which would ask for the right to read as well.
      made = (await spoken(sql, to, () =>
        sql`insert into ${sql(`public.${to}`)} ${sql(withJson(sql, row))}`)).count;
    }
    return made;
  }
  const where = target(sql, attempt, places, actor);
  if (verb === "select") return (await sql`select 1 from ${relation} where ${where}`).count;
  if (verb === "delete") return (await sql`delete from ${relation} where ${where}`).count;
  return (await sql`update ${relation} set ${sql(tables[table.name]!.change!)} where ${where}`)
    .count;
}

/** The row that everybody tries. */
function target(sql: Sql, { table, restricted }: Attempt, places: Places, actor: Actor) {
  const row = places.rows.get(restricted ? `${table.name}!` : table.name);
  if (row !== undefined) return sql`id = ${row}`;
  switch (table.name) {
    case "orgs":
      return sql`id = ${places.org}`;
    case "projects":
      return sql`id = ${places.project}`;
    case "org_members":
      return sql`org_id = ${places.org} and user_id = ${places.idle.id}`;
    case "project_members":
      return sql`project_id = ${places.project} and role = 'viewer'`;
    case "activity":
      return sql`project_id = ${places.project} and entity = 'sites' and not restricted`;
    case "profiles":
      return sql`id = ${places.idle.id}`;
    case "role_permissions":
      return sql`true`;
    case "idempotency_keys":
      return sql`user_id = ${actor.id}`;
    default:
      throw new Error(`Cannot try table "${table.name}": no row of it was made`);
  }
}
