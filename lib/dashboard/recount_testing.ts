/** Widgets of enrollment, sites and plan, counted anew from the facts. */
import assert from "node:assert/strict";
import { recount } from "@/lib/enrollment/recount_testing.ts";
import type { Data, Widget } from "./model.ts";
import { addDays, type Facts, type Row, TODAY } from "./random_testing.ts";

export type Shown = (key: string) => Widget;

export function data<Type extends Data["type"]>(
  widget: Widget,
  type: Type,
): Extract<Data, { type: Type }> {
  assert.equal(widget.data?.type, type, widget.catalogKey);
  return widget.data as Extract<Data, { type: Type }>;
}

export const near = (found: number | null, wanted: number | null, what: string) =>
  found === null || wanted === null
    ? assert.equal(found, wanted, what)
    : assert.ok(Math.abs(found - wanted) < 1e-9, `${what}: ${found}, not ${wanted}`);

/** Days between the first and the last participant in, a line up to the target. */
function plannedOn(on: string): number {
  const [from, to, at] = ["2024-01-05", "2026-12-31", on].map(Date.parse) as [
    number,
    number,
    number,
  ];
  return Math.round(200 * Math.min(Math.max((at - from) / (to - from), 0), 1) * 10) / 10;
}

export function enrollment(shown: Shown, { enrollment: { sites, snapshots } }: Facts) {
  const { counts, pairs, counted } = recount(sites, snapshots);
  const kpi = (key: string) => data(shown(key), "kpi");
  assert.equal(kpi("enrollment.enrolled").value, counts.enrolled.n);
  assert.equal(shown("enrollment.enrolled").sourceCount, counts.enrolled.sites);
  const newest = Object.values(counts).map((count) => count.newest).filter((on) => on !== null)
    .sort().at(-1)!;
  near(kpi("enrollment.enrolled").target, plannedOn(newest), "planned");
  const rate = (key: string, pair: string, of: (a: number, b: number) => number) => {
    const { of: a, by: b } = pairs[pair]!;
    const known = a !== null && b !== null && b >= 10 &&
      (key !== "enrollment.screen_ratio" || a > 0);
    near(kpi(key).value, known ? of(a, b) : null, key);
    assert.deepEqual([kpi(key).of, kpi(key).by], [a, b], key);
    // A snapshot a site, two where the counts are of different days.
    assert.equal(shown(key).sourceCount, pairs[pair]!.sites + pairs[pair]!.mixed, key);
    assert.equal(shown(key).sourceRefs.length, Math.min(shown(key).sourceCount, 100), key);
  };
  rate("enrollment.screen_ratio", "enrolled", (a, b) => b / a);
  rate("enrollment.retention", "withdrawn", (a, b) => 1 - a / b);
  rate("enrollment.screen_failure", "screenFailed", (a, b) => a / b);
  const { points, plan } = data(shown("enrollment.burnup"), "burnup");
  assert.deepEqual(plan, { firstOn: "2024-01-05", lastOn: "2026-12-31", target: 200 });
  for (const point of points) {
    const then = recount(sites, snapshots, point.on).counts.enrolled;
    assert.deepEqual([point.n, point.sites], [then.n ?? 0, then.sites], point.on);
  }
  assert.equal(
    shown("enrollment.burnup").sourceCount,
    snapshots.filter((one) => one.counts.enrolled !== null).length,
  );
  const { steps } = data(shown("enrollment.funnel"), "funnel");
  assert.deepEqual(steps.map((step) => step.n), [
    counts.prescreened.n,
    counts.screened.n,
    counts.enrolled.n,
    counts.completed.n,
  ]);
  for (const bar of data(shown("enrollment.by_country"), "chart").bars) {
    const mine = sites.filter((site) => (site.country ?? "Not known") === bar.label);
    assert.equal(bar.n, recount(mine, snapshots).counts.enrolled.n, bar.label);
  }
  const table = data(shown("enrollment.by_site"), "table");
  assert.equal(table.total, counted);
  for (const row of table.rows) {
    const mine = sites.filter((site) => row.path === `sites/${site.id}`);
    const own = recount(mine, snapshots).counts;
    assert.deepEqual(row.cells.slice(1), [own.screened.n, own.screenFailed.n, own.enrolled.n]);
  }
}

function stateOf(day: Facts["days"][number], enrolled: number): string {
  if (day.closed_on) return "closed";
  if (day.on_hold_on) return "on_hold";
  if (enrolled > 0) return "enrolling";
  if (day.activated_on) return "active";
  if (day.contract_signed_on) return "in_start_up";
  if (day.selected_on) return "selected";
  return day.identified_on ? "identified" : "unknown";
}

