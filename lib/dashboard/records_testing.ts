/** Widgets of quality, documents, budget and actions, counted anew. */
import assert from "node:assert/strict";
import type { World } from "@/tests/people.ts";
import { type Facts, type Row, TODAY } from "./random_testing.ts";
import { data, near, type Shown } from "./recount_testing.ts";

export function quality(shown: Shown, { rows }: Facts) {
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

export interface Standing {
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

export function records(shown: Shown, { documents, uses, lines, actions }: Standing) {
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
export async function standing(world: World, { person, project }: Facts): Promise<Standing> {
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
