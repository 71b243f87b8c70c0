// What the tests of the rules about people share.
import type { Db, Sql } from "@/lib/db/mod.ts";
import { addMember, type Person, type World } from "@/tests/people.ts";
import { insert } from "@/tests/tables/rows.ts";
import { hashOf, newToken } from "./token.ts";

export const reason = "test";

export async function emailOf(db: Db, person: Person): Promise<string> {
  const [row] = await db.asUser(
    person.claims,
    (sql) => sql<{ email: string }[]>`select email from public.profiles where id = ${person.id}`,
  );
  return row!.email;
}

/** An owner with an organisation, an administrator and a member. */
export async function stage(world: World) {
  const [owner, admin, member] = [
    await world.signUp(),
    await world.signUp("Adda Minn"),
    await world.signUp("Mem Berr"),
  ];
  const org = await world.organization(owner);
  await addMember(world.db, org, admin, "admin");
  await addMember(world.db, org, member);
  return { owner, admin, member, org };
}

export const roleOf = async (db: Db, person: Person, org: string) => {
  const rows = await db.asUser(
    person.claims,
    (sql) =>
      sql<{ role: string }[]>`select role from public.org_members
      where org_id = ${org} and user_id = ${person.id}`,
  );
  return rows[0]?.role ?? null;
};

export const demote = (sql: Sql, org: string, whom: Person, role = "member") =>
  sql`update public.org_members set role = ${role} where org_id = ${org} and user_id = ${whom.id}`;
export const remove = (sql: Sql, org: string, whom: Person) =>
  sql`delete from public.org_members where org_id = ${org} and user_id = ${whom.id}`;

/** As the app would after inviting: the system puts the hash of the token. */
export async function invited(world: World, by: Person, row: Record<string, unknown>) {
  const token = newToken();
  const id = await world.db.asUser(
    by.claims,
    async (sql) => (await insert(sql, "invitations", row))!,
    { reason },
  );
  await world.db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`update public.invitations set token_hash = ${hashOf(token)}, sent_at = now()
      where id = ${id}`,
  );
  return { id, token };
}

export const accept = ({ db }: World, person: Person, token: string) =>
  db.asUser(person.claims, (sql) => sql`select public.accept_invitation(${token})`);
