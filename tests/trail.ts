// What the tests of the audit trail share.
import { clear, type Person, type World } from "./people.ts";
import { insert } from "./tables/rows.ts";

/** A person with an organisation and a project, cleared for restricted rows. */
export async function begin(world: World) {
  const person = await world.signUp();
  const org = await world.organization(person);
  const project = await world.db.asUser(
    person.claims,
    async (sql) => (await insert(sql, "projects", { org_id: org, name: "Trial" }))!,
  );
  await clear(world.db, project, person);
  return { person, org, project };
}

export interface Verdict {
  ok: boolean;
  length: number;
  head: string | null;
  seq: number;
  brokenAt: number | null;
}

/** What the person is told about the chain. */
export async function verify({ db }: World, person: Person, org: string, outside?: Verdict) {
  const [row] = await db.asUser(
    person.claims,
    (sql) =>
      sql<{ verdict: Verdict }[]>`select public.verify_activity(
      ${org}, ${outside?.seq ?? null}, ${outside?.head ?? null}) as verdict`,
  );
  return row!.verdict;
}

/** Sites of a project, numbered from one, in one statement. */
export function addSites(
  world: World,
  person: Person,
  { org, project }: { org: string; project: string },
  rows: number,
) {
  return world.db.asUser(
    person.claims,
    (sql) =>
      sql`insert into public.sites (org_id, project_id, facility, ordinal)
      select ${org}, ${project}, 'Site ' || n, n from generate_series(1, ${rows}::int) n`,
  );
}
