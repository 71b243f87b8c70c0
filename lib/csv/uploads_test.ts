// Files that wait for their import: their uploader's alone, even against raw SQL.
import assert from "node:assert/strict";
import { addMember, onBoth, refusal } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { SITES, TASKS } from "./kinds/mod.ts";
import { importUpload, keepUpload, readCsvPage } from "./uploads.ts";

onBoth("a kept file is its uploader's alone, and few are kept", async (world) => {
  const { person, org, project } = await begin(world);
  const colleague = await world.signUp();
  await addMember(world.db, org, colleague, "admin");
  const ada = { db: world.db, claims: person.claims, reason: null };
  const bytes = new TextEncoder().encode("number,facility\n012,Charité\n");
  const keep = async () => {
    const kept = await keepUpload(ada, SITES, { projectId: project, name: "s.csv", bytes });
    assert.ok(kept.ok);
    return kept.value;
  };
  const upload = await keep();
  const seen = async (ctx: typeof ada, kind = SITES) => {
    const page = await readCsvPage(ctx, kind, { projectId: project, upload });
    assert.ok(page.ok);
    return page.value.upload;
  };
  assert.equal((await seen(ada))!.rows, 1);
  assert.equal(await seen({ ...ada, claims: colleague.claims }), null, "not a colleague's");
  assert.equal(await seen(ada, TASKS), null, "nor of another kind");
  const input = { projectId: project, upload, dryRun: false };
  const stolen = await importUpload({ ...ada, claims: colleague.claims }, SITES, input);
  assert.ok(!stolen.ok && stolen.problem.status === 410);

  const read = () =>
    world.db.asUser(person.claims, (sql) => sql`select content from private.csv_uploads`);
  assert.equal(await refusal(read()), "42501", "the table is closed");
  const stranger = await world.signUp();
  const put = (claims: typeof person.claims) =>
    world.db.asUser(
      claims,
      (sql) => sql`select private.keep_csv(${project}::uuid, 'sites', 'x', ${bytes}) as id`,
    );
  assert.equal(await refusal(put(stranger.claims)), "PT404");
  assert.equal(await refusal(put(colleague.claims)), null);

  const done = await importUpload(ada, SITES, input);
  assert.ok(done.ok && done.value.created === 1);
  assert.equal(await seen(ada), null, "imported, it is gone");
  const first = await keep();
  for (let n = 0; n < 3; n++) await keep();
  const gone = await importUpload(ada, SITES, { ...input, upload: first });
  assert.ok(!gone.ok && gone.problem.status === 410, "the fourth pushes the first out");
});
