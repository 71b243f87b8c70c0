// Imports on both engines: columns, roles and tenancy, many rows, the same file twice at once.
import assert from "node:assert/strict";
import { addMember, onBoth } from "@/tests/people.ts";
import { attempt, counts, load, refused, save, type Study, study } from "./import_testing.ts";

onBoth("enrollment by site and day, checked together", async (world) => {
  const it = await study(world);
  await load(it, "sites", "number,facility\n012,Charité\n013,Inselspital");
  const file = "Site,Date,Screened,Screen failures,Reasons,Enrolled\n" +
    "012,15/10/2026,10,3,Inclusion not met: 2; Other: 1,5\nInselspital,15/10/2026,4,,,2\n";
  assert.deepEqual(counts(await load(it, "enrollment", file)), [2, 0, 0]);
  assert.deepEqual(counts(await load(it, "enrollment", file)), [0, 0, 2]);
  assert.deepEqual(counts(await load(it, "enrollment", await save(it, "enrollment"))), [0, 0, 2]);
  const next = file.replace(",5\n", ",6\n");
  assert.deepEqual(counts(await load(it, "enrollment", next)), [0, 1, 1]);
  const wrong = "site,asOf,screened,enrolled\n012,2026-10-16,5,6\n012,2026-10-17,,-1\n" +
    "012,2026-10-18,1.5,\n012,2026-10-19,,\n012,2026-10-20,5,1\n012,2026-10-20,5,1\n012,2100-01-01,5,1";
  const { at } = await refused(it, "enrollment", wrong);
  assert.match(at["/rows/2/enrolled"]!, /only 5 screened/);
  assert.match(at["/rows/3/enrolled"]!, /negative/);
  assert.match(at["/rows/4/screened"]!, /whole number/);
  assert.match(at["/rows/5"]!, /without counts/);
  assert.match(at["/rows/7"]!, /same as row 6/);
  assert.match(at["/rows/8/asOf"]!, /not happened yet/);
});

onBoth("columns: guessed, given, kept; unknown and ambiguous ones are named", async (world) => {
  const it = await study(world);
  const file = "Aufgabe,Wer,Beginn\nOrder kits,x,04/05/2026\n";
  const unknown = await refused(it, "tasks", file);
  assert.match(unknown.at["/columns/Wer"]!, /fills no field/);
  const ambiguous = await refused(it, "tasks", file, { ignoreUnknown: true });
  assert.match(ambiguous.at["/columns/Beginn"]!, /dateFormat/);
  const report = await load(it, "tasks", file, {
    ...{ ignoreUnknown: true, dateFormat: "dmy", remember: true },
    mapping: { title: "Aufgabe", description: "Wer", plannedStart: "Beginn" },
  });
  assert.deepEqual(counts(report), [1, 0, 0]);
  assert.match(await save(it, "tasks"), /,Order kits,x,.*2026-05-04/);
  assert.deepEqual(counts(await load(it, "tasks", file, { mapping: "saved", dateFormat: "dmy" })), [
    0,
    0,
    1,
  ]);
  const wrong = await refused(it, "tasks", file, { mapping: { title: "Task", nope: "Wer" } });
  assert.deepEqual(Object.keys(wrong.at).filter((p) => p.startsWith("/mapping")), [
    "/mapping/title",
    "/mapping/nope",
  ]);
  assert.match(
    (await refused(it, "tasks", "title,title\na,b")).at["/columns/title"]!,
    /more than once/,
  );
  assert.match((await refused(it, "tasks", "priority\nhigh")).at["/mapping"]!, /"Key" or "Title"/);
});

