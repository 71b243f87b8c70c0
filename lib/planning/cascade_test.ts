// What a preview says is what the plan is after its writes, on random plans; dates of any precision.
import assert from "node:assert/strict";
import { cascade } from "./cascade.ts";
import { daysOutside, firstDay, isPartialDate, lastDay } from "./dates.ts";
import type { MilestoneFacts, PlanDoc, TaskFacts } from "./facts.ts";
import { finishOn, passOf } from "./passes.ts";
import { formatDay, parseDay } from "./schedule/calendar.ts";
import { toPlan } from "./view.ts";

/** Mulberry32. */
function seeded(seed: number) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const TODAY = "2027-06-15";
const START = parseDay("2027-03-01")!;

export const milestone = (id: string, more: Partial<MilestoneFacts> = {}): MilestoneFacts => ({
  ...{ id, title: id, key: id, kind: "milestone", phase: null, plannedOn: null, precision: null },
  ...{ certainty: null, basis: null, state: "unconfirmed", forecastOn: null, actualOn: null },
  ...{ ownerId: null, ownerName: null, imported: false, ordinal: 0, restricted: false, version: 1 },
  ...more,
});

export const task = (id: string, more: Partial<TaskFacts> = {}): TaskFacts => ({
  ...{ id, title: id, description: null, phase: null, plannedStart: null, durationDays: null },
  ...{ calendar: "working", forecastFinish: null, actualStart: null, actualFinish: null },
  ...{ priority: "normal", milestoneId: null, siteId: null, siteName: null, basis: null },
  ...{ state: "confirmed", ownerId: null, ownerName: null, checklist: { done: 0, all: 0 } },
  ...{ ordinal: 0, restricted: false, version: 1 },
  ...more,
});

export const doc = (more: Partial<PlanDoc>): PlanDoc => ({
  calendar: {
    ...{ workingWeekdays: [1, 2, 3, 4, 5], holidays: ["2027-05-06"], version: 1 },
    ...{ timeZone: "UTC", today: TODAY },
  },
  ...{ milestones: [], tasks: [], dependencies: [], baselines: [], baselineItems: [], people: [] },
  ...{ version: "v", asOf: "2027-06-15T00:00:00.000Z", permissions: { can: {} } },
  ...more,
});

const link = (fromId: string, toId: string, more = {}) => ({
  ...{ id: `${fromId}>${toId}`, fromId, toId, type: "FS" as const, lagDays: 0 },
  ...{ lagCalendar: "calendar" as const, state: "confirmed" as const, basis: null, version: 1 },
  ...more,
});

function randomDoc(random: () => number): PlanDoc {
  const whole = (n: number) => Math.floor(random() * n);
  const maybe = <T>(chance: number, value: () => T) => random() < chance ? value() : null;
  const date = () => formatDay(START + whole(200));
  const partial = () => date().slice(0, [4, 7, 10, 10][whole(4)]);
  const count = 2 + whole(12);
  const milestones: MilestoneFacts[] = [];
  const tasks: TaskFacts[] = [];
  for (let i = 0; i < count; i++) {
    if (random() < 0.35) {
      milestones.push(milestone(`i${i}`, {
        plannedOn: maybe(0.7, partial),
        actualOn: maybe(0.1, date),
        certainty: maybe(0.3, () => random() < 0.5 ? "ACTUAL" : "ESTIMATED"),
        state: random() < 0.5 ? "confirmed" : "unconfirmed",
      }));
    } else {
      const actualStart = maybe(0.2, date);
      tasks.push(task(`i${i}`, {
        plannedStart: maybe(0.7, date),
        durationDays: maybe(0.85, () => whole(15)),
        calendar: random() < 0.6 ? "working" : "calendar",
        actualStart,
        actualFinish: actualStart && maybe(0.4, () => formatDay(parseDay(actualStart)! + whole(9))),
      }));
    }
  }
  const dependencies = [];
  for (let to = 1; to < count; to++) {
    for (let from = 0; from < to; from++) {
      if (random() > 0.3) continue;
      const type = (["FS", "SS", "FF", "SF"] as const)[whole(4)]!;
      const lagCalendar = random() < 0.5 ? "working" : "calendar";
      dependencies.push(link(`i${from}`, `i${to}`, { type, lagCalendar, lagDays: whole(9) - 3 }));
    }
  }
  return doc({ milestones, tasks, dependencies });
}

