/** Rates, indicators, limits and money counted anew from the facts, the plain way. */
import assert from "node:assert/strict";
import type { World } from "@/tests/people.ts";
import { addDays, type Facts, type Row, TODAY } from "./random_testing.ts";
import { data, near } from "./recount_testing.ts";

const between = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** Days that two sites opened on, not long before the newest count. */
export async function open({ db }: World, { person, enrollment, days }: Facts) {
  const newest = enrollment.snapshots.filter((one) => one.counts.enrolled !== null)
    .map((one) => one.asOf).sort().at(-1)!;
  const opened = new Map(days.map((one) => [one.id, one.activated_on]));
  await db.asUser(person.claims, async (sql) => {
    for (const [i, { id }] of days.slice(0, 3).entries()) {
      const on = addDays(newest, -20 * (i + 1));
      opened.set(id, on);
      await sql`update public.sites set activated_on = ${on}, closed_on = null where id = ${id}`;
    }
  }, { reason: "set-up of the test" });
  return opened;
}

export function gainsOf({ enrollment }: Facts, opened: Map<string, string | null>, back: number) {
  const counted = enrollment.snapshots.filter((one) => one.counts.enrolled !== null);
  const at = (site: string, until: string) =>
    counted.filter((one) => one.siteId === site && one.asOf <= until)
      .sort((a, b) => a.asOf < b.asOf ? -1 : 1).at(-1);
  const sites = enrollment.sites.filter((one) => at(one.id, TODAY));
  const newest = sites.map((one) => at(one.id, TODAY)!.asOf).sort().at(-1)!;
  const start = addDays(newest, -back);
  return sites.map(({ id }) => {
    const last = at(id, TODAY)!;
    const first = at(id, start);
    const began = opened.get(id);
    const since = first ? first.asOf : began && began > start ? began : null;
    const span = since === null ? null : between(since, last.asOf);
    const n = last.counts.enrolled!;
    const gained = span !== null && span >= 14 ? n - (first?.counts.enrolled ?? 0) : null;
    return { id, n, gained, span };
  });
}

export function rates(
  shown: (key: string) => ReturnType<typeof data<"table">>,
  facts: Facts,
  opened: Map<string, string | null>,
) {
  for (const [i, back] of [30, 90].entries()) {
    const gains = gainsOf(facts, opened, back);
    const known = gains.filter((one) => one.gained !== null);
    const total = known.reduce((sum, one) => sum + one.gained!, 0);
    const monthly = known.reduce((sum, one) => sum + one.gained! / one.span!, 0) * 30;
    const cells = shown("rate.enrollment").rows[i]!.cells;
    assert.deepEqual(cells.slice(1, 4), [
      known.length ? total : null,
      known.length,
      gains.length - known.length,
    ]);
    near(
      cells[0] as number | null,
      total >= 5 ? Math.round(monthly * 100) / 100 : null,
      `${back} days`,
    );
    if (back !== 90) continue;
    const bySite = new Map(gains.map((one) => [`sites/${one.id}`, one.gained]));
    for (const row of shown("rate.sites").rows) assert.equal(row.cells[0], bySite.get(row.path!));
    assert.equal(shown("rate.sites").total, gains.length);
  }
}

const value = (of: number, by: number, least: number) =>
  by >= least && by > 0 ? 100 * of / by : null;
const state = (it: number | null, amber: number, red: number) =>
  it === null ? "unknown" : it >= red ? "critical" : it >= amber ? "at-risk" : "on-track";

function sumsOf(rows: Row[]) {
  const sums = new Map<string, { of: number; by: number }>();
  for (const row of rows.filter((one) => one.denominator !== null)) {
    const on = String(row.period_on);
    const sum = sums.get(on) ?? { of: 0, by: 0 };
    sums.set(on, { of: sum.of + Number(row.numerator), by: sum.by + Number(row.denominator) });
  }
  return [...sums].sort(([a], [b]) => a < b ? -1 : 1);
}