onBoth("roles and tenancy: who may change may not add; strangers see nothing", async (world) => {
  const it = await study(world);
  await load(it, "sites", "number,facility\n012,Charité");
  const [org] = await world.db.asSystem(
    "set-up of the test",
    (sql) =>
      sql<
        { id: string }[]
      >`select org_id as id from public.projects where id = ${it.project}::uuid`,
  );
  const join = async (role: string): Promise<Study> => {
    const person = await world.signUp();
    await addMember(world.db, org!.id, person);
    await world.db.asSystem(
      "set-up of the test",
      (sql) =>
        sql`insert into public.project_members (org_id, project_id, user_id, role)
        values (${org!.id}::uuid, ${it.project}::uuid, ${person.id}::uuid, ${role})`,
    );
    return { ...it, claims: person.claims };
  };
  await load(it, "milestones", "key,title\nfpi,First participant in");
  const cra = await join("cra");
  const renamed = "key,title\nfpi,First one in";
  assert.deepEqual(counts(await load(cra, "milestones", renamed)), [0, 1, 0]);
  const more = `${renamed}\nlpi,Last one in`;
  assert.equal((await refused(cra, "milestones", more)).status, 403);
  const dry = await load(cra, "milestones", more, { dryRun: true });
  assert.match(dry.errors[0]!.message, /not add them/);
  assert.doesNotMatch(await save(it, "milestones"), /Last one/);
  const added = "number,facility\n012,Charité\n013,Inselspital";
  const viewer = await join("viewer");
  const denied = (error: { status?: number }) => error.status === 403;
  await assert.rejects(attempt(viewer, "sites", added, { dryRun: true }), denied);
  assert.match(await save(viewer, "sites"), /Charité/, "and may read");
  const stranger = { ...it, claims: (await world.signUp()).claims };
  const hidden = (error: { status?: number }) => error.status === 404;
  await assert.rejects(attempt(stranger, "sites", added), hidden);
  await assert.rejects(save(stranger, "sites"), hidden);
});

onBoth("5,000 rows at once, and again", async (world) => {
  const it = await study(world);
  const rows = Array.from(
    { length: 5000 },
    (_, i) => `T${i},Task ${i},${i % 3 ? "high" : ""},${i % 9}`,
  );
  const file = `key,title,priority,duration\n${rows.join("\n")}\n`;
  const loaded = async (text: string) => counts(await load(it, "tasks", text));
  assert.deepEqual(await loaded(file), [5000, 0, 0]);
  assert.deepEqual(await loaded(file), [0, 0, 5000]);
  assert.deepEqual(await loaded(file.replaceAll(",Task ", ",Job ")), [0, 5000, 0]);
  const bad = file.replaceAll(",Task ", ",Job ").replace("T4999,", "X4999,") + "Y,Z,,-1\n";
  assert.match((await refused(it, "tasks", bad)).at["/rows/5002/durationDays"]!, /negative/);
  assert.deepEqual(counts(await load(it, "tasks", await save(it, "tasks"))), [0, 0, 5000]);
});

onBoth(
  "the same file twice at the same time comes once; sites that look alike go round",
  async (world) => {
    const it = await study(world);
    const file = "key,title\nT1,Order kits\nT2,Train staff\n";
    const both = await Promise.all([load(it, "tasks", file), load(it, "tasks", file)]);
    assert.deepEqual(both.map(counts).sort(), [[0, 0, 2], [2, 0, 0]]);

    // As registries give them: without a number, two alike, one without a name.
    await world.db.asSystem(
      "set-up of the test",
      (sql) =>
        sql`insert into public.sites (org_id, project_id, facility, city, zip, ordinal)
      select p.org_id, p.id, v.facility, v.city, v.zip, v.n from public.projects p,
        (values ('Clinic', 'Berlin', '10117', 1), ('Clinic', 'Berlin', '10115', 2),
          ('Clinic', 'Berlin', '10115', 3), (null, 'Bern ', null, 4)) as v(facility, city, zip, n)
      where p.id = ${it.project}::uuid`,
    );
    assert.deepEqual(counts(await load(it, "sites", await save(it, "sites"))), [0, 0, 4]);
  },
);
