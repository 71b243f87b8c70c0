/** A study whose general document is written, for tests. */
import type { Person, World } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { insert } from "@/tests/tables/rows.ts";
import { type GenerateOptions, generateTab } from "./generate.ts";
import type { Model } from "./generate_testing.ts";
import type { Version } from "./model.ts";

export interface Study {
  world: World;
  person: Person;
  org: string;
  project: string;
}

export const ctxOf = ({ world, person }: Pick<Study, "world" | "person">) => ({
  db: world.db,
  claims: person.claims,
  reason: null,
});
export const placeOf = ({ project }: Pick<Study, "project">) => ({
  projectId: project,
  tabType: "general",
  siteId: null,
});

/** A study with a task long overdue, so that there is something to do. */
export async function study(world: World): Promise<Study> {
  const begun = await begin(world);
  const { person, org, project } = begun;
  await world.db.asUser(person.claims, (sql) =>
    insert(sql, "tasks", {
      ...{ org_id: org, project_id: project, title: "Call the sites" },
      ...{ planned_start: "2020-01-06", duration_days: 2 },
    }));
  return { world, ...begun };
}

/** Has its general document written, or what of it is asked for. */
export async function write(
  of: Study,
  { gateway }: Pick<Model, "gateway">,
  more: Partial<GenerateOptions> = {},
) {
  const signal = new AbortController().signal;
  return await generateTab(ctxOf(of), placeOf(of), { gateway, signal, ...more });
}

/** The version that comes of it. */
export async function written(...args: Parameters<typeof write>): Promise<Version> {
  const result = await write(...args);
  if (!result.ok) throw result.problem;
  return result.value;
}

export interface CallSeen {
  outcome: string;
  figures: number;
  unverified: number;
  input_tokens: number;
  section_key: string;
}

/** What the ledger has of a study, in order. */
export const calls = ({ world, person, project }: Study) =>
  world.db.asUser(
    person.claims,
    (sql) =>
      sql<
        CallSeen[]
      >`select outcome, figures, unverified, input_tokens, section_key from public.ai_calls
      where project_id = ${project}::uuid order by created_at, id`,
  );
