// The plan through the real API: schedule, preview and apply, skeleton, baselines.
import assert from "node:assert/strict";
import { signUp } from "./harness.ts";
import { type Answer, api, chain, errorsOf, type Json, study, test } from "./plan_steps.ts";

test("the plan says early dates, slack and critical path", async () => {
  const { plan, a, b, end, free } = await chain();
  const got = await plan();
  assert.deepEqual(got.criticalPath, [a.id, b.id, end.id]);
  assert.deepEqual(got.slackDays, { [a.id]: 0, [b.id]: 0, [end.id]: 0, [free.id]: 9 });
  const task = got.tasks.find((row) => row.id === b.id)!;
  assert.deepEqual(task.early, { startOn: "2030-03-11", finishOn: "2030-03-13" });
  assert.deepEqual([task.heldBy, task.lateDays, task.slipDays], [a.id, 0, 0]);
  assert.equal(got.endOn, "2030-03-13");
  assert.deepEqual((got.may as Json).tasks, { add: true, edit: true, remove: true });
});

test("a preview writes nothing; apply does what it said, with a reason for what is confirmed", async () => {
  const { person, root, plan, a, b, end } = await chain();
  const before = await plan();
  const changes = [{ id: a.id, durationDays: 7 }];
  const preview = await api(person, "POST", `${root}/plan/preview`, { changes });
  assert.equal(preview.status, 200, preview.text);
  assert.deepEqual(
    preview.body.moves.map((m) => [m.title, m.from, m.to, m.finishTo, m.days, m.changed, m.writes]),
    [
      ["End", "2030-03-13", "2030-03-15", "2030-03-15", 2, false, true],
      ["A", "2030-03-04", "2030-03-04", "2030-03-12", 4, true, true],
      ["B", "2030-03-11", "2030-03-13", "2030-03-15", 2, false, true],
    ],
  );
  assert.deepEqual(preview.body.criticalPath, [a.id, b.id, end.id]);
  const { asOf: _, ...same } = await plan();
  const { asOf: __, ...was } = before;
  assert.deepEqual(same, was);
  const apply = (more: Json) => api(person, "POST", `${root}/plan/apply`, { changes, ...more });
  const refused = await apply({});
  assert.deepEqual([refused.status, errorsOf(refused)], [422, ["/reason"]]);
  const done = await apply({ version: preview.body.version, reason: "Longer contract" });
  assert.equal(done.status, 200, done.text);
  const { written, version, ...moved } = done.body;
  const { version: __v, ...said } = preview.body;
  assert.deepEqual([moved, written], [said, 3]);
  const after = await plan();
  assert.equal(after.version, version);
  assert.deepEqual(after.criticalPath, preview.body.criticalPath);
  for (const move of preview.body.moves) {
    const item = [...after.tasks, ...after.milestones].find((row) => row.id === move.id)!;
    assert.deepEqual(item.early, { startOn: move.to, finishOn: move.finishTo });
  }
  const milestone = after.milestones[0]!;
  assert.equal(milestone.plannedOn, "2030-03-15");
  assert.match(String(milestone.basis), /Computed on \d{4}-\d\d-\d\d: the plan moved it from/);
  const trail = await api(person, "GET", `${root}/activity?entity=tasks`);
  const entries = trail.body.events as Json[];
  assert.deepEqual(
    entries.slice(0, 2).map((entry) => [entry.action, entry.reason]),
    [["update", "Longer contract"], ["update", "Longer contract"]],
  );
});

test("what was looked at before somebody's change is refused, and what changed is named", async () => {
  const { person, root, plan, a, free } = await chain();
  const { version } = await plan();
  const task = (await api(person, "GET", `${root}/tasks/${free.id}`)).body.item;
  await api(person, "PUT", `${root}/tasks/${free.id}`, { priority: "high" }, {
    "if-match": `"${task.version}"`,
  });
  const changes = [{ id: a.id, plannedOn: "2030-04-01" }];
  for (const verb of ["preview", "apply"]) {
    const stale = await api(person, "POST", `${root}/plan/${verb}`, {
      ...{ changes, version },
      ...(verb === "apply" ? { reason: "r" } : {}),
    });
    assert.equal(stale.status, 412, stale.text);
    assert.match(String(stale.body.detail), /"Free"/);
    assert.deepEqual(errorsOf(stale), [`/items/${free.id}`]);
  }
  const odd = await api(person, "POST", `${root}/plan/preview`, { changes, version: "x" });
  assert.deepEqual([odd.status, errorsOf(odd)], [422, ["/version"]]);
  const now = await plan();
  const taken = await api(person, "POST", `${root}/plan/apply`, {
    ...{ changes, reason: "r" },
    version: now.version,
  });
  assert.equal(taken.status, 200, taken.text);
});

