import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import type { Move, Plan } from "@/lib/planning/model.ts";
import { boxOf, marksOf } from "./bars.ts";
import { dateOf, dayOf } from "./days.ts";
import { linkPath, shownLinks } from "./links.ts";
import { differsFrom, seenText } from "./preview.tsx";
import { planProofOf } from "./proof.tsx";
import { hrefOf, readQuery } from "./query.ts";
import { blockedBy, filtered, grouped, paged, rowsOf, sorted } from "./rows.ts";
import { scaleOf, ticksOf } from "./scale.ts";
import { sentence } from "./sentence.ts";
import { standingOf } from "./standing.ts";
import { milestoneOf, planOf, taskOf } from "./testing.ts";
import { changeText, readChange } from "./trial.ts";
import { PlanPage, type PlanView } from "./view.tsx";

const query = (text = "") => readQuery(new URLSearchParams(text));
const TODAY = "2026-03-12";

const PLAN = planOf({
  tasks: [
    taskOf("t1", "2026-02-02", "2026-03-06", { critical: true, slackDays: 0, lateDays: 6 }),
    taskOf("t2", "2026-03-09", "2026-03-20", {
      slackDays: 12,
      late: { startOn: "2026-03-21", finishOn: "2026-04-01" },
    }),
  ],
  milestones: [milestoneOf("m1", "2026-07-01", { state: "unconfirmed" })],
  dependencies: [{
    id: "d1",
    fromId: "t1",
    toId: "t2",
    type: "FS",
    lagDays: 0,
    lagCalendar: "calendar",
    state: "confirmed",
    basis: null,
    version: 1,
  }],
  endOn: "2026-07-01",
  forecastEndOn: "2026-07-10",
  criticalPath: ["t1"],
  unconfirmed: { milestones: 1, tasks: 0, dependencies: 0 },
});

function move(id: string, finishFrom: string, finishTo: string, changes: Partial<Move> = {}): Move {
  const days = dayOf(finishTo) - dayOf(finishFrom);
  return {
    ...{ id, kind: "task", title: id, ownerId: null, ownerName: null, heldBy: null, days },
    ...{ from: finishFrom, to: finishTo, finishFrom, finishTo, changed: false, writes: true },
    ...changes,
  };
}

function render(changes: Partial<PlanView> = {}, text = "") {
  const view: PlanView = {
    project: { id: "p", name: "LUMA-201" },
    plan: PLAN,
    query: query(text),
    trial: null,
    proof: null,
    said: null,
    bulk: { ids: new Set(), owner: "", phase: "", days: "", reason: "", errors: [] },
    errors: [],
    ...changes,
  };
  return renderToString(<PlanPage {...view} />);
}

Deno.test("days and dates are each other's inverse", () => {
  for (const date of ["1950-01-01", "1969-12-31", "1970-01-01", "2024-02-29", "2150-12-31"]) {
    assert.equal(dateOf(dayOf(date)), date);
  }
});

Deno.test("a scale holds every date and today, never runs out of it, and orders as time does", () => {
  const dates = ["2025-11-01", "2027-09-30", "2026-02-03"];
  const scale = scaleOf(dates, TODAY, 744);
  const xs = [...dates, TODAY].toSorted().map((date) => scale.x(date));
  assert.deepEqual(xs, xs.toSorted((a, b) => a - b));
  assert.ok(xs.every((x) => x >= 0 && x <= 744), xs.join());
  for (const odd of [[], [TODAY], ["1950-01-01", "2150-12-31"]]) {
    const { px, x } = scaleOf(odd, TODAY, 744);
    assert.ok(px > 0 && Number.isFinite(x(TODAY)));
  }
});

Deno.test("ticks never run into each other, whatever the span", () => {
  for (const last of ["2026-05-01", "2027-09-30", "2031-01-01", "2060-01-01", "2150-12-31"]) {
    const ticks = ticksOf(scaleOf([TODAY, last], TODAY, 744));
    assert.ok(ticks.length > 0 && ticks.length < 160, `${last}: ${ticks.length}`);
    for (const name of ["label", "year"] as const) {
      const xs = ticks.filter((tick) => tick[name]).map(({ x }) => x);
      assert.ok(xs.every((x, i) => i === 0 || x - xs[i - 1]! >= 25), `${last} ${name}: ${xs}`);
    }
  }
});

Deno.test("a bar covers its first and last day; one day is seen at any scale", () => {
  const scale = scaleOf(["2026-01-01", "2026-12-31"], TODAY, 1000);
  const box = boxOf(scale, { startOn: "2026-03-02", finishOn: "2026-03-04" })!;
  assert.ok(Math.abs(box.w - 3 * scale.px) < 0.2);
  const far = scaleOf(["1950-01-01", "2150-12-31"], TODAY, 744);
  assert.ok(boxOf(far, { startOn: TODAY, finishOn: TODAY })!.w >= 2);
  assert.equal(boxOf(scale, { startOn: null, finishOn: null }), null);
});

