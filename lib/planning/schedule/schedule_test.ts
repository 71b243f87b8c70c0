// Small plans whose dates were worked out by hand. 2026-11-23 is a Monday.
import assert from "node:assert/strict";
import { schedule } from "./mod.ts";
import { calendar, link, milestone, task } from "./items_testing.ts";
import type { LinkType, Plan, PlanItem, PlanLink, Schedule } from "./model.ts";
import { seeded } from "./random_testing.ts";

function run(items: PlanItem[], links: PlanLink[] = [], more: Partial<Plan> = {}): Schedule {
  const result = schedule({ calendar, items, links, ...more });
  assert.ok(result.ok, JSON.stringify(result));
  return result;
}
const dates = (result: Schedule) =>
  Object.fromEntries(result.items.map((i) => [i.id, [i.startOn, i.finishOn, i.slackDays]]));

Deno.test("tasks in working days follow each other over the weekend; slack is in calendar days", () => {
  const result = run(
    [
      task("a", 5, { plannedOn: "2026-11-23" }),
      task("b", 3),
      task("c", 1),
      milestone("end"),
    ],
    [link("a", "b"), link("a", "c"), link("b", "end"), link("c", "end")],
  );
  assert.deepEqual(dates(result), {
    a: ["2026-11-23", "2026-11-27", 0],
    b: ["2026-11-30", "2026-12-02", 0],
    c: ["2026-11-30", "2026-11-30", 2],
    end: ["2026-12-02", "2026-12-02", 0],
  });
  assert.deepEqual(result.criticalPath, ["a", "b", "end"]);
  assert.equal(result.endOn, "2026-12-02");
  const c = result.items[2]!;
  assert.deepEqual([c.lateStartOn, c.freeSlackDays, c.drivingPredecessor], ["2026-12-02", 2, "a"]);
});

Deno.test("slack reaches over a weekend when the last good start is a Monday", () => {
  const result = run(
    [
      task("long", 2, { plannedOn: "2026-11-27" }),
      task("short", 1, { plannedOn: "2026-11-27" }),
    ],
  );
  assert.deepEqual(dates(result), {
    long: ["2026-11-27", "2026-11-30", 0],
    short: ["2026-11-27", "2026-11-27", 3],
  });
});

Deno.test("a milestone stands at the end of its day", () => {
  const result = run(
    [
      milestone("approval", { plannedOn: "2026-11-24" }),
      task("next", 1),
      milestone("later"),
      milestone("working"),
    ],
    [
      link("approval", "next"),
      link("approval", "later", "FS", { lagDays: 10 }),
      link("approval", "working", "FS", { lagDays: 10, lagUnit: "working" }),
    ],
  );
  assert.deepEqual(dates(result), {
    approval: ["2026-11-24", "2026-11-24", 0],
    next: ["2026-11-25", "2026-11-25", 13],
    later: ["2026-12-04", "2026-12-04", 4],
    working: ["2026-12-08", "2026-12-08", 0],
  });
});

Deno.test("every link type with a lag", () => {
  const a = task("a", 4, { plannedOn: "2026-11-23", durationUnit: "calendar" });
  const b = task("b", 2, { durationUnit: "calendar" });
  const startOf = (type: LinkType, lagDays: number) =>
    run([a, b], [link("a", "b", type, { lagDays })]).items[1]!.startOn;
  assert.equal(startOf("FS", 0), "2026-11-27");
  assert.equal(startOf("FS", -2), "2026-11-25");
  assert.equal(startOf("SS", 1), "2026-11-24");
  assert.equal(startOf("FF", 0), "2026-11-25");
  assert.equal(startOf("FF", 3), "2026-11-28");
  assert.equal(startOf("SF", 5), "2026-11-26");
});

Deno.test("a holiday is no working day, and a task of 0 days finishes where it starts", () => {
  const result = run(
    [task("a", 2, { plannedOn: "2026-12-24" }), task("sign", 0), task("b", 1)],
    [link("a", "sign"), link("sign", "b")],
    { calendar: { ...calendar, holidays: ["2026-12-25", "2027-01-01"] } },
  );
  assert.deepEqual(dates(result), {
    a: ["2026-12-24", "2026-12-28", 0],
    sign: ["2026-12-29", "2026-12-29", 0],
    b: ["2026-12-29", "2026-12-29", 0],
  });
});

Deno.test("facts fix an item, and what follows it follows the fact", () => {
  const result = run(
    [
      task("done", 3, {
        plannedOn: "2026-11-23",
        actualStart: "2026-11-24",
        actualFinish: "2026-12-01",
      }),
      task("next", 1, { plannedOn: "2026-11-26" }),
      task("begun", 10, { plannedOn: "2026-11-23", actualStart: "2026-11-25" }),
    ],
    [link("done", "next")],
  );
  assert.deepEqual(dates(result), {
    done: ["2026-11-24", "2026-12-01", null],
    next: ["2026-12-02", "2026-12-02", 6],
    begun: ["2026-11-25", "2026-12-08", 0],
  });
  assert.deepEqual(result.items.map((i) => i.state), ["completed", "notStarted", "inProgress"]);
  assert.equal(result.items[0]!.critical, false);
});