/** The plan with the rows as they would be stored. */
function written(before: PlanDoc, { tasks, milestones }: ReturnType<typeof applied>): PlanDoc {
  const fields = new Map([...tasks, ...milestones].map((write) => [write.id, write.fields]));
  return {
    ...before,
    tasks: before.tasks.map((row) => {
      const { planned_start, duration_days } =
        (fields.get(row.id) ?? {}) as (typeof tasks)[number]["fields"];
      return {
        ...row,
        plannedStart: planned_start === undefined ? row.plannedStart : planned_start,
        durationDays: duration_days ?? row.durationDays,
      };
    }),
    milestones: before.milestones.map((row) => {
      const { planned_text } = (fields.get(row.id) ?? {}) as (typeof milestones)[number]["fields"];
      // The trigger of the table takes the registry's word away with the date.
      return planned_text === undefined
        ? row
        : { ...row, plannedOn: planned_text, certainty: null };
    }),
  };
}

function applied(before: PlanDoc, changes: Parameters<typeof cascade>[1]) {
  const tried = cascade(before, changes);
  assert.ok(tried.ok, JSON.stringify(tried));
  return tried.value;
}

Deno.test("after the writes of a preview the plan has its dates, on 3,000 random plans", () => {
  let moved = 0;
  for (let seed = 1; seed <= 3000; seed++) {
    const random = seeded(seed);
    const before = randomDoc(random);
    const items = [...before.milestones, ...before.tasks];
    const changes = items.filter(() => random() < 0.3).map(({ id }) => {
      const day = formatDay(START + Math.floor(random() * 220));
      return before.tasks.some((row) => row.id === id)
        ? { id, plannedOn: random() < 0.1 ? null : day, durationDays: Math.floor(random() * 20) }
        : { id, plannedOn: random() < 0.1 ? null : day.slice(0, random() < 0.5 ? 7 : 10) };
    });
    if (changes.length === 0) continue;
    const result = applied(before, changes);
    const after = passOf(written(before, result), "plan");
    const was = passOf(before, "plan");
    for (const { id } of items) {
      const move = result.preview.moves.find((one) => one.id === id);
      const [old, now] = [was.items.get(id)!, after.items.get(id)!];
      const where = `seed ${seed} item ${id}`;
      assert.equal(now.startOn, move ? move.to : old.startOn, where);
      assert.equal(now.finishOn, move ? move.finishTo : old.finishOn, where);
      if (move) moved++;
    }
    assert.deepEqual(after.criticalPath, result.preview.criticalPath, `seed ${seed}`);
    assert.equal(after.endOn, result.preview.endTo, `seed ${seed}`);
    for (const { id, fields } of result.milestones) {
      const row = before.milestones.find((one) => one.id === id)!;
      const asked = changes.find((change) => change.id === id);
      const computed = fields.basis !== undefined;
      assert.ok(computed || fields.planned_text === asked?.plannedOn, `seed ${seed} ${id}`);
      if (computed) assert.match(fields.basis!, /^Computed on 2027-06-15/);
      assert.equal(
        result.preview.needsReason.includes(id),
        row.state === "confirmed",
        `seed ${seed} ${id}`,
      );
    }
  }
  assert.ok(moved > 3000, `${moved} items moved`);
});

