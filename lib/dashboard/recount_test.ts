// Each widget against a direct recount of the facts it stands on.
import assert from "node:assert/strict";
import { recount } from "@/lib/enrollment/recount_testing.ts";
import { readDiagram } from "@/lib/diagrams/service.ts";
import { onBoth, type World } from "@/tests/people.ts";
import { CATALOG } from "./catalog.ts";
import type { Data, Widget } from "./model.ts";
import { addDays, type Facts, randomStudy, type Row, TODAY } from "./random_testing.ts";
import { readEntry } from "./service.ts";

type Shown = (key: string) => Widget;

function data<Type extends Data["type"]>(
  widget: Widget,
  type: Type,
): Extract<Data, { type: Type }> {
  assert.equal(widget.data?.type, type, widget.catalogKey);
  return widget.data as Extract<Data, { type: Type }>;
}

const near = (found: number | null, wanted: number | null, what: string) =>
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

function enrollment(shown: Shown, { enrollment: { sites, snapshots } }: Facts) {
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

function sites(shown: Shown, facts: Facts, gates: { site_id: string; held: boolean }[]) {
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

interface Item {
  id: string;
  kind: string;
  due: string | null;
  doneOn: string | null;
  confirmed: boolean;
  owner: unknown;
  start: string | null;
}

function itemsOf({ rows }: Facts): Item[] {
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

function plan(shown: Shown, facts: Facts) {
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

function quality(shown: Shown, { rows }: Facts) {
  const open = rows.risks.filter((risk) => risk.closed_on === null);
  const scored = open.filter((risk) => risk.likelihood !== null && risk.impact !== null);
  const heat = shown("quality.risk_heatmap");
  assert.deepEqual(
    data(heat, "heatmap").risks.map(({ likelihood, impact }) => likelihood * impact).sort(),
    scored.map((risk) => Number(risk.likelihood) * Number(risk.impact)).sort(),
  );
  assert.equal(data(heat, "heatmap").notScored, open.length - scored.length);
  assert.equal(heat.sourceCount, open.length);
  const high = scored.some((risk) => Number(risk.likelihood) * Number(risk.impact) >= 15);
  assert.equal(heat.status, high ? "at-risk" : scored.length > 0 ? "on-track" : "unknown");
  const left = rows.deviations.filter((one) => one.resolved_on === null);
  const deviations = shown("quality.open_deviations");
  assert.equal(data(deviations, "kpi").value, left.length);
  const overdue = left.some((one) => one.due_on !== null && String(one.due_on) < TODAY);
  const crit = left.some((one) => one.severity === "critical");
  assert.equal(deviations.status, crit ? "critical" : overdue ? "at-risk" : "on-track");
  for (const { label, n } of data(shown("quality.deviations_by_month"), "chart").bars) {
    const months = rows.deviations.filter((one) => {
      const [year, month] = String(one.found_on).split("-");
      return label ===
        `${
          [
            "Jan",
            "Feb",
            "Mar",
            "Apr",
            "May",
            "Jun",
            "Jul",
            "Aug",
            "Sep",
            "Oct",
            "Nov",
            "Dec",
          ][Number(month) - 1]
        } ${year}`;
    });
    assert.equal(n, months.length, label);
  }
  const due = rows.capas.filter((one) =>
    one.due_on !== null && (one.implemented_on !== null || String(one.due_on) < TODAY)
  );
  const kept = due.filter((one) =>
    one.implemented_on !== null && String(one.implemented_on) <= String(one.due_on)
  );
  const capa = data(shown("quality.capa_on_time"), "kpi");
  assert.deepEqual([capa.of, capa.by], [kept.length, due.length]);
  near(capa.value, due.length >= 5 ? kept.length / due.length : null, "on time");

  const value = (row: Row) =>
    row.denominator !== null && Number(row.denominator) >= 5
      ? 100 * Number(row.numerator) / Number(row.denominator)
      : null;
  const newest = new Map<string, Row>();
  for (const row of rows.kri_values) {
    const key = `${row.kri_id} ${row.site_id}`;
    if (String(newest.get(key)?.period_on ?? "") < String(row.period_on)) newest.set(key, row);
  }
  const values = [...newest.values()].map(value);
  const grid = shown("quality.kri_grid");
  const red = values.filter((one) => one !== null && one >= 40).length;
  assert.equal(
    data(grid, "grid").rows.flatMap((row) => row.cells).filter((cell) => cell?.state === "critical")
      .length,
    red,
  );
  assert.equal(grid.sourceCount, values.length);
  const sums = rows.qtls.map((qtl) => {
    const mine = rows.kri_values.filter((row) =>
      row.kri_id === qtl.kri_id && row.denominator !== null
    );
    const by = mine.reduce((sum, row) => sum + Number(row.denominator), 0);
    return by >= 10 ? 100 * mine.reduce((sum, row) => sum + Number(row.numerator), 0) / by : null;
  });
  data(shown("quality.qtl"), "table").rows.forEach((row, n) =>
    near(row.cells[0] as number | null, sums[n]!, row.name)
  );
}

interface Standing {
  documents: { requirement_id: string | null; state: string; days_left: number | null }[];
  uses: { superseded: boolean; used_until: string | null }[];
  lines: {
    currency: string;
    planned: number;
    actual: number;
    forecast: number | null;
    variance_ratio: number | null;
  }[];
  actions: { rule: string; severity: string }[];
}

function records(shown: Shown, { documents, uses, lines, actions }: Standing) {
  const expected = documents.filter((one) => one.requirement_id !== null && one.state !== "waived");
  const held = expected.filter((one) => one.state === "current" || one.state === "expiring");
  const complete = shown("documents.completeness");
  near(
    data(complete, "kpi").value,
    expected.length > 0 ? held.length / expected.length : null,
    "held",
  );
  assert.equal(complete.sourceCount, expected.length);
  for (const bar of data(shown("documents.by_state"), "chart").bars) {
    assert.equal(
      bar.n,
      documents.filter((one) => one.state === bar.label.toLowerCase()).length,
      bar.label,
    );
  }
  const ending = documents.filter((one) =>
    ["expiring", "expired"].includes(one.state) && one.days_left! <= 90
  );
  assert.equal(data(shown("documents.expiring"), "list").total, ending.length);
  const matrix = shown("documents.consent_matrix");
  const live = uses.filter((use) => use.used_until === null || use.used_until >= TODAY);
  assert.equal(
    matrix.status,
    live.length === 0 ? "unknown" : live.some((use) => use.superseded) ? "critical" : "on-track",
  );

  const totals = data(shown("budget.totals"), "table").rows;
  assert.deepEqual(
    totals.map((row) => row.name),
    [...new Set(lines.map((line) => line.currency))].sort(),
  );
  for (const row of totals) {
    const mine = lines.filter((line) => line.currency === row.name);
    const sum = (of: (line: typeof mine[number]) => number) =>
      mine.reduce((all, line) => all + of(line), 0);
    const wanted = [
      sum((line) => line.planned),
      sum((line) => line.actual),
      sum((line) => line.forecast!),
    ];
    assert.deepEqual(row.cells.slice(0, 3), wanted.map((minor) => ({ minor, currency: row.name })));
  }
  const ratios = data(shown("budget.variance"), "table").rows.map((row) => row.cells[2]);
  const sorted = lines.map((line) => line.variance_ratio).filter((one) => one !== null).sort((
    a,
    b,
  ) => b - a);
  assert.deepEqual(
    ratios.filter((one) => one !== null),
    sorted.slice(0, ratios.filter((one) => one !== null).length),
  );

  const open = shown("actions.open");
  assert.equal(data(open, "kpi").value, actions.length);
  assert.equal(
    open.status,
    actions.some((one) => one.severity === "crit")
      ? "critical"
      : actions.some((one) => one.severity === "risk")
      ? "at-risk"
      : "on-track",
  );
  const bars = data(shown("actions.by_rule"), "chart").bars;
  assert.equal(bars.reduce((sum, bar) => sum + bar.n!, 0), actions.length);
}

/** What documents, budget and rules say by their own functions, which have recounts of their own. */
async function standing(world: World, { person, project }: Facts): Promise<Standing> {
  const [row] = await world.db.asUser(person.claims, (sql) =>
    sql<{ doc: Standing }[]>`
    with d as (select private.project_days(array[${project}::uuid], ${TODAY}) as days)
    select jsonb_build_object(
      'documents', (select coalesce(jsonb_agg(to_jsonb(e)), '[]') from private.expected_documents(d.days) e),
      'uses', (select coalesce(jsonb_agg(to_jsonb(u)), '[]') from private.consent_uses(d.days) u),
      'lines', (select coalesce(jsonb_agg(to_jsonb(b)), '[]') from private.budget_standing(d.days) b),
      'actions', (select coalesce(jsonb_agg(to_jsonb(a)), '[]') from private.project_actions(${project}, ${TODAY}) a)) as doc
    from d`);
  return row!.doc;
}

onBoth("each widget is what a recount of the facts finds", async (world) => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const facts = await randomStudy(world, seed);
    const { person, project } = facts;
    const ctx = { db: world.db, claims: person.claims, reason: null };
    const wanted = CATALOG.map(({ key }) => ({
      key,
      ...(key === "enrollment.by_country" || key.startsWith("quality.kri") ||
          key === "actions.by_rule"
        ? { params: { limit: 50 } }
        : {}),
    }));
    const all = await readEntry(ctx, project, wanted, TODAY);
    const shown: Shown = (key) => all.find((widget) => widget.catalogKey === key)!;
    for (const widget of all) assert.ok(widget.data, `${widget.catalogKey}: ${widget.reason}`);
    const gates = await world.db.asUser(
      person.claims,
      (sql) =>
        sql<{ site_id: string; held: boolean }[]>`
      select g.site_id, g.held from private.gate_requirements(${project}) g`,
    );
    enrollment(shown, facts);
    sites(shown, facts, gates);
    plan(shown, facts);
    quality(shown, facts);
    records(shown, await standing(world, facts));
    const said = data(shown("study.summary"), "text").sentences.join(" ");
    const enrolled = data(shown("enrollment.enrolled"), "kpi").value;
    assert.ok(enrolled === null || said.includes(`${enrolled} are enrolled`), said);
    for (
      const kind of ["gantt", "phase_gates", "site_states", "approvals", "organization"] as const
    ) {
      const diagram = await readDiagram(ctx, project, kind);
      assert.ok(diagram.ok);
      assert.equal(data(shown(`diagram.${kind}`), "diagram").code, diagram.value.code);
    }
  }
});