export function sites(shown: Shown, facts: Facts, gates: { site_id: string; held: boolean }[]) {
  const { snapshots, sites: all } = facts.enrollment;
  const state = new Map(facts.days.map((day) => {
    const own = recount(all.filter((site) => site.id === day.id), snapshots).counts.enrolled.n;
    return [day.id, stateOf(day, own ?? 0)];
  }));
  const having = (...states: string[]) =>
    [...state.values()].filter((one) => states.includes(one)).length;
  assert.equal(data(shown("sites.active"), "kpi").value, having("active", "enrolling"));
  const { steps } = data(shown("sites.pipeline"), "workflow");
  assert.equal(steps.reduce((sum, step) => sum + step.n, 0), all.length);
  const of = (label: string) => steps.find((step) => step.label === label)?.n ?? 0;
  assert.deepEqual([of("Enrolling"), of("Closed"), of("On hold")], [
    having("enrolling"),
    having("closed"),
    having("on_hold"),
  ]);
  const lacking = new Set(gates.filter((gate) => !gate.held).map((gate) => gate.site_id));
  const open = [...state].filter(([id, one]) =>
    lacking.has(id) && ["selected", "in_start_up", "active", "enrolling", "on_hold"].includes(one)
  );
  const gate = shown("sites.open_gates");
  assert.equal(data(gate, "list").total, open.length);
  assert.equal(
    gate.status,
    open.some(([, one]) => one === "enrolling")
      ? "critical"
      : open.length > 0
      ? "at-risk"
      : "on-track",
  );
  assert.equal(data(shown("sites.table"), "table").total, all.length);
}

export interface Item {
  id: string;
  kind: string;
  due: string | null;
  doneOn: string | null;
  confirmed: boolean;
  owner: unknown;
  start: string | null;
}

export function itemsOf({ rows }: Facts): Item[] {
  const text = (value: unknown) => typeof value === "string" ? value : null;
  const extra: Row[] = [
    { id: "first", actual_on: "2024-01-05", state: "confirmed" },
    { id: "last", forecast_on: "2026-12-31", state: "confirmed" },
  ];
  return [
    ...[...rows.milestones, ...extra].map((row) => ({
      ...{
        id: row.id,
        kind: "milestone",
        doneOn: text(row.actual_on),
        confirmed: row.state === "confirmed",
      },
      ...{ owner: row.owner_id, start: null, due: text(row.forecast_on) ?? text(row.planned_text) },
    })),
    ...rows.tasks.map((row) => ({
      ...{
        id: row.id,
        kind: "task",
        doneOn: text(row.actual_finish),
        confirmed: row.state === "confirmed",
      },
      ...{ owner: row.owner_id, start: text(row.planned_start) },
      due: text(row.planned_start) &&
        addDays(text(row.planned_start)!, Number(row.duration_days) - 1),
    })),
  ];
}

export function plan(shown: Shown, facts: Facts) {
  const items = itemsOf(facts);
  const open = items.filter((item) => item.doneOn === null);
  const late = (kind: string) =>
    open.filter((item) => item.kind === kind && item.due !== null && item.due < TODAY).length;
  const of = (kind: string) => items.filter((item) => item.kind === kind);
  const tasks = of("task");
  const due = tasks.filter((item) =>
    item.doneOn === null && item.due !== null && item.due <= addDays(TODAY, 14)
  );
  assert.equal(data(shown("plan.tasks_due"), "list").total, due.length);
  assert.equal(shown("plan.tasks_due").status, late("task") > 0 ? "at-risk" : "on-track");
  assert.equal(
    data(shown("plan.tasks_done"), "kpi").value,
    tasks.filter((item) => item.doneOn !== null).length,
  );
  const [reached, past, , undated] = data(shown("plan.milestone_workflow"), "workflow").steps.map((
    step,
  ) => step.n);
  const milestones = of("milestone");
  assert.deepEqual([reached, past, undated], [
    milestones.filter((item) => item.doneOn !== null).length,
    late("milestone"),
    milestones.filter((item) => item.doneOn === null && item.due === null).length,
  ]);
  const next = data(shown("plan.next_milestones"), "timeline").items.filter((item) =>
    item.state !== "reached"
  );
  const wanted = milestones.filter((item) => item.doneOn === null && item.due !== null).map((
    item,
  ) => item.due!).sort();
  assert.deepEqual(next.map((item) => item.on).filter((on) => on !== null), wanted.slice(0, 6));
  const bars = data(shown("plan.workload"), "chart").bars;
  assert.equal(
    bars.reduce((sum, bar) => sum + bar.n!, 0),
    tasks.filter((item) => item.doneOn === null).length,
  );
  const mine = bars.find((bar) => bar.label !== "Nobody")?.n ?? 0;
  assert.equal(mine, tasks.filter((item) => item.doneOn === null && item.owner).length);
  const gantt = data(shown("plan.gantt"), "gantt").items;
  const soonest = open.filter((item) => item.due !== null).map((item) => item.due!).sort();
  assert.deepEqual(gantt.map((item) => item.to), soonest.slice(0, 6));

  const promised = tasks.map((item) => item.start).filter((on) => on !== null).sort().at(-1) ??
    null;
  const ends = items.filter((item) => item.confirmed || item.kind === "task")
    .map((item) => item.doneOn ?? (item.due === null ? null : item.due < TODAY ? TODAY : item.due))
    .filter((on) => on !== null).sort();
  const slip = promised === null
    ? null
    : Math.round((Date.parse(ends.at(-1)!) - Date.parse(promised)) / 86_400_000);
  assert.equal(data(shown("plan.slippage"), "kpi").value, slip);
  if (slip !== null) {
    assert.equal(shown("plan.slippage").status, slip > 14 ? "at-risk" : "on-track");
  }
}
