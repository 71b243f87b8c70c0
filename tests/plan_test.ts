// The plan through the real API: the rows that it is made of, calendar files.
import assert from "node:assert/strict";
import { call, signUp } from "./harness.ts";
import { api, chain, errorsOf, type Item, type Json, study, test } from "./plan_steps.ts";

test("milestones are as precise as they are given, and have a key and a kind of their own", async () => {
  const { person, root, add } = await study();
  for (const plannedOn of ["2027", "2027-03", "2027-03-14"]) {
    const made = await add("milestones", { title: "First patient in", plannedOn });
    assert.equal(made.plannedOn, plannedOn);
    assert.equal(made.precision, { 4: "year", 7: "month", 10: "day" }[plannedOn.length]);
    assert.ok(made.key && made.kind);
  }
  const bad = [
    "2027-13",
    "2027-02-30",
    "27",
    "2027-3",
    "1949",
    "2151-01",
    "soon",
    "2027-03-14T00:00",
  ];
  for (const plannedOn of bad) {
    const refused = await api(person, "POST", `${root}/milestones`, { title: "M", plannedOn });
    assert.equal(refused.status, 422, plannedOn);
    assert.ok(errorsOf(refused).every((path) => path === "/plannedOn"), refused.text);
  }
  const late = await api(person, "POST", `${root}/milestones`, {
    title: "M",
    actualOn: "2101-01-01",
  });
  assert.deepEqual([late.status, errorsOf(late)], [422, ["/actualOn"]]);
});

test("a confirmed milestone is changed with a reason, a suggestion without", async () => {
  const { person, root, add } = await study();
  const sure = await add("milestones", { title: "M", plannedOn: "2030-01", state: "confirmed" });
  const path = `${root}/milestones/${sure.id}`;
  const put = (body: Json, version = sure.version) =>
    api(person, "PUT", path, body, { "if-match": `"${version}"` });
  const refused = await put({ plannedOn: "2030-02" });
  assert.deepEqual([refused.status, errorsOf(refused)], [422, ["/reason"]]);
  const done = await put({ plannedOn: "2030-02", reason: "The vendor is late" });
  assert.equal(done.status, 200, done.text);
  assert.equal((await put({ title: "N", reason: "again" })).status, 412);
  const maybe = await add("milestones", { title: "M", state: "unconfirmed" });
  const changed = await api(person, "PUT", `${root}/milestones/${maybe.id}`, { title: "N" }, {
    "if-match": `"${maybe.version}"`,
  });
  assert.equal(changed.status, 200);
});

test("a task says its status and its planned finish, by its calendar", async () => {
  const { person, root, add } = await study();
  const a = await add("tasks", { title: "A", plannedStart: "2030-03-07", durationDays: 3 });
  assert.deepEqual([a.plannedFinish, a.status, a.calendar], [
    "2030-03-11",
    "not_started",
    "working",
  ]);
  const b = await add("tasks", {
    title: "B",
    plannedStart: "2030-03-07",
    durationDays: 3,
    calendar: "calendar",
    actualStart: "2026-01-02",
  });
  assert.deepEqual([b.plannedFinish, b.status], ["2030-03-09", "in_progress"]);
  const put = await api(person, "PUT", `${root}/tasks/${b.id}`, { actualFinish: "2026-01-05" }, {
    "if-match": `"${b.version}"`,
  });
  assert.equal(put.body.item.status, "done", put.text);
  const list = await api(person, "GET", `${root}/tasks`);
  assert.deepEqual(list.body.items.map((item) => item.status).sort(), ["done", "not_started"]);
  const project = await api(person, "GET", root);
  const calendar = await api(person, "PUT", `${root}/plan/calendar`, {
    workingWeekdays: [1, 2, 3, 4],
    holidays: ["2030-03-11", "2030-03-11"],
  }, { "if-match": project.headers.get("etag")! });
  assert.equal(calendar.status, 200, calendar.text);
  const again = await api(person, "GET", `${root}/tasks/${a.id}`);
  assert.equal(again.body.item.plannedFinish, "2030-03-13", "Thursday, Tuesday, Wednesday");
  for (
    const [body, path] of [
      [{ workingWeekdays: [] }, "/workingWeekdays"],
      [{ workingWeekdays: [0] }, "/workingWeekdays/0"],
      [{ holidays: ["2030-02-30"] }, "/holidays/0"],
    ] as const
  ) {
    const refused = await api(person, "PUT", `${root}/plan/calendar`, body, {
      "if-match": calendar.headers.get("etag")!,
    });
    assert.deepEqual([refused.status, errorsOf(refused)], [422, [path]]);
  }
  for (
    const [body, path] of [
      [{ durationDays: -1 }, "/durationDays"],
      [{ durationDays: 1.5 }, "/durationDays"],
      [{ durationDays: 3651 }, "/durationDays"],
      [{ plannedStart: "2030-02-30" }, "/plannedStart"],
      [{ ownerId: crypto.randomUUID() }, "/ownerId"],
      [{ nonsense: 1 }, "/nonsense"],
    ] as const
  ) {
    const refused = await api(person, "POST", `${root}/tasks`, { title: "T", ...body });
    assert.deepEqual([refused.status, errorsOf(refused)], [422, [path]], refused.text);
  }
});

