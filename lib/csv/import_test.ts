// Imports on both engines: new, changed, unchanged; all or nothing; reasons.
import assert from "node:assert/strict";
import { onBoth } from "@/tests/people.ts";
import { counts, entries, load, refused, save, study } from "./import_testing.ts";

const SITES = [
  "Site Number;Site Name;City;Country;Target;Breite;SIV date;Activation date",
  "012;Charité;Berlin;Germany;20;52,52;21.11.2025;15.01.2026",
  '013;=HYPERLINK("x");Zürich;Switzerland;;47,37;;',
].join("\n");

onBoth(
  "sites come, the same file changes nothing, a changed one changes what it says",
  async (world) => {
    const it = await study(world);
    assert.deepEqual(counts(await load(it, "sites", SITES, { reason: "gates are open" })), [
      2,
      0,
      0,
    ]);
    const before = await entries(it);
    assert.deepEqual(counts(await load(it, "sites", SITES)), [0, 0, 2]);
    assert.equal(await entries(it), before, "nothing was written");
    const file = await save(it, "sites");
    assert.match(
      file,
      /013,"'=HYPERLINK\(""x""\)",Zürich/,
      "a formula is kept as text, and guarded",
    );
    assert.match(file, /012,Charité,Berlin,,,Germany,,52\.52,,20,,,,,,2025-11-21,2026-01-15/);
    assert.deepEqual(
      counts(await load(it, "sites", file)),
      [0, 0, 2],
      "its own export is unchanged",
    );

    const moved = await load(it, "sites", "number,city\n013,Winterthur\n");
    assert.deepEqual(counts(moved), [0, 1, 0]);
    // An empty cell changes nothing, unless that is asked for.
    assert.deepEqual(counts(await load(it, "sites", "number,country\n013,\n")), [0, 0, 1]);
    const cleared = await load(it, "sites", "number,country\n013,\n", { clear: true });
    assert.deepEqual(counts(cleared), [0, 1, 0]);
    assert.match(await save(it, "sites"), /Winterthur,,,,/);
  },
);

onBoth("sites without numbers are known by place, and take a number over", async (world) => {
  const it = await study(world);
  const places = "facility,city,country\nCharité,Berlin,Germany\nCharité,Potsdam,Germany\n";
  assert.deepEqual(counts(await load(it, "sites", places)), [2, 0, 0]);
  assert.deepEqual(counts(await load(it, "sites", places)), [0, 0, 2]);
  const numbered =
    "number,facility,city,country\n1,charité,BERLIN,Germany\n2,Charité,Berlin,Germany\n";
  assert.deepEqual(
    counts(await load(it, "sites", numbered)),
    [1, 1, 0],
    "one takes over, one is new",
  );
  assert.deepEqual(
    counts(await load(it, "sites", numbered.replace("charité,BERLIN", "Charité,Berlin"))),
    [0, 1, 1],
  );
  const { at } = await refused(it, "sites", "facility,zip\nCharité,10117\n");
  assert.match(at["/rows/2"]!, /3 sites fit: give the number/);
});

