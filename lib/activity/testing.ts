/** What the tests of readings share. */
import type { Sql } from "@/lib/db/mod.ts";
import type { Person, World } from "@/tests/people.ts";
import { insert } from "@/tests/tables/rows.ts";
import { begin } from "@/tests/trail.ts";

export interface Stage {
  person: Person;
  org: string;
  project: string;
  /** Restricted sites, and one that is not. */
  secret: string[];
  open: string;
}

export async function stage(world: World, rows = 2): Promise<Stage> {
  const at = await begin(world);
  const [secret, open] = await world.db.asUser(at.person.claims, async (sql) => {
    const site = { org_id: at.org, project_id: at.project };
    const made: string[] = [];
    for (let n = 0; n < rows; n++) {
      made.push((await insert(sql, "sites", { ...site, facility: `S${n}`, restricted: true }))!);
    }
    return [made, (await insert(sql, "sites", { ...site, facility: "Open" }))!] as const;
  });
  return { ...at, secret, open };
}

export interface Reading {
  actor: string;
  actor_kind: string;
  entity: string;
  entity_id: string;
  restricted: boolean;
  session: string;
}

/** Entries of readings in the organisation, as its cleared manager sees them. */
export function readings({ db }: World, person: Person, org: string) {
  return db.asUser(person.claims, (sql) =>
    sql<Reading[]>`
    select actor, actor_kind, entity, entity_id, restricted, after ->> 'session' as session
    from public.activity where org_id = ${org} and action = 'read' order by seq`);
}

export const names = (sql: Sql, ids: readonly string[]) =>
  sql<{ facility: string }[]>`select facility from public.sites where id = any(${[
    ...ids,
  ]}::uuid[])`;

/** A session as entries name it. */
export async function sessionMark(id: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(id));
  return new Uint8Array(digest).toHex().slice(0, 16);
}
