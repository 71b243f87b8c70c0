// Calendar files, read back by a reader of its own; secret addresses, who they show what.
import assert from "node:assert/strict";
import { Problem } from "@/lib/http/problem.ts";
import { addMember, onBoth, refusal } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { listFeeds, makeFeed, projectCalendar, readFeed, revokeFeed } from "./feeds.ts";
import { calendarFile, type CalendarRows, escapeText, fold } from "./ics.ts";

interface Read {
  events: Record<string, string>[];
  properties: Record<string, string>;
}

/** RFC 5545, 3.1 to 3.3.11, written from the standard: unfold, split, unescape. */
function read(text: string): Read {
  assert.ok(text.endsWith("\r\n"));
  assert.ok(!/[^\r]\n|\r[^\n]/.test(text), "lines end with CRLF");
  for (const line of text.split("\r\n")) {
    assert.ok(new TextEncoder().encode(line).length <= 75, `long line: ${line}`);
    assert.equal(line.toWellFormed(), line);
  }
  const lines = text.replaceAll(/\r\n[ \t]/g, "").split("\r\n").slice(0, -1);
  const events: Record<string, string>[] = [];
  const properties: Record<string, string> = {};
  let here = properties;
  for (const line of lines) {
    const at = line.indexOf(":");
    assert.ok(at > 0, line);
    const [name, value] = [line.slice(0, at), line.slice(at + 1)];
    if (line === "BEGIN:VEVENT") events.push(here = {});
    else if (line === "END:VEVENT") here = properties;
    else {
      here[name] = value.replaceAll(/\\(.)/g, (_, c: string) => c === "n" || c === "N" ? "\n" : c);
    }
  }
  return { events, properties };
}

const rows = (more: Partial<CalendarRows>): CalendarRows => ({
  id: "0b0e9c0e-0000-4000-8000-000000000001",
  name: "LUMA-201",
  calendar: {
    ...{ workingWeekdays: [1, 2, 3, 4, 5], holidays: [], version: 1, timeZone: "UTC" },
    today: "2026-11-21",
  },
  ...{ milestones: [], tasks: [] },
  ...more,
});

const common = { state: "confirmed", version: 3, updatedAt: "2026-11-20T10:11:12.345Z" };
const undated = { plannedOn: null, forecastOn: null, actualOn: null };

Deno.test("names of any kind come back as they were, in lines of 75 bytes", () => {
  const titles = [
    "Comma, semicolon; back\\slash: colon",
    "Line\nbreak and \r\n another",
    "ä".repeat(200),
    "👩‍🔬".repeat(60),
    'END:VEVENT\r\nBEGIN:VALARM\nSUMMARY:"x"',
    "\\n is not a line",
    " leading and trailing ",
  ];
  const text = calendarFile("A, b; c", [
    rows({
      milestones: titles.map((title, i) => ({
        ...{ id: `m${i}`, title, ...common, ...undated, plannedOn: "2027-03-14" },
      })),
    }),
  ], "https://clinops.example");
  const { events, properties } = read(text);
  assert.equal(properties.NAME, "A, b; c");
  assert.deepEqual(
    events.map((event) => event.SUMMARY),
    titles.map((title) => `${title.replaceAll("\r\n", "\n")} (LUMA-201)`),
  );
  assert.equal(fold("x".repeat(75)), "x".repeat(75));
  assert.equal(escapeText("a\u0000b\u0007\tc"), "ab\tc");
});

Deno.test("events are whole days with the end after them, stable ids and versions", () => {
  const dates = (text: string) =>
    read(text).events.map((
      e,
    ) => [e.UID, e["DTSTART;VALUE=DATE"], e["DTEND;VALUE=DATE"], e.SEQUENCE, e.STATUS]);
  const task = {
    ...{ plannedStart: null, durationDays: null, calendar: "working" as const },
    ...{ forecastFinish: null, actualStart: null, actualFinish: null, ...common },
  };
  const project = rows({
    milestones: [
      { id: "day", title: "M", ...common, ...undated, plannedOn: "2026-12-31" },
      {
        id: "month",
        title: "M",
        ...common,
        ...undated,
        plannedOn: "2027-02",
        state: "unconfirmed",
      },
      { id: "year", title: "M", ...common, ...undated, plannedOn: "2027" },
      { id: "none", title: "M", ...common, ...undated },
      {
        id: "done",
        title: "M",
        ...common,
        plannedOn: "2027-01",
        forecastOn: null,
        actualOn: "2026-11-02",
      },
    ],
    tasks: [
      { ...task, id: "weekend", title: "T", plannedStart: "2026-11-26", durationDays: 3 },
      { ...task, id: "start", title: "T", plannedStart: "2026-11-26" },
      { ...task, id: "nothing", title: "T", durationDays: 3 },
      { ...task, id: "odd", title: "T", plannedStart: "2026-11-26", actualFinish: "2026-11-20" },
    ],
  });
  assert.deepEqual(dates(calendarFile("x", [project], "https://a")), [
    ["day@clinops", "20261231", "20270101", "2", "CONFIRMED"],
    ["month@clinops", "20270201", "20270301", "2", "TENTATIVE"],
    ["done@clinops", "20261102", "20261103", "2", "CONFIRMED"],
    ["weekend@clinops", "20261126", "20261201", "2", "CONFIRMED"],
    ["start@clinops", "20261126", "20261127", "2", "CONFIRMED"],
    ["odd@clinops", "20261120", "20261121", "2", "CONFIRMED"],
  ]);
  const [event] = read(calendarFile("x", [project], "https://a")).events;
  assert.equal(event!.DTSTAMP, "20261120T101112Z");
});

