// Risks and deviations as CSV: what they name, what is refused at its row, the same file again.
import assert from "node:assert/strict";
import { onBoth } from "@/tests/people.ts";
import { counts, load, refused, save, study } from "./import_testing.ts";

onBoth(
  "risks come with scores, owner and factor by their names, and go as they came",
  async (world) => {
    const at = await study(world);
    await at.db.asUser(
      at.claims,
      (sql) =>
        sql`insert into public.critical_factors (org_id, project_id, title)
      select org_id, id, 'Consent first' from public.projects where id = ${at.project}::uuid`,
    );
    const file = "Risk;Probability;Severity;Detection;Controls;CtQ factor;Next review\r\n" +
      "Late samples;4;5;2;Courier;consent FIRST;2027-01-31\r\nUnblinding;1;5;;;;\r\n";
    assert.deepEqual(counts(await load(at, "risks", file)), [2, 0, 0]);
    assert.deepEqual(counts(await load(at, "risks", file)), [0, 0, 2], "the same file again");
    const saved = await save(at, "risks");
    assert.match(saved, /^number,key,title,/);
    assert.match(saved, /\nR01,,Late samples,,Courier,4,5,2,Consent first,,2027-01-31,,confirmed/);
    assert.deepEqual(counts(await load(at, "risks", saved)), [0, 0, 2], "what goes out comes in");
    const wrong = "title,likelihood,factor\r\nOk,3,\r\nLate samples,6,Nobody knows\r\n";
    const told = await refused(at, "risks", wrong);
    assert.equal(told.status, 422);
    assert.match(told.at["/rows/3/likelihood"] ?? "", /1 to 5/);
    assert.match(told.at["/rows/3/factor"] ?? "", /There is no factor "Nobody knows"/);
    assert.equal(await save(at, "risks"), saved, "nothing is half-written");
  },
);

onBoth(
  "deviations come with their site and action; a name is no code, a change says why",
  async (world) => {
    const at = await study(world);
    await load(at, "sites", "number,facility\r\n012,Oulu\r\n");
    await at.db.asUser(
      at.claims,
      (sql) =>
        sql`insert into public.capas (org_id, project_id, title, opened_on, external_key)
      select org_id, id, 'Retrain', '2026-01-05', 'C-1' from public.projects
      where id = ${at.project}::uuid`,
    );
    const head = "Key,Deviation,Category,Site,Subject,Found,Resolved,Action taken,CAPA\r\n";
    const line = "D-1,=Late consent,ICF,012,012-0007,2026-02-03,,,c-1\r\n";
    assert.deepEqual(counts(await load(at, "deviations", head + line)), [1, 0, 0]);
    const saved = await save(at, "deviations");
    assert.match(saved, /D-1,'=Late consent,,consent,,012,012-0007,,2026-02-03,.*,C-1/);
    const solved = "D-1,=Late consent,ICF,012,012-0007,2026-02-03,2026-03-01,Taken anew,c-1\r\n";
    assert.deepEqual(Object.keys((await refused(at, "deviations", head + solved)).at), ["/reason"]);
    const done = await load(at, "deviations", head + solved, { reason: "Site's log" });
    assert.deepEqual(counts(done), [0, 1, 0]);
    const wrong = head + "D-2,T,other,012,Maria Schmidt,2026-02-03,2026-02-01,,C-9\r\n" +
      "D-3,T,odd,099,1-7,2026-02-30,,,\r\n";
    const told = await refused(at, "deviations", wrong, { reason: "Site's log" });
    for (
      const path of [
        "/rows/2/subjectCode",
        "/rows/2/action",
        "/rows/3/category",
        "/rows/3/site",
        "/rows/3/foundOn",
      ]
    ) {
      assert.ok(told.at[path], `${path}: ${JSON.stringify(told.at)}`);
    }
  },
);

onBoth(
  "values of indicators come by title, site and period; counted ones cannot",
  async (world) => {
    const at = await study(world);
    await load(at, "sites", "number,facility\r\n012,Oulu\r\n013,Graz\r\n");
    await at.db.asUser(
      at.claims,
      (sql) =>
        sql`insert into public.kris (org_id, project_id, title, numerator, denominator, amber, red, source)
      select org_id, id, t.title, 'n', 'd', 10, 20, t.source
      from public.projects, (values ('Old queries', 'entered'), ('Failures', 'screen_failure')) t(title, source)
      where id = ${at.project}::uuid`,
    );
    const head = "KRI,Site,Month,Events,Base\r\n";
    const rows = "old queries,012,2026-03-01,2,20\r\nOld queries,013,2026-03-01,,12.5\r\n";
    assert.deepEqual(counts(await load(at, "kri_values", head + rows)), [2, 0, 0]);
    const saved = await save(at, "kri_values");
    assert.match(saved, /Old queries,012,2026-03-01,2,20,/);
    assert.deepEqual(counts(await load(at, "kri_values", saved)), [0, 0, 2]);
    for (
      const row of [
        "Failures,012,2026-03-01,1,2",
        "Old queries,012,2026-04-02,1,2",
        "Old queries,012,2026-05-01,-1,2",
      ]
    ) {
      assert.equal((await refused(at, "kri_values", `${head}${row}\r\n`)).status, 422, row);
    }
    const more = head + "Old queries,012,2026-03-01,3,20\r\nOld queries,013,2026-04-01,1,9\r\n";
    assert.deepEqual(counts(await load(at, "kri_values", more)), [1, 1, 0]);
  },
);