test("wrong changes are refused with their places", async () => {
  const { person, root, a, end } = await chain();
  const other = await chain();
  const cases: [unknown, string][] = [
    [[{ id: crypto.randomUUID(), durationDays: 1 }], "/changes/0/id"],
    [[{ id: other.a.id, durationDays: 1 }], "/changes/0/id"],
    [[{ id: a.id }], "/changes/0"],
    [[{ id: a.id, durationDays: 1 }, { id: a.id, durationDays: 2 }], "/changes/1/id"],
    [[{ id: a.id, plannedOn: "2030-02-30" }], "/changes/0/plannedOn"],
    [[{ id: a.id, plannedOn: "2030-02" }], "/changes/0/plannedOn"],
    [[{ id: end.id, durationDays: 1 }], "/changes/0/durationDays"],
    [[{ id: a.id, durationDays: -3 }], "/changes/0/durationDays"],
    [[{ id: a.id, durationDays: 3, x: 1 }], "/changes/0/x"],
    [[], "/changes"],
    [Array.from({ length: 501 }, () => ({ id: a.id, durationDays: 1 })), "/changes"],
    [[{ id: a.id, plannedOn: "2150-12-31" }], "/changes"],
  ];
  for (const [changes, path] of cases) {
    for (const verb of ["preview", "apply"]) {
      const refused = await api(person, "POST", `${root}/plan/${verb}`, {
        ...{ changes },
        ...(verb === "apply" ? { reason: "r" } : {}),
      });
      assert.equal(refused.status, 422, `${path} ${refused.text}`);
      assert.ok(errorsOf(refused).includes(path), `${path} ${refused.text}`);
    }
  }
});

test("a milestone known by the month stays so while it is true, and says when it is computed", async () => {
  const { person, root, add, plan } = await study();
  const a = await add("tasks", { title: "A", plannedStart: "2030-03-04", durationDays: 5 });
  const m = await add("milestones", { title: "M", plannedOn: "2030-03", state: "unconfirmed" });
  await add("dependencies", { fromId: a.id, toId: m.id });
  const apply = (plannedOn: string) =>
    api(person, "POST", `${root}/plan/apply`, { changes: [{ id: a.id, plannedOn }] });
  await apply("2030-03-18");
  const [within] = (await plan()).milestones;
  assert.deepEqual([within!.plannedOn, within!.early], ["2030-03", {
    startOn: "2030-03-22",
    finishOn: "2030-03-22",
  }]);
  await apply("2030-04-01");
  const [pushed] = (await plan()).milestones;
  assert.equal(pushed!.plannedOn, "2030-04-05");
  assert.match(String(pushed!.basis), /from 2030-03 to 2030-04-05/);
  const done = await api(person, "POST", `${root}/plan/apply`, {
    changes: [{ id: m.id, plannedOn: "2030-06" }],
  });
  assert.equal(done.status, 200);
  const [said] = (await plan()).milestones;
  assert.deepEqual([said!.plannedOn, said!.basis], ["2030-06", null], "a person said it");
});

test("the skeleton is made once, by rules that say what they stand on, and confirmed by people", async () => {
  const { person, root, plan } = await study();
  const make = () => api(person, "POST", `${root}/plan/skeleton`, {});
  const first = await make();
  assert.deepEqual(first.body, { milestones: 7, tasks: 2, dependencies: 9 } as unknown, first.text);
  assert.deepEqual((await make()).body, { milestones: 0, tasks: 0, dependencies: 0 } as unknown);
  const made = await plan();
  assert.deepEqual(made.unconfirmed, { milestones: 7, tasks: 2, dependencies: 9 });
  assert.ok([...made.milestones, ...made.tasks, ...made.dependencies].every((row) => row.basis));
  assert.ok(made.milestones.every((row) => row.plannedOn === null), "nothing is invented");
  const [one, two, three] = made.milestones;
  const decide = (body: Json) => api(person, "POST", `${root}/plan/decide`, body);
  const some = await decide({ decision: "confirm", ids: [one!.id, two!.id] });
  assert.deepEqual(some.body, { milestones: 2, tasks: 0, dependencies: 1 } as unknown);
  const gone = await decide({ decision: "reject", ids: [three!.id] });
  assert.equal(gone.body.milestones as unknown, 1);
  assert.equal((await decide({ decision: "reject", ids: [one!.id] })).status, 409);
  const rest = await decide({ decision: "confirm" });
  assert.equal(rest.status, 200);
  assert.deepEqual((await plan()).unconfirmed, { milestones: 0, tasks: 0, dependencies: 0 });
  const trail = await api(person, "GET", `${root}/activity?entity=milestones`);
  const entry = (trail.body.events as Json[]).find((e) =>
    e.entityId === three!.id && e.action === "delete"
  );
  assert.ok(entry, "what was rejected stays in the trail");
});