test("links: a circle is refused with its path, and so are itself and other studies' items", async () => {
  const { person, root, a, b, end, ab } = await chain();
  const other = await chain();
  const link = (body: Json) => api(person, "POST", `${root}/dependencies`, body);
  const circle = await link({ fromId: end.id, toId: a.id });
  assert.deepEqual([circle.status, errorsOf(circle)], [422, ["/toId"]], circle.text);
  assert.match(circle.body.errors[0]!.message, /End → A → B → End/);
  const self = await link({ fromId: a.id, toId: a.id });
  assert.deepEqual([self.status, errorsOf(self)], [422, ["/toId"]]);
  const foreign = await link({ fromId: a.id, toId: other.b.id });
  const nothing = await link({ fromId: a.id, toId: crypto.randomUUID() });
  const said = ({ text }: { text: string }) => text.replaceAll(/[0-9a-f-]{36}/g, "");
  assert.deepEqual([foreign.status, errorsOf(foreign)], [422, ["/toId"]]);
  assert.equal(said(foreign), said(nothing), "the answer does not tell which");
  assert.equal((await link({ fromId: a.id, toId: b.id })).status, 409);
  for (
    const [body, path] of [
      [{ type: "XX" }, "/type"],
      [{ lagDays: 1.5 }, "/lagDays"],
      [{ lagDays: 4000 }, "/lagDays"],
      [{ lagCalendar: "moon" }, "/lagCalendar"],
    ] as const
  ) {
    const refused = await link({ fromId: a.id, toId: end.id, ...body });
    assert.deepEqual([refused.status, errorsOf(refused)], [422, [path]]);
  }
  const put = await api(person, "PUT", `${root}/dependencies/${ab.id}`, {
    ...{ type: "SS", lagDays: 2, lagCalendar: "working" },
  }, { "if-match": `"${ab.version}"` });
  assert.deepEqual([put.status, put.body.item.type, put.body.item.fromId], [200, "SS", a.id]);
  assert.equal((await api(other.person, "GET", `${root}/dependencies`)).status, 404);
  assert.equal((await api(null, "GET", `${root}/plan`)).status, 401);
});

test("many tasks are changed at once, all or none", async () => {
  const { person, root, a, b, end, free } = await chain();
  const bulk = (body: Json) => api(person, "POST", `${root}/tasks/bulk`, body);
  const done = await bulk({ ids: [a.id, b.id], set: { priority: "high", ownerId: person.id } });
  assert.deepEqual([done.status, done.body.changed as unknown], [200, 2], done.text);
  const read = await api(person, "GET", `${root}/tasks/${b.id}`);
  assert.deepEqual([read.body.item.priority, read.body.item.ownerId], ["high", person.id]);
  const stale = await bulk({
    ids: [free.id, b.id],
    versions: { [b.id]: 1 },
    set: { priority: "low" },
  });
  assert.deepEqual([stale.status, errorsOf(stale)], [412, ["/ids/1"]]);
  const unknown = await bulk({ ids: [free.id, end.id], set: { priority: "low" } });
  assert.deepEqual([unknown.status, errorsOf(unknown)], [422, ["/ids/1"]]);
  const untouched = await api(person, "GET", `${root}/tasks/${free.id}`);
  assert.equal(untouched.body.item.priority, "normal");
  for (
    const [body, path] of [
      [{ ids: [a.id] }, ""],
      [{ ids: [a.id], set: { priority: "low" }, delete: true }, ""],
      [{ ids: [], set: { priority: "low" } }, "/ids"],
      [{ ids: [a.id], set: {} }, "/set"],
      [{ ids: [a.id], set: { durationDays: -1 } }, "/set/durationDays"],
      [{ ids: Array.from({ length: 1001 }, () => a.id), set: { priority: "low" } }, "/ids"],
    ] as const
  ) {
    const refused = await bulk(body as unknown as Json);
    assert.deepEqual([refused.status, errorsOf(refused)], [422, [path]], refused.text);
  }
  assert.equal((await bulk({ ids: [a.id, b.id], delete: true })).body.changed as unknown, 2);
  assert.equal((await api(person, "GET", `${root}/tasks`)).body.items.length, 1);
});

