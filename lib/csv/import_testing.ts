// Short ways to import and export in tests, as a person of a study.
import assert from "node:assert/strict";
import type { Claims, Db } from "@/lib/db/mod.ts";
import type { World } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { exportCsv } from "./export.ts";
import { kindNamed } from "./kinds/mod.ts";
import type { Report } from "./model.ts";
import { importCsv, type ImportInput } from "./service.ts";

export interface Study {
  db: Db;
  claims: Claims;
  project: string;
}

type Options = Partial<ImportInput> & { reason?: string };

export async function attempt(study: Study, kind: string, text: string, options: Options = {}) {
  const { reason = null, ...input } = options;
  return await importCsv({ db: study.db, claims: study.claims, reason }, kindNamed(kind)!, {
    ...{ projectId: study.project, bytes: new TextEncoder().encode(text), dryRun: false },
    ...input,
  });
}

export async function load(
  study: Study,
  kind: string,
  text: string,
  options?: Options,
): Promise<Report> {
  const result = await attempt(study, kind, text, options);
  if (!result.ok) assert.fail(`${result.problem.detail} ${JSON.stringify(result.problem.errors)}`);
  return result.value;
}

/** The status and the pointers and messages of a refusal. */
export async function refused(study: Study, kind: string, text: string, options?: Options) {
  const result = await attempt(study, kind, text, options);
  assert.ok(!result.ok, "it was not refused");
  const { status, errors = [], detail } = result.problem;
  return { status, detail, at: Object.fromEntries(errors.map((e) => [e.path, e.message])) };
}

export async function save(study: Study, kind: string): Promise<string> {
  const { db, claims, project } = study;
  const made = await exportCsv({ db, claims, reason: null }, kindNamed(kind)!, {
    projectId: project,
  });
  assert.ok(made.ok);
  return await new Response(made.value.body).text();
}

export const counts = ({ created, updated, unchanged }: Report) => [created, updated, unchanged];

export async function study(world: World): Promise<Study> {
  const { person, project } = await begin(world);
  return { db: world.db, claims: person.claims, project };
}

/** How many entries the trail of the study has: writing anything makes some. */
export async function entries({ db, project }: Study): Promise<number> {
  const [row] = await db.asSystem("a test counts", (sql) =>
    sql<{ n: number }[]>`
      select count(*) as n from public.activity where project_id = ${project}::uuid`);
  return row!.n;
}