Deno.test("marks: slack from the end of the bar, forecast behind it, baseline, move", () => {
  const scale = scaleOf(["2026-01-01", "2026-12-31"], TODAY, 1000);
  const row = rowsOf(PLAN).find(({ id }) => id === "t2")!;
  const baseline = { startOn: "2026-03-01", finishOn: "2026-03-05" };
  const marks = marksOf(scale, row, baseline, move("t2", "2026-03-20", "2026-03-29"));
  assert.ok(Math.abs(marks.slack!.x - (marks.bar!.x + marks.bar!.w)) < 0.2);
  assert.ok(Math.abs(marks.slack!.w - 12 * scale.px) < 0.3);
  assert.ok(marks.base && marks.move);
  assert.equal(marks.forecast, null, "no later than planned");
  const late = {
    ...row,
    item: { ...row.item, forecast: { startOn: "2026-03-09", finishOn: "2026-03-25" } },
  };
  const forecast = marksOf(scale, late, null, null).forecast!;
  assert.ok(Math.abs(forecast.x - (marks.bar!.x + marks.bar!.w)) < 0.2);
});

Deno.test("links are drawn for one item, or along what a trial moves, else not at all", () => {
  const { dependencies } = PLAN;
  assert.equal(shownLinks(dependencies, new Set(), "").length, 0);
  assert.equal(shownLinks(dependencies, new Set(), "t2").length, 1);
  assert.equal(shownLinks(dependencies, new Set(["t1"]), "t2").length, 0);
  assert.equal(shownLinks(dependencies, new Set(["t1", "t2"]), "").length, 1);
  const [a, b] = [{ left: 10, right: 20, y: 15 }, { left: 60, right: 70, y: 45 }];
  assert.match(linkPath(a, b, "FS"), /^M20 15.*H60$/);
  assert.match(linkPath(a, b, "SS"), /^M10 15.*H60$/);
  assert.match(linkPath(a, b, "FF"), /^M20 15.*H70$/);
  assert.match(linkPath(a, b, "SF"), /^M10 15.*H70$/);
});

Deno.test("the address holds the view and its filters, and what it does not know it leaves out", () => {
  const all = query("view=list&owner=u1&show=late&sort=title&dir=desc&page=3&zoom=2");
  assert.deepEqual(readQuery(new URLSearchParams(hrefOf(all, { page: 3 }))), all);
  assert.equal(hrefOf(query()), "?");
  assert.equal(query("view=nonsense&page=-1&zoom=9").view, "gantt");
  assert.deepEqual([query("page=x").page, query("zoom=9").zoom], [1, 1]);
});

Deno.test("rows are filtered, sorted with the unknown last, grouped by phase, cut to pages", () => {
  const rows = rowsOf(PLAN);
  assert.deepEqual(filtered(rows, query("show=critical")).map(({ id }) => id), ["t1"]);
  assert.deepEqual(filtered(rows, query("show=late")).map(({ id }) => id), ["t1"]);
  assert.deepEqual(filtered(rows, query("q=MILEst")).map(({ id }) => id), ["m1"]);
  const unknown = rowsOf(
    planOf({
      tasks: [
        taskOf("a", TODAY, TODAY, { early: { startOn: null, finishOn: null } }),
        taskOf("b", TODAY, TODAY),
      ],
    }),
  );
  for (const dir of ["", "desc"]) {
    assert.equal(sorted(unknown, { sort: "finish", dir }).at(-1)!.id, "a");
  }
  assert.deepEqual(grouped(rows, query()).groups.map(({ phase }) => phase), [
    "start_up",
    "close_out",
  ]);
  const many = Array.from(
    { length: 500 },
    (_, i) => taskOf(`${i}`, TODAY, TODAY, { phase: i % 2 ? "conduct" : null }),
  );
  const large = rowsOf(planOf({ tasks: many }));
  const first = grouped(large, query());
  assert.ok(first.groups.every((group) => group.rows.length < 20 && group.total === 250));
  const one = grouped(large.filter(({ item }) => item.phase), query("phase=conduct&page=3"));
  assert.deepEqual([one.pages, one.groups[0]!.rows.length], [3, 50]);
  assert.deepEqual(paged([1, 2, 3], 9, 2), { rows: [3], page: 2, pages: 2 });
});

Deno.test("blocked is what may not start: its predecessor is not done", () => {
  assert.deepEqual([...blockedBy(PLAN).keys()], ["t2"]);
  const done = PLAN.tasks.map((task) =>
    task.id === "t1" ? { ...task, status: "done" as const } : task
  );
  assert.equal(blockedBy(planOf({ ...PLAN, tasks: done })).size, 0);
});