onBoth(
  "one bad row and nothing is written; a dry run names every one and writes nothing",
  async (world) => {
    const it = await study(world);
    const before = await entries(it);
    const bad = [
      "number,facility,target,activatedOn,closedOn,lat",
      "1,A,10,2026-01-15,,10",
      "2,,5,,,",
      "3,C,-5,,,",
      "4,D,5,2026-02-30,,",
      "5,E,5,2026-03-01,2026-02-01,",
      "6,F,5,2100-01-01,,",
      "1,G,5,,,",
      "8,H,5,,,91",
      "9,I",
    ].join("\r\n");
    const report = await load(it, "sites", bad, { dryRun: true, reason: "trial" });
    const found = Object.fromEntries(report.errors.map((e) => [e.path, e.message]));
    assert.deepEqual(
      report.errors.map((e) => e.path),
      [
        ...["/rows/3/facility", "/rows/4/targetEnrollment", "/rows/5/activatedOn"],
        ...["/rows/6/closedOn", "/rows/7/activatedOn", "/rows/8", "/rows/9/lat", "/rows/10"],
      ],
    );
    assert.match(found["/rows/7/activatedOn"]!, /has not happened yet/, "the database was asked");
    assert.match(found["/rows/8"]!, /same as row 2/);
    assert.equal(report.errors[1]!.column, "target");
    assert.equal(report.errors[1]!.value, "-5");
    assert.deepEqual([report.rows, report.valid, report.errorCount], [9, 1, 8]);
    const refusal = await refused(it, "sites", bad, { reason: "trial" });
    assert.equal(refusal.status, 422);
    assert.match(refusal.detail, /8 of 9 rows/);
    assert.equal(await entries(it), before);
    const good = bad.split("\r\n").slice(0, 2).join("\n");
    assert.deepEqual(counts(await load(it, "sites", good, { dryRun: true, reason: "x" })), [
      1,
      0,
      0,
    ]);
    assert.equal(await entries(it), before);
    assert.deepEqual(counts(await load(it, "sites", good, { reason: "x" })), [1, 0, 0]);
  },
);

onBoth("milestones by key or title; a confirmed one needs a reason", async (world) => {
  const it = await study(world);
  const file = "Key,Milestone,Phase,Planned,Actual,State\n" +
    "M-1,First participant in,recruitment,2027-03,,confirmed\n" +
    ",Database lock,Close-out,2028,,\n";
  assert.deepEqual(counts(await load(it, "milestones", file)), [2, 0, 0]);
  assert.deepEqual(counts(await load(it, "milestones", file)), [0, 0, 2]);
  assert.deepEqual(counts(await load(it, "milestones", await save(it, "milestones"))), [0, 0, 2]);
  const later = file.replace("2027-03", "2027-04-15");
  const { at, status } = await refused(it, "milestones", later);
  assert.equal(status, 422);
  assert.deepEqual(Object.keys(at), ["/reason"]);
  const changed = await load(it, "milestones", later, { reason: "the sponsor moved it" });
  assert.deepEqual(counts(changed), [0, 1, 1]);
});

onBoth(
  "tasks by key, else by title and site; sites, milestones and owners by name",
  async (world) => {
    const it = await study(world);
    await load(
      it,
      "sites",
      "number,facility,city\n012,Charité,Berlin\n013,Inselspital,Bern\n014,Inselspital,Basel",
    );
    await load(it, "milestones", "key,title\nfpi,First participant in");
    const file = "id;task;site;milestone;owner;start;duration;priority\n" +
      `T1;Order kits;012;First participant in;${it.claims.email};2026-12-01;10;hoch\n` +
      ";Train staff;Inselspital, Basel;fpi;;;5;\n;Train staff;13;;;;;\n";
    assert.match((await refused(it, "tasks", file)).at["/rows/4/site"]!, /no site "13"/);
    const named = file.replace(";13;", ";013;");
    assert.deepEqual(counts(await load(it, "tasks", named)), [3, 0, 0]);
    assert.deepEqual(counts(await load(it, "tasks", named)), [0, 0, 3]);
    assert.deepEqual(counts(await load(it, "tasks", await save(it, "tasks"))), [0, 0, 3]);
    const { at } = await refused(
      it,
      "tasks",
      "title,site,owner,milestone,phase\nX,Inselspital,who@example.org,No such,later",
    );
    assert.match(at["/rows/2/site"]!, /2 sites are called "Inselspital": give the number/);
    assert.match(at["/rows/2/owner"]!, /no person "who@example.org"/);
    assert.match(at["/rows/2/milestone"]!, /no milestone "No such"/);
    assert.match(at["/rows/2/phase"]!, /one of start_up/);
    const order = await load(it, "tasks", "title\nB\nA\nC", {});
    assert.deepEqual(counts(order), [3, 0, 0]);
    const titles = (await save(it, "tasks")).split("\r\n").map((line) => line.split(",")[1]);
    assert.deepEqual(titles.slice(-4), ["B", "A", "C", undefined], "in the order of the file");
  },
);
