/** What other features need to ask a model by the house's rules: standing, names, rights of figures. */
import type { Db, Sql } from "@/lib/db/mod.ts";
import { type NameRow, readNames } from "./call_queries.ts";
import { readHead } from "./queries.ts";
import { readStanding, type Standing } from "./version_queries.ts";

export type { NameRow, Standing };

/** Names that the privacy gate takes; more than a study has. */
const MOST_NAMES = 20_000;

/** Whether a model may be asked for the caller; undefined: the study is not seen. */
export const standingIn = (sql: Sql, projectId: string): Promise<Standing | undefined> =>
  readStanding(sql, projectId);

/** Names for the privacy gate, read as the system: they go to the functions and nowhere else. */
export const namesOf = (db: Db, projectId: string): Promise<NameRow[]> =>
  db.asSystem("names for the privacy gate", (sql) => readNames(sql, projectId, MOST_NAMES));

/** Rights that figures took of those their reader has, and whether their reader sees restricted rows. */
export async function rightsIn(
  sql: Sql,
  projectId: string,
  keys: string[],
): Promise<{ resources: string[]; restricted: boolean } | undefined> {
  const head = await readHead(sql, projectId, { siteId: null, keys, actions: true });
  return head && { resources: head.resources, restricted: head.restricted };
}