test("a baseline keeps dates, and the plan is compared with it", async () => {
  const { person, root, add, plan, a, b } = await chain();
  const baseline = await add("baselines", { name: "Approved plan" });
  const kept = await api(person, "GET", `${root}/baselines/${baseline.id}`);
  assert.equal((kept.body.item.items as Json[]).length, 4);
  await api(person, "POST", `${root}/plan/apply`, {
    ...{ changes: [{ id: a.id, plannedOn: "2030-03-11" }], reason: "r" },
  });
  const got = await plan();
  const task = got.tasks.find((row) => row.id === b.id)!;
  assert.deepEqual(task.baseline, { startOn: "2030-03-11", finishOn: "2030-03-13" });
  assert.equal(task.baselineDays, 7);
  assert.equal((got.baseline as Json).name, "Approved plan");
  for (const method of ["PUT", "DELETE"]) {
    assert.equal((await api(person, method, `${root}/baselines/${baseline.id}`, {})).status, 405);
  }
});

test("an import brings the skeleton; a registry date that is taken over moves its suggestion", async () => {
  const person = await signUp();
  const date = (date: string, type: string) => ({ date, type });
  const record = (start: string) => ({
    protocolSection: {
      identificationModule: { nctId: "NCT09990001", briefTitle: "A study" },
      statusModule: {
        overallStatus: "NOT_YET_RECRUITING",
        startDateStruct: date(start, "ESTIMATED"),
        primaryCompletionDateStruct: date("2032-05", "ESTIMATED"),
        completionDateStruct: date("2032-05", "ESTIMATED"),
      },
      designModule: {
        studyType: "INTERVENTIONAL",
        enrollmentInfo: { count: 120, type: "ESTIMATED" },
      },
    },
  });
  const send = (start: string) =>
    api(person, "POST", "/api/projects/import", { source: "ctgov", record: record(start) });
  const first = await send("2031-02");
  assert.equal(first.status, 201, first.text);
  const root = `/api/projects/${first.body.project.id}`;
  const plan = async () => (await api(person, "GET", `${root}/plan`)).body;
  const made = await plan();
  assert.deepEqual(made.unconfirmed, { milestones: 7, tasks: 3, dependencies: 11 });
  assert.deepEqual(made.tasks.map((row) => [row.title, row.plannedStart, row.durationDays]), [
    ["Ethics and authority approvals", null, null],
    ["Enroll 120 participants", null, null],
    ["Clean the data for the lock", null, null],
  ]);
  const of = (got: Answer, key: string) => got.milestones.find((row) => row.key === key)!;
  const early = (key: string) => (of(made, key).early as Json).startOn;
  assert.deepEqual(["first_participant_in", "last_participant_in", "database_lock"].map(early), [
    ...["2031-02-01", "2031-02-01", "2032-05-01"],
  ]);
  const accept = await (async () => {
    assert.equal((await send("2031-06-15")).status, 200);
    return await api(person, "POST", `${root}/import/accept`, { paths: ["/startDate"] });
  })();
  assert.equal(accept.status, 200, accept.text);
  const moved = of(await plan(), "first_participant_in");
  assert.deepEqual([moved.plannedOn, moved.certainty], ["2031-06-15", "ESTIMATED"]);
  assert.match(String(moved.basis), /Registry start date 15 Jun 2031/);
  const put = await api(person, "PUT", `${root}/milestones/${moved.id}`, { plannedOn: "2031-07" }, {
    "if-match": `"${moved.version}"`,
  });
  assert.equal(put.status, 200, put.text);
  await send("2031-09");
  await api(person, "POST", `${root}/import/accept`, { paths: ["/startDate"] });
  assert.equal(of(await plan(), "first_participant_in").plannedOn, "2031-07", "a person said so");
});
