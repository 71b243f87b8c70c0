// The services on both databases: the embedded one, and a server Postgres with several connections.
import assert from "node:assert/strict";
import { countWaits, type Db, openDb } from "@/lib/db/mod.ts";
import { person } from "@/lib/db/testing.ts";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { type Ctx, readPortfolio, readProjectPage } from "@/lib/projects/service.ts";
import { listSites, readSitesPage } from "@/lib/sites/service.ts";
import { acceptChanges, dismissPending } from "./accept.ts";
import { previewImport, readPending } from "./preview.ts";
import { importStudy, stageImport } from "./service.ts";
import { embeddedUrl, sharedServerUrl } from "@/tests/environment.ts";

type Study = {
  protocolSection: {
    statusModule: Record<string, unknown>;
    contactsLocationsModule: { locations: Record<string, unknown>[] };
  };
};

function changed(change: (section: Study["protocolSection"]) => void): unknown {
  const study = structuredClone(DEMO_STUDIES[0]) as Study;
  change(study.protocolSection);
  return study;
}

const record = DEMO_STUDIES[0];
const completed = changed((section) => section.statusModule.overallStatus = "COMPLETED");

function on(name: string, run: (db: Db) => Promise<void>) {
  const options = { sanitizeOps: false, sanitizeResources: false };
  Deno.test({
    ...options,
    name: `embedded: ${name}`,
    ignore: embeddedUrl === "",
    async fn() {
      const db = openDb({ url: embeddedUrl, pool: 1, embedded: true });
      await run(db).finally(() => db.close());
    },
  });
  Deno.test({
    ...options,
    name: `server: ${name}`,
    ignore: sharedServerUrl === null,
    async fn() {
      const db = openDb({ url: sharedServerUrl!, pool: 6 });
      await run(db).finally(() => db.close());
    },
  });
}

async function someone(db: Db): Promise<Ctx> {
  const { claims } = await person(db);
  return { db, claims, requestId: "test", reason: null };
}

/** Another person in the organisation of the first, with a role in the project. */
async function colleague(owner: Ctx, projectId: string, role: string | null): Promise<Ctx> {
  const other = await someone(owner.db);
  await owner.db.asSystem("set-up of the test", async (sql) => {
    const [project] = await sql`select org_id from public.projects where id = ${projectId}`;
    const row = { org_id: project!.org_id, user_id: other.claims.sub };
    await sql`insert into public.org_members ${sql({ ...row, role: "member" })}`;
    if (role === null) return;
    const member = { ...row, project_id: projectId, role };
    await sql`insert into public.project_members ${sql(member)}`;
  });
  return other;
}

async function imported(ctx: Ctx, study: unknown = record) {
  const result = await importStudy(ctx, { record: study });
  assert.ok(result.ok, result.ok ? "" : result.problem.message);
  return result.value;
}

on("imports of one study at the same time make one project and no error", async (db) => {
  const ctx = await someone(db);
  const all = await Promise.all(Array.from({ length: 6 }, () => imported(ctx)));
  assert.equal(all.filter((one) => one.created).length, 1);
  assert.equal(new Set(all.map((one) => one.project.id)).size, 1);
  assert.ok(all.every((one) => one.changes.length === 0));
});