test("a point of a checklist is ticked off with its evidence, by who is signed in", async () => {
  const { person, root, add, a, plan } = await chain();
  const point = await add("checklist", {
    taskId: a.id,
    label: "Contract signed",
    needsEvidence: true,
  });
  const put = (body: Json) =>
    api(person, "PUT", `${root}/checklist/${point.id}`, body, { "if-match": `"${point.version}"` });
  const bare = await put({ doneOn: "2026-01-12" });
  assert.deepEqual([bare.status, errorsOf(bare)], [422, ["/evidence"]]);
  const done = await put({ doneOn: "2026-01-12", evidence: "TMF 05.02.07" });
  assert.deepEqual([done.status, done.body.item.doneBy], [200, person.id], done.text);
  const row = (await plan()).tasks.find((task) => task.id === a.id)!;
  assert.deepEqual(row.checklist, { done: 1, all: 1 });
  const list = await api(person, "GET", `${root}/checklist?taskId=${a.id}`);
  assert.equal(list.body.items.length, 1);
});

test("a calendar file, and a secret address that is told once and can be revoked", async () => {
  const { person, root, add } = await study("Study; one");
  await add("milestones", { title: "First, patient in", plannedOn: "2030-03-14" });
  const file = await call(person, "GET", `${root}/calendar.ics`);
  assert.equal(file.headers.get("content-type"), "text/calendar; charset=utf-8");
  assert.match(await file.text(), /SUMMARY:First\\, patient in \(Study\\; one\)\r\n/);
  assert.equal((await call(null, "GET", `${root}/calendar.ics`)).status, 401);
  const made = await api(person, "POST", "/api/calendar-feeds", {
    projectId: root.split("/").at(-1),
  });
  assert.equal(made.status, 201, made.text);
  const url = new URL(String(made.body.url));
  const logged: string[] = [];
  const { info } = console;
  console.info = (line: string) => logged.push(line);
  for (const path of [url.pathname, `${url.pathname}.ics`]) {
    const read = await call(null, "GET", path);
    assert.equal(read.status, 200);
    assert.equal(read.headers.get("cache-control"), "private, no-store");
    assert.match(await read.text(), /DTSTART;VALUE=DATE:20300314/);
  }
  console.info = info;
  const secret = url.pathname.split("/").at(-1)!;
  assert.ok(logged.some((line) => line.includes("/api/calendar/:token")), logged.join("\n"));
  assert.ok(!logged.join().includes(secret), "the log knows the route only");
  const list = await api(person, "GET", "/api/calendar-feeds");
  assert.ok(!list.text.includes(secret), "the secret is told once");
  for (const wrong of ["x".repeat(27), "short", "%00", `${secret}x`]) {
    assert.equal((await call(null, "GET", `/api/calendar/${wrong}`)).status, 404, wrong);
  }
  const feed = made.body.feed as Item;
  const stranger = await signUp();
  assert.equal((await api(stranger, "DELETE", `/api/calendar-feeds/${feed.id}`)).status, 404);
  assert.equal(
    (await api(stranger, "POST", "/api/calendar-feeds", { projectId: feed.projectId })).status,
    404,
  );
  assert.equal((await api(person, "DELETE", `/api/calendar-feeds/${feed.id}`)).status, 204);
  assert.equal((await call(null, "GET", url.pathname)).status, 404);
});

test("a milestone, a site or a task of another study is refused at its field", async () => {
  const { person, root, a } = await chain();
  const other = await chain();
  const cases: [string, Json, string][] = [
    ["tasks", { title: "T", milestoneId: other.end.id }, "/milestoneId"],
    ["tasks", { title: "T", milestoneId: a.id }, "/milestoneId"],
    ["tasks", { title: "T", siteId: crypto.randomUUID() }, "/siteId"],
    ["checklist", { label: "L", taskId: other.a.id }, "/taskId"],
  ];
  for (const [path, body, at] of cases) {
    const refused = await api(person, "POST", `${root}/${path}`, body);
    assert.deepEqual([refused.status, errorsOf(refused)], [422, [at]], refused.text);
  }
});