let callers = 0;
const look = () => ({ address: `192.0.2.${++callers}`, origin: "https://a.example" });
const status = async (work: Promise<unknown>) => {
  try {
    await work;
    return 200;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.status;
  }
};

onBoth(
  "a secret address shows what its person may see, no restricted row, until it is revoked",
  async (world) => {
    const { person, org, project } = await begin(world);
    const { db } = world;
    const add = (title: string, more: { restricted?: boolean; owner?: string } = {}) =>
      db.asUser(person.claims, (sql) =>
        sql`
      insert into public.milestones (org_id, project_id, title, planned_text, restricted, owner_id)
      values (${org}, ${project}, ${title}, '2030-01-02', ${more.restricted ?? false},
        ${more.owner ?? null}::uuid)`);
    await add("Open");
    await add("Mine", { owner: person.id });
    await add("Unblinding", { restricted: true, owner: person.id });
    const member = await world.signUp();
    await addMember(db, org, member);
    await db.asSystem("set-up of the test", (sql) =>
      sql`
    insert into public.project_members (org_id, project_id, user_id, role)
    values (${org}, ${project}, ${member.id}, 'viewer')`);
    const as = (who: typeof person) => ({ db, claims: who.claims, reason: null });
    const titles = async (token: string) =>
      read(await readFeed(db, token, look())).events.map((event) => event.SUMMARY).toSorted();
    const [whole, own, theirs] = [
      await makeFeed(as(person), { projectId: project }),
      await makeFeed(as(person), {}),
      await makeFeed(as(member), { projectId: project }),
    ];
    assert.deepEqual(await titles(whole.token), ["Mine (Trial)", "Open (Trial)"]);
    assert.deepEqual(await titles(own.token), ["Mine (Trial)"]);
    assert.deepEqual(await titles(theirs.token), ["Mine (Trial)", "Open (Trial)"]);
    const file = await projectCalendar(as(person), project, "https://a.example");
    assert.ok(file.ok && !file.value.includes("Unblinding"), "not even for the cleared");

    const stranger = await world.signUp();
    assert.equal(await refusal(makeFeed(as(stranger), { projectId: project })), "PT404");
    assert.equal(await refusal(projectCalendar(as(stranger), project, "https://a")), "PT404");
    assert.equal(await status(readFeed(db, "x".repeat(27), look())), 404);
    assert.deepEqual((await listFeeds(as(person))).map((feed) => feed.projectName), [
      null,
      "Trial",
    ]);
    assert.deepEqual(await listFeeds(as(stranger)), []);
    assert.equal((await revokeFeed(as(stranger), whole.feed.id)).ok, false);
    assert.equal((await revokeFeed(as(person), whole.feed.id)).ok, true);
    assert.equal(await status(readFeed(db, whole.token, look())), 404);

    await db.asSystem("set-up of the test", (sql) =>
      sql`
    delete from public.project_members where user_id = ${member.id}`);
    assert.equal(await status(readFeed(db, theirs.token, look())), 404, "who left sees no more");
    const text = JSON.stringify(
      await db.asSystem("test", (sql) =>
        sql`
    select a.* from public.activity a where a.org_id = ${org}`),
    );
    assert.ok(!text.includes(own.token), "no secret stands in the trail");
    const raw = db.asUser(person.claims, (sql) => sql`select * from private.calendar_feeds`);
    assert.equal(await refusal(raw), "42501");
  },
);

onBoth("looks at secret addresses are counted by the caller's address", async (world) => {
  const { db } = world;
  const caller = { ...look(), address: `198.51.100.${Math.floor(Math.random() * 250)}` };
  const all: number[] = [];
  for (let i = 0; i < 62; i++) {
    all.push(await status(readFeed(db, `wrong-${i}`.padEnd(27, "x"), caller)));
  }
  assert.deepEqual([...new Set(all)], [404, 429]);
  assert.equal(all.filter((one) => one === 429).length, 2);
});

onBoth("a person has at most 20 secret addresses", async (world) => {
  const { person } = await begin(world);
  const ctx = { db: world.db, claims: person.claims, reason: null };
  for (let i = 0; i < 20; i++) await makeFeed(ctx, {});
  assert.equal(await refusal(makeFeed(ctx, {})), "PT409");
});
