/** For tests: the studies of the demo with their plans and records, made once a process. */
import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { person } from "@/lib/db/testing.ts";
import { seedPlans } from "@/lib/demo/plan.ts";
import { seedRecords } from "@/lib/demo/records/seed.ts";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { importStudy } from "@/lib/imports/service.ts";
import { databaseUrl } from "@/tests/environment.ts";
import type { Ctx } from "./service.ts";

export interface DemoStudy {
  nctId: string;
  projectId: string;
  /** Of who owns all of it. */
  ctx: Ctx;
  name: string;
}

async function seed(): Promise<DemoStudy[]> {
  const db = await database();
  const { claims, org } = await person(db);
  const studies: DemoStudy[] = [];
  for (const record of DEMO_STUDIES) {
    const made = await importStudy({ db, claims, requestId: "test", reason: null }, { record });
    assert.ok(made.ok);
    const { id, nctId } = made.value.project;
    studies.push({
      ...{ nctId: String(nctId), projectId: id, ctx: { db, claims, reason: null } },
      name: "",
    });
  }
  const dataDir = await Deno.makeTempDir();
  const given = { db, claims, organizationId: org, coordinator: claims.sub };
  await seedPlans(given);
  await seedRecords({ ...given, dataDir });
  await Deno.remove(dataDir, { recursive: true });
  const [profile] = await db.asUser(claims, (sql) =>
    sql<{ name: string | null }[]>`
      select name from public.profiles where id = ${claims.sub}::uuid`);
  return studies.map((study) => ({ ...study, name: profile?.name ?? "" }));
}

/** Somebody with a role in the study and none over the organisation. */
export async function colleague({ ctx, projectId }: DemoStudy, role: string): Promise<Ctx> {
  const { claims } = await person(ctx.db);
  await ctx.db.asSystem("set-up of the test", async (sql) => {
    await sql`insert into public.org_members (org_id, user_id, role)
      select p.org_id, ${claims.sub}::uuid, 'member' from public.projects p where p.id = ${projectId}::uuid`;
    await sql`insert into public.project_members (org_id, project_id, user_id, role)
      select p.org_id, p.id, ${claims.sub}::uuid, ${role}::text from public.projects p where p.id = ${projectId}::uuid`;
  });
  return { db: ctx.db, claims, reason: null };
}

let seeded: Promise<DemoStudy[]> | undefined;

/** A test over all studies of the demo. */
export function onDemo(name: string, body: (study: DemoStudy) => Promise<void> | void) {
  Deno.test({
    name: `demo: ${name}`,
    ...{ ignore: databaseUrl === "", sanitizeOps: false, sanitizeResources: false },
    async fn() {
      for (const study of await (seeded ??= seed())) await body(study);
    },
  });
}