on("newer records at the same time leave one that waits", async (db) => {
  const ctx = await someone(db);
  const { project: { id } } = await imported(ctx);
  const studies = [1, 2, 3, 4, 5].map((n) =>
    changed((section) => section.statusModule.whyStopped = `Reason ${n}`)
  );
  const all = await Promise.all(studies.map((study) => imported(ctx, study)));
  assert.ok(all.every((one) => !one.created && one.changes.length === 1));
  const runs = await db.asUser(ctx.claims, (sql) =>
    sql<{ no: number; status: string }[]>`
      select no, status from public.import_runs where project_id = ${id} order by no`);
  assert.deepEqual(runs.map((run) => run.no), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(runs.map((run) => run.status), [
    "applied",
    ...Array.from({ length: 4 }, () => "superseded"),
    "pending",
  ]);
  // The same record again is the one that waits already.
  const pending = await readPending(ctx, { id });
  assert.ok(pending.ok);
  assert.equal(pending.value.importNo, 6);
  assert.equal(pending.value.preview?.changes.length, 1);
});

on("changes taken over twice at the same time are written once", async (db) => {
  const ctx = await someone(db);
  const { project: { id } } = await imported(ctx);
  const grown = changed(({ contactsLocationsModule: { locations } }) => {
    locations.push({ facility: "Sankt Veit Klinik", city: "Graz", country: "Austria" });
  });
  const { changes: [added] } = await imported(ctx, grown);
  assert.ok(added);
  const both = await Promise.all(
    [1, 2, 3].map(() => acceptChanges(ctx, { id, paths: [added.path] })),
  );
  assert.deepEqual(both.map((one) => one.ok ? 200 : one.problem.status).sort(), [200, 422, 422]);
  const sites = await listSites(ctx, { id, country: "Austria", limit: 50 });
  assert.ok(sites.ok);
  assert.equal(sites.value.total, 1);
});

on("a page of a study is one statement in three waits", async (db) => {
  const ctx = await someone(db);
  const { project: { id } } = await imported(ctx);
  await imported(ctx, completed);
  const reads = [
    () => readProjectPage(ctx, { id }),
    () => readPortfolio(ctx),
    () => readSitesPage(ctx, { id, limit: 50 }),
    () => readPending(ctx, { id }),
  ];
  for (const read of reads) {
    const { value, waits } = await countWaits(async () => await read());
    assert.ok(value.ok);
    assert.ok(waits <= 3, `${waits} waits`);
  }
  const importing = await countWaits(async () => await imported(ctx, DEMO_STUDIES[1]));
  assert.ok(importing.waits <= 7, `${importing.waits} waits`);
});

on("a preview says what would happen and writes nothing", async (db) => {
  const ctx = await someone(db);
  const before = await previewImport(ctx, { text: JSON.stringify(record) });
  assert.ok(before.ok);
  assert.deepEqual([before.value.existing, before.value.changes], [null, []]);
  assert.equal(before.value.imported.sites, 25);
  assert.ok(before.value.fieldCount > 100);
  const { project } = await imported(ctx);
  const after = await previewImport(ctx, { record: completed });
  assert.ok(after.ok);
  assert.deepEqual(after.value.existing, { id: project.id, name: "LUMA-201", no: 1 });
  assert.deepEqual(after.value.changes.map((change) => change.path), ["/status"]);
  const pending = await readPending(ctx, { id: project.id });
  assert.ok(pending.ok && pending.value.preview === null);
});

on("the plan skeleton says what it stands on, and confirms nothing", async (db) => {
  const ctx = await someone(db);
  const { project: { id } } = await imported(ctx);
  const page = await readProjectPage(ctx, { id });
  assert.ok(page.ok);
  assert.deepEqual(
    page.value.milestones.map((m) => [m.key, m.planned?.value ?? null, m.state, m.basis]),
    [
      [
        "study_start_up",
        null,
        "unconfirmed",
        "Not known: the registry has no date for study start-up",
      ],
      [
        "first_participant_in",
        "2025-10-06",
        "unconfirmed",
        "Registry start date 6 Oct 2025, actual",
      ],
      [
        "last_participant_in",
        null,
        "unconfirmed",
        "Not known: the registry has no date for the end of enrollment",
      ],
      [
        "primary_completion",
        "2027-06-30",
        "unconfirmed",
        "Registry primary completion date 30 Jun 2027, estimated",
      ],
      [
        "study_completion",
        "2027-09",
        "unconfirmed",
        "Registry completion date Sep 2027, estimated",
      ],
      [
        "database_lock",
        null,
        "unconfirmed",
        "Not known: the registry has no date for database lock",
      ],
      [
        "study_report",
        null,
        "unconfirmed",
        "Not known: the registry has no date for the study report",
      ],
    ],
  );
});

on("roles: a coordinator takes over, a viewer looks, others see nothing", async (db) => {
  const owner = await someone(db);
  const { project: { id, organizationId } } = await imported(owner);
  const coordinator = await colleague(owner, id, "coordinator");
  const viewer = await colleague(owner, id, "viewer");
  const outsider = await colleague(owner, id, null);
  const paths = ["/status"];

  assert.ok((await stageImport(coordinator, { id, record: completed })).ok);
  await assert.rejects(stageImport(viewer, { id, record: completed }), { status: 403 });
  assert.ok((await readPending(viewer, { id })).ok);
  await assert.rejects(acceptChanges(viewer, { id, paths }), { status: 403 });
  await assert.rejects(readPending(outsider, { id }), { status: 404 });
  await assert.rejects(acceptChanges(outsider, { id, paths }), { status: 404 });
  const hidden = await importStudy(outsider, { record, organizationId });
  assert.equal(hidden.ok ? "imported" : hidden.problem.status, 409);

  const taken = await acceptChanges(coordinator, { id, paths });
  assert.ok(taken.ok);
  assert.deepEqual([taken.value.accepted, taken.value.changes], [1, []]);
  assert.equal(taken.value.project.status, "COMPLETED");
});

on("a record of another study is not compared, and a dismissed one no longer waits", async (db) => {
  const ctx = await someone(db);
  const { project: { id } } = await imported(ctx);
  const other = await stageImport(ctx, { id, record: DEMO_STUDIES[1] });
  assert.ok(!other.ok);
  assert.equal(other.problem.status, 422);
  await imported(ctx, completed);
  const dismissed = await dismissPending(ctx, { id });
  assert.ok(dismissed.ok);
  assert.equal(dismissed.value.project.pending, false);
  assert.equal(dismissed.value.project.status, "RECRUITING");
});

on("the sources of a row follow it to the record that it agrees with", async (db) => {
  const ctx = await someone(db);
  const { project } = await imported(ctx);
  const moved = changed(({ contactsLocationsModule: { locations } }) => {
    locations.reverse();
    locations[0]!.status = "COMPLETED";
  });
  const { changes } = await imported(ctx, moved);
  const result = await acceptChanges(ctx, { id: project.id, paths: changes.map((c) => c.path) });
  assert.ok(result.ok);
  const site = result.value.project.sites.find((one) => one.city === "Savannah");
  assert.equal(site?.status, "COMPLETED");
  assert.equal(site?.source?.pointer, "/protocolSection/contactsLocationsModule/locations/0");
  assert.notEqual(site?.source?.runId, project.sites[0]?.source?.runId);
});

on("a criterion that comes stands where the record has it", async (db) => {
  const ctx = await someone(db);
  const { project: { id } } = await imported(ctx);
  const longer = changed((section) => {
    const eligibility = (section as unknown as { eligibilityModule: Record<string, string> })
      .eligibilityModule;
    eligibility.eligibilityCriteria = eligibility.eligibilityCriteria!.replace(
      "* At least one lesion",
      "* Life expectancy of three months\n* At least one lesion",
    );
  });
  const { changes } = await imported(ctx, longer);
  const result = await acceptChanges(ctx, { id, paths: changes.map((change) => change.path) });
  assert.ok(result.ok);
  const texts = result.value.project.criteria.map((criterion) => criterion.text);
  assert.equal(texts.indexOf("Life expectancy of three months"), 4);
  assert.match(texts[5] ?? "", /^At least one lesion/);
});

on(
  "an import suggests documents and risks once, and brings back none that was refused",
  async (db) => {
    const ctx = await someone(db);
    const { project: { id } } = await imported(ctx);
    const there = () =>
      db.asUser(ctx.claims, (sql) =>
        sql<{ documents: string[]; risks: string[]; open: boolean }[]>`
      select array(select d.external_key from public.document_requirements d
          where d.project_id = ${id} order by d.ordinal) as documents,
        array(select r.external_key from public.risks r where r.project_id = ${id} order by r.ordinal) as risks,
        not exists (select from public.document_requirements d where d.project_id = ${id}
          and (d.state <> 'unconfirmed' or d.basis is null or d.import_run_id is null)) as open`);
    const [before] = await there();
    assert.ok(before!.open && before!.documents.includes("skeleton:ethics"));
    assert.deepEqual(before!.risks, ["skeleton:countries"]);
    await db.asUser(
      ctx.claims,
      (sql) => sql`delete from public.risks r where r.project_id = ${id}`,
      { reason: "Not ours" },
    );
    await importStudy(ctx, { record: completed });
    await importStudy(ctx, { record });
    const [after] = await there();
    assert.deepEqual(after, { ...before!, risks: [] });
  },
);