Deno.test("partial dates: their first and last day, and days outside of them", () => {
  assert.deepEqual([firstDay("2027"), lastDay("2027")], ["2027-01-01", "2027-12-31"]);
  assert.deepEqual([firstDay("2028-02"), lastDay("2028-02")], ["2028-02-01", "2028-02-29"]);
  assert.deepEqual([firstDay("2027-12"), lastDay("2027-12")], ["2027-12-01", "2027-12-31"]);
  assert.deepEqual(["9999", "2027-02", "2027-11"].map(lastDay), [
    ...["9999-12-31", "2027-02-28", "2027-11-30"],
  ]);
  assert.deepEqual(
    ["2027-12-31", "2028-01-02", "2027-11-29"].map((d) => daysOutside("2027-12", d)),
    [
      0,
      2,
      -2,
    ],
  );
  assert.deepEqual(
    ["2027", "2150-12-31", "1950", "1949", "2151", "2027-00", "2027-02-29", "٢٠٢٧"].map(
      isPartialDate,
    ),
    [true, true, true, false, false, false, false, false],
  );
});

Deno.test("a planned finish is the one that the schedule gives a task alone", () => {
  for (let seed = 1; seed <= 500; seed++) {
    const random = seeded(seed);
    const one = task("a", {
      plannedStart: formatDay(START + Math.floor(random() * 200)),
      durationDays: Math.floor(random() * 30),
      calendar: random() < 0.5 ? "working" : "calendar",
    });
    const plan = doc({ tasks: [one] });
    const alone = passOf(plan, "plan").items.get("a")!;
    assert.equal(finishOn(plan.calendar, one), alone.finishOn, JSON.stringify(one));
  }
});

Deno.test("the forecast honours what people expect, and nothing unfinished is before today", () => {
  const plan = toPlan(doc({
    milestones: [
      milestone("expected", { plannedOn: "2027-05-10", forecastOn: "2027-08-01" }),
      milestone("past", { plannedOn: "2027-05" }),
      milestone("registry", { plannedOn: "2027-04", certainty: "ACTUAL" }),
      milestone("month", { plannedOn: "2027-06" }),
    ],
    tasks: [
      task("begun", { actualStart: "2027-06-01", durationDays: 40, forecastFinish: "2027-06-25" }),
      task("soon", { plannedStart: "2027-05-03", durationDays: 3, forecastFinish: "2027-07-02" }),
      task("open", { plannedStart: "2027-07-01" }),
      task("done", {
        plannedStart: "2027-05-03",
        durationDays: 5,
        actualStart: "2027-05-04",
        actualFinish: "2027-05-14",
      }),
    ],
    dependencies: [link("soon", "month")],
  }));
  const of = (id: string) => [...plan.milestones, ...plan.tasks].find((row) => row.id === id)!;
  assert.equal(of("expected").forecast.finishOn, "2027-08-01");
  assert.deepEqual([of("past").forecast.finishOn, of("past").lateDays], [TODAY, 15]);
  assert.deepEqual([of("registry").status, of("registry").lateDays], ["done", 0]);
  assert.deepEqual([of("begun").forecast, of("begun").lateDays], [
    { startOn: "2027-06-01", finishOn: "2027-06-25" },
    null,
  ]);
  assert.deepEqual(of("soon").forecast, { startOn: "2027-06-30", finishOn: "2027-07-02" });
  assert.deepEqual([of("soon").slipDays, of("soon").lateDays], [58, 41]);
  assert.deepEqual([of("month").forecast.finishOn, of("month").slipDays], ["2027-07-02", 2]);
  assert.equal(of("month").heldBy, null);
  assert.deepEqual(of("open").early, { startOn: "2027-07-01", finishOn: null });
  assert.deepEqual([of("done").lateDays, of("done").slipDays, of("done").slackDays], [4, 4, null]);
});

Deno.test("rows that the caller does not see hold nothing", () => {
  const plan = toPlan(doc({
    tasks: [task("a", { plannedStart: "2027-07-01", durationDays: 1 })],
    dependencies: [link("hidden", "a")],
  }));
  assert.equal(plan.problem, null);
  assert.deepEqual(plan.criticalPath, ["a"]);
});