Deno.test("how the plan stands has its reason; without dates it is unknown, not green", () => {
  assert.equal(standingOf(planOf()).word, "Unknown");
  const { word, reason } = standingOf(PLAN);
  assert.equal(word, "At risk");
  assert.match(reason, /1.critical item late; finish 10 Jul 2026, 9.days later against the plan/);
  assert.equal(standingOf({ ...PLAN, forecastEndOn: "2027-01-01" }).word, "Critical");
  const calm = planOf({ ...PLAN, tasks: [], forecastEndOn: PLAN.endOn });
  assert.equal(standingOf(calm).word, "On track");
});

Deno.test("a slack's proof puts its numbers in and names the method", () => {
  const proof = planProofOf(PLAN, "slack.t2")!;
  assert.match(
    proof.formula,
    /latest finish 1 Apr 2026 − earliest finish 20 Mar 2026 = 12.calendar days/,
  );
  assert.match(proof.method, /Kelley and Walker/);
  assert.ok(proof.rows.some(({ label, value }) => label === "Link" && value.includes("Task t1")));
  assert.equal(planProofOf(PLAN, "slack.nothing"), null);
});

Deno.test("a change goes through the address and comes back", () => {
  for (
    const change of [
      { id: "a", plannedOn: "2027-03", durationDays: undefined },
      { id: "a", plannedOn: null, durationDays: 5 },
      { id: "a", plannedOn: undefined, durationDays: 0 },
    ]
  ) assert.deepEqual(readChange(changeText(change)), change);
  assert.equal(readChange("a~b~1~more"), null);
  assert.equal(readChange(""), null);
});

Deno.test("what a trial does is said in days in, days out, slack taken", () => {
  const moves = [
    move("t1", "2026-03-06", "2026-03-27", { changed: true }),
    move("t2", "2026-03-20", "2026-03-29"),
  ];
  const preview = {
    ...{ moves, slackUsed: [], criticalPath: [], needsReason: [], version: "v" },
    ...{ endFrom: "2026-07-01", endTo: "2026-07-10", endMovesDays: 9 },
  };
  assert.equal(
    sentence(preview).replace(/\u00a0/g, " "),
    "21 days in, 9 out; slack takes up 12. 1 more item moves; the plan ends 9 days later, on 10 Jul 2026.",
  );
  assert.equal(sentence({ ...preview, moves: [] }), "No date moves.");
  assert.deepEqual(differsFrom(seenText(moves), moves), []);
  assert.equal(
    differsFrom(seenText(moves), [moves[0]!, move("t2", "2026-03-20", "2026-04-01")]).length,
    1,
  );
  const html = render({
    trial: {
      changes: [{ id: "t1", plannedOn: "2026-02-23" }],
      preview,
      reason: "",
      errors: [],
      stale: false,
      differs: [],
    },
  });
  assert.match(html, /Nothing is saved/);
  assert.match(html, /\+21.d/);
  assert.match(html, /class="dep m"/);
  assert.ok(!html.includes('name="reason"'), "no reason is asked where none is needed");
});

Deno.test("every view: no style, unique ids, each bar a link with its words; a viewer sees no forms", () => {
  const may = { add: false, edit: false, remove: false };
  const reader: Plan["may"] = {
    ...{ milestones: may, tasks: may, dependencies: may },
    ...{ baseline: false, calendar: false },
  };
  for (const text of ["", "view=list", "view=board"]) {
    const html = render({}, text);
    assert.equal(html.match(/ style=| on[a-z]+=/g), null, text);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    assert.equal(new Set(ids).size, ids.length, text);
    assert.match(html, /Made by a rule, not confirmed/);
    assert.match(html, /method="post"/);
    assert.ok(!render({ plan: { ...PLAN, may: reader } }, text).includes('method="post"'), text);
  }
  const bars = [
    ...render().matchAll(/<a id="b-[^"]+" class="bar-a" href="([^"]+)" aria-label="([^"]+)"/g),
  ];
  assert.equal(bars.length, 3);
  assert.ok(
    bars.some(([, href, label]) => href!.includes("item=t1") && label!.includes("critical path")),
  );
  assert.match(render({ plan: planOf() }), /Make a plan skeleton/);
  assert.ok(!render({ plan: planOf({ may: reader }) }).includes("Make a plan skeleton"));
});

Deno.test("titles from anywhere are text, not markup", () => {
  const plan = planOf({ tasks: [taskOf("x", TODAY, TODAY, { title: '<script>"&' })] });
  for (const text of ["", "view=list", "view=board", "sel=x"]) {
    assert.ok(!render({ plan }, text).includes("<script>"), text);
  }
});