export function indicators(
  shown: (key: string) => ReturnType<typeof data<"table">>,
  { rows }: Facts,
) {
  let flagged = 0;
  for (const kri of rows.kris) {
    const mine = rows.kri_values.filter((one) => one.kri_id === kri.id);
    const line = shown("indicators.kris").rows.find((row) => row.path!.endsWith(kri.id))!;
    const sums = sumsOf(mine);
    const [last, before] = [sums.at(-1), sums.at(-2)];
    near(line.cells[0] as number | null, last ? value(last[1].of, last[1].by, 5) : null, "newest");
    assert.equal(line.cells[1], last?.[0] ?? null);
    near(
      line.cells[2] as number | null,
      before ? value(before[1].of, before[1].by, 5) : null,
      "before",
    );
    const sites = [...Map.groupBy(mine, (one) => String(one.site_id)).values()].map((points) => {
      const sorted = points.sort((a, b) => String(a.period_on) < String(b.period_on) ? 1 : -1);
      const states = sorted.map((one) =>
        state(
          one.denominator === null
            ? null
            : value(Number(one.numerator), Number(one.denominator), 5),
          20,
          40,
        )
      );
      const next = sorted[1] && String(sorted[0]!.period_on).slice(0, 7) ===
          addDays(String(sorted[1].period_on), 31).slice(0, 7);
      return {
        now: states[0],
        twice: states[0] === "critical" && states[1] === "critical" && next,
      };
    });
    const having = (one: string) => sites.filter(({ now }) => now === one).length;
    assert.deepEqual(line.cells.slice(4, 8), [
      having("critical"),
      having("at-risk"),
      sites.filter(({ twice }) => twice).length,
      having("unknown"),
    ], String(kri.title));
    flagged += having("critical") + having("at-risk");
    const course = shown("indicators.trend").rows.find((row) => row.path!.endsWith(kri.id))!;
    const known = course.cells.filter((one) => one !== null);
    const wanted = sums.map(([, sum]) => value(sum.of, sum.by, 5)).filter((one) => one !== null);
    known.forEach((one, i) => near(one as number, wanted[i]!, "course"));
    assert.equal(known.length, wanted.length);

    const limit = rows.qtls.find((one) => one.kri_id === kri.id)!;
    const past = sums.map(([on], i) => {
      const upto = sums.slice(0, i + 1).map(([, sum]) => sum);
      return {
        on,
        it: value(upto.reduce((a, b) => a + b.of, 0), upto.reduce((a, b) => a + b.by, 0), 10),
      };
    });
    const end = state(past.at(-1)?.it ?? null, 15, 30);
    const other = past.findLastIndex((one) => state(one.it, 15, 30) !== end);
    const row = shown("indicators.qtls").rows.find((one) => one.name === limit.title)!;
    near(row.cells[1] as number | null, past.at(-1)?.it ?? null, "limit");
    assert.equal(row.cells[5], ["critical", "at-risk"].includes(end) ? past[other + 1]!.on : null);
    assert.equal((row.cells[8] as { state: string }).state, end);
    const steps = shown("indicators.qtl_course").rows.find((one) => one.name === limit.title)!.cells
      .filter((one) => one !== null);
    past.filter((one) => one.it !== null).forEach((one, i) =>
      near(steps[i] as number, one.it, "step")
    );
  }
  assert.equal(shown("indicators.sites").total, flagged);
}

export async function money(
  world: World,
  shown: (key: string) => ReturnType<typeof data<"table">>,
  { person, project, rows }: Facts,
) {
  const lines = await world.db.asUser(
    person.claims,
    (sql) =>
      sql<
        {
          title: string;
          currency: string;
          planned: string;
          actual: string;
          forecast: string;
          unbooked: string | null;
          unit: string;
          happened: string | null;
        }[]
      >`
    select title, currency, planned, actual, forecast, unbooked, unit_amount as unit, happened
    from private.budget_standing(private.project_days(array[${project}::uuid], ${TODAY}))`,
  );
  const minor = (amount: string | null, currency: string) =>
    amount === null ? null : { minor: Number(amount), currency };
  for (const row of shown("budget.lines").rows) {
    const line = lines.find((one) => one.title === row.name)!;
    const planned = rows.budget_lines.find((one) => one.title === row.name)!;
    assert.equal(
      Number(line.planned),
      Number(planned.unit_amount) * Number(planned.planned_quantity),
    );
    assert.deepEqual(
      row.cells.slice(1, 5),
      [
        line.planned,
        line.actual,
        line.forecast,
        String(Number(line.forecast) - Number(line.planned)),
      ].map((one) => minor(one, line.currency)),
    );
  }
  assert.equal(shown("budget.lines").rows.length, lines.length);
  for (const row of shown("budget.commitments").rows) {
    const line = lines.find((one) => one.title === row.name)!;
    const left = Math.max(0, Number(line.forecast) - Number(line.actual));
    assert.deepEqual(row.cells.slice(0, 2), [
      minor(line.unbooked, line.currency),
      minor(String(left), line.currency),
    ]);
  }
  const [paid] = shown("budget.payables").rows;
  assert.equal(paid?.name, "Site visits");
  assert.equal(shown("budget.payables").rows.length, 1);
  assert.deepEqual(paid?.cells.slice(1, 4), [2, { minor: 5000, currency: "EUR" }, {
    minor: 9000,
    currency: "EUR",
  }]);
}