Deno.test("with a data date nothing open lies before it", () => {
  const items = [
    task("late", 2, { plannedOn: "2026-11-02" }),
    task("begun", 1, { actualStart: "2026-11-02" }),
    milestone("visit", { plannedOn: "2026-11-03" }),
    task("done", 1, { actualStart: "2026-11-02", actualFinish: "2026-11-02" }),
  ];
  assert.deepEqual(dates(run(items, [], { dataDate: "2026-11-21" })), {
    late: ["2026-11-23", "2026-11-24", 0],
    begun: ["2026-11-02", "2026-11-23", 1],
    visit: ["2026-11-21", "2026-11-21", 3],
    done: ["2026-11-02", "2026-11-02", null],
  });
});

Deno.test("no date is invented: what hangs on nothing dated is unscheduled and says on what", () => {
  const result = run(
    [milestone("open"), task("a", 3), task("b", 1), task("dated", 1, { plannedOn: "2026-11-23" })],
    [link("open", "a"), link("a", "b"), link("dated", "b"), link("a", "dated")],
  );
  const [open, a, b, dated] = result.items;
  for (const item of [open!, a!]) {
    assert.deepEqual(
      [item.state, item.startOn, item.finishOn, item.slackDays, item.critical],
      ["unscheduled", null, null, null, false],
    );
  }
  assert.deepEqual(open!.missing, []);
  assert.deepEqual(a!.missing, ["open"]);
  assert.deepEqual([b!.startOn, b!.missing], ["2026-11-24", ["a"]]);
  assert.deepEqual(dated!.missing, ["a"]);
  assert.equal(run([milestone("open")]).endOn, null);
});

Deno.test("a completed item without a recorded start says nothing to links by start", () => {
  const result = run(
    [task("done", 3, { actualFinish: "2026-11-20" }), task("next", 1)],
    [link("done", "next", "SS")],
  );
  assert.deepEqual(dates(result), { done: [null, "2026-11-20", null], next: [null, null, null] });
  assert.deepEqual(result.items[1]!.missing, ["done"]);
});

Deno.test("a circle is refused with its path, also one of a single item", () => {
  const items = ["a", "b", "c", "d"].map((id) => task(id, 1));
  assert.deepEqual(
    schedule({
      calendar,
      items,
      links: [link("a", "b"), link("b", "c", "SS"), link("c", "d"), link("d", "b", "FF")],
    }),
    { ok: false, kind: "cycle", cycle: ["b", "c", "d"] },
  );
  assert.deepEqual(
    schedule({ calendar, items, links: [link("a", "a")] }),
    { ok: false, kind: "cycle", cycle: ["a"] },
  );
});

const paths = (plan: Plan) => {
  const result = schedule(plan);
  return !result.ok && result.kind === "input" ? result.errors.map((e) => e.path) : result;
};

Deno.test("wrong values are refused with their places", () => {
  assert.deepEqual(
    paths({
      calendar: { workingWeekdays: [], holidays: ["2026-02-30"] },
      items: [
        task("a", -1, { plannedOn: "2026-13-01" }),
        task("a", 1.5),
        milestone("m", { durationDays: 3 }),
        task("b", 1, { actualStart: "2026-11-23", actualFinish: "2026-11-20" }),
        milestone("n", { actualStart: "2026-11-23", actualFinish: "2026-11-24" }),
      ],
      links: [link("a", "nobody", "FS", { lagDays: 99_999 })],
      dataDate: "today",
    }),
    [
      "/calendar/workingWeekdays",
      "/calendar/holidays/0",
      "/items/0/durationDays",
      "/items/0/plannedOn",
      "/items/1/id",
      "/items/1/durationDays",
      "/items/2/durationDays",
      "/items/3/actualFinish",
      "/items/4/actualFinish",
      "/links/0/to",
      "/links/0/lagDays",
      "/dataDate",
    ],
  );
  const far = Array.from(
    { length: 90 },
    (_, i) => task(`t${i}`, 36_500, { plannedOn: "9000-01-01" }),
  );
  assert.deepEqual(
    paths({ calendar, items: far, links: far.slice(1).map((t, i) => link(`t${i}`, t.id)) }),
    ["/items/7"],
  );
});

Deno.test("500 tasks and 800 links are one pass, deep chains included", () => {
  const random = seeded(7);
  const items = Array.from({ length: 500 }, (_, i) => task(`t${i}`, 1 + Math.floor(random() * 9)));
  items[0]!.plannedOn = "2026-11-23";
  const links = Array.from({ length: 800 }, (_, i) => {
    const to = i < 499 ? i + 1 : 1 + Math.floor(random() * 499);
    return link(`t${i < 499 ? i : Math.floor(random() * to)}`, `t${to}`);
  });
  const result = run(items, links);
  assert.ok(result.items.every((item) => item.startOn !== null));
  assert.equal(result.items.at(-1)!.finishOn, result.endOn);
});
