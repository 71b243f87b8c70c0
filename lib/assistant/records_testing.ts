/**
 * For tests: every record of the registry (FIXTURES/ctgov_v2) imported once a process by one person,
 * then looked at study by study.
 */
import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { person } from "@/lib/db/testing.ts";
import type { Study } from "@/lib/imports/ctgov/schema.ts";
import { importStudy } from "@/lib/imports/service.ts";
import { databaseUrl, fixtures, hasFixtures } from "@/tests/environment.ts";
import type { Skeleton } from "./model.ts";
import { type Ctx, readSkeleton } from "./service.ts";
import { tabOf } from "./tabs.ts";

export interface RecordStudy {
  /** "full/NCT00711542.json" */
  file: string;
  nctId: string;
  projectId: string;
  /** As the registry gave it: to count from, past everything of ours. */
  raw: Study;
  section: Study["protocolSection"];
  ctx: Ctx;
}

const FOLDER = "ctgov_v2";
const there = databaseUrl !== "" && hasFixtures(`${FOLDER}/expected.json`);
const read = (path: string) => JSON.parse(Deno.readTextFileSync(`${fixtures}/${path}`));

async function importAll(): Promise<RecordStudy[]> {
  const db = await database();
  const { claims } = await person(db);
  const files: { file: string; nctId: string }[] = read(`${FOLDER}/expected.json`);
  const studies: RecordStudy[] = [];
  for (const { file, nctId } of files) {
    const record = read(file);
    const raw: Study = record.studies?.[0] ?? record;
    const made = await importStudy({ db, claims, requestId: "test", reason: null }, { record });
    assert.ok(made.ok, `${file}: ${made.ok ? "" : made.problem.message}`);
    studies.push({
      ...{ file, nctId, raw, section: raw.protocolSection },
      ...{ projectId: made.value.project.id, ctx: { db, claims, reason: null } },
    });
  }
  return studies;
}

let imported: Promise<RecordStudy[]> | undefined;
/** All records as studies of one organisation. */
export const recordStudies = () => imported ??= importAll();

/** A test over all (or the first) studies imported from records; ignored without the fixtures. */
export function onRecords(
  name: string,
  body: (study: RecordStudy) => Promise<void> | void,
  first = Infinity,
) {
  Deno.test({
    name: `records: ${name}${there ? "" : ` (ignored: no database, or no ${FOLDER})`}`,
    ...{ ignore: !there, sanitizeOps: false, sanitizeResources: false },
    async fn() {
      for (const study of (await recordStudies()).slice(0, first)) await body(study);
    },
  });
}

const documents = new Map<string, Promise<Skeleton | null>>();

/**
 * A document of a study, read once; of one about a site that of its first site, null where it has
 * none.
 */
export function documentOf(study: RecordStudy, tabType: string): Promise<Skeleton | null> {
  const key = `${study.projectId} ${tabType}`;
  const made = documents.get(key) ?? readDocument(study, tabType);
  documents.set(key, made);
  return made;
}

async function readDocument(study: RecordStudy, tabType: string): Promise<Skeleton | null> {
  const { ctx, projectId, file } = study;
  const siteId = tabOf(tabType)?.ofSite ? await firstSite(study) : null;
  if (tabOf(tabType)?.ofSite && siteId === null) return null;
  const made = await readSkeleton(ctx, { projectId, tabType, siteId });
  assert.ok(made.ok, `${file}, ${tabType}: ${made.ok ? "" : made.problem.message}`);
  return made.value;
}

async function firstSite({ ctx, projectId }: RecordStudy): Promise<string | null> {
  const [site] = await ctx.db.asUser(ctx.claims, (sql) =>
    sql<{ id: string }[]>`
      select id from public.sites where project_id = ${projectId}::uuid order by ordinal, id limit 1`);
  return site?.id ?? null;
}
