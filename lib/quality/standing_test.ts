import assert from "node:assert/strict";
import type { Sql } from "@/lib/db/mod.ts";
import { onBoth } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { type Facts, randomFacts, TODAY } from "./facts_testing.ts";
import * as recount from "./recount_testing.ts";

type Row = Record<string, unknown>;

async function insert(sql: Sql, table: string, rows: Row[]) {
  const names = sql.unsafe(Object.keys(rows[0]!).join(", "));
  const name = sql.unsafe(`public.${table}`);
  await sql`insert into ${name} (${names}) select ${names}
    from jsonb_populate_recordset(null::${name}, ${JSON.stringify(rows)}::text::jsonb)`;
}

async function store(sql: Sql, org_id: string, project_id: string, facts: Facts) {
  const home = { org_id, project_id };
  const all = <T extends object>(rows: T[], more: Row = {}) =>
    rows.map((row) => ({ ...home, ...row, ...more }));
  const words = { title: "T", numerator: "n", denominator: "d" };
  await insert(sql, "sites", facts.sites.map((id, ordinal) => ({ ...home, id, ordinal })));
  await insert(sql, "kris", all(facts.kris, words));
  await insert(sql, "kri_values", all(facts.values));
  await insert(sql, "qtls", all(facts.qtls, { title: "T" }));
  await insert(sql, "enrollment_snapshots", all(facts.snapshots));
  await insert(sql, "capas", all(facts.capas, { title: "T", root_cause: "R" }));
  await insert(sql, "deviations", all(facts.deviations, { title: "T", resolution: "R" }));
  await insert(
    sql,
    "risks",
    all(facts.risks.map(({ reviews: _, ...risk }) => risk), { title: "T" }),
  );
  await insert(
    sql,
    "risk_reviews",
    facts.risks.flatMap(({ id, reviews }) =>
      reviews.map((reviewed_on) => ({ ...home, risk_id: id, reviewed_on, note: "N" }))
    ),
  );
}

const sorted = (rows: Row[], ...keys: string[]) => {
  const key = (row: Row) => keys.map((name) => row[name]).join(" ");
  return rows.toSorted((a, b) => key(a) < key(b) ? -1 : 1);
};
const number = (value: unknown) => value === null ? null : Number(value);

onBoth(
  "indicators, limits, risks, deviations and actions stand as a recount says",
  async (world) => {
    const seen = new Set<unknown>();
    for (const seed of [1, 2, 3]) {
      const { person, org, project } = await begin(world);
      const facts = randomFacts(seed);
      await world.db.asUser(person.claims, (sql) => store(sql, org, project, facts));
      const read = (name: string) =>
        world.db.asUser(
          person.claims,
          async (sql) =>
            await sql<{ doc: Row }[]>`select to_jsonb(s) as doc from ${
              sql.unsafe(`private.${name}`)
            }(
          private.project_days(array[${project}::uuid], ${TODAY}::date)) s`,
        )
          .then((rows) => rows.map((row) => row.doc));

      const points = await read("kri_points");
      assert.deepEqual(
        sorted(
          points.map(({ project_id: _, value: __, ...one }) => one),
          ...["kri_id", "site_id", "period_on"],
        ),
        sorted(recount.points(facts) as unknown as Row[], "kri_id", "site_id", "period_on"),
      );
      for (const one of points) {
        const kri = facts.kris.find(({ id }) => id === one.kri_id)!;
        const wanted = one.status === "unknown"
          ? null
          : kri.multiplier * Number(one.numerator) / Number(one.denominator);
        if (wanted === null) assert.equal(one.value, null);
        else assert.ok(Math.abs(Number(one.value) - wanted) < 1e-9);
        seen.add(`${kri.source} ${one.status}`);
      }
      const standings = await read("kri_standing");
      assert.deepEqual(
        sorted(standings.map(({ project_id: _, ...one }) => one), "id"),
        sorted(recount.standings(facts), "id"),
      );
      if (standings.some((one) => Number(one.critical_twice) > 0)) seen.add("twice");
      const limits = await read("qtl_standing");
      const shown = ["qtl_id", "numerator", "denominator", "points", "sites", "status"];
      assert.deepEqual(
        sorted(limits.map((one) => Object.fromEntries(shown.map((k) => [k, one[k]]))), "qtl_id"),
        sorted(recount.limits(facts), "qtl_id"),
      );
      for (const one of limits) seen.add(`limit ${one.status}`);

      const compare = async <T extends { id: string }>(
        name: string,
        rows: T[],
        wanted: (row: T) => Row,
      ) => {
        const found = new Map((await read(name)).map((row) => [row.id, row]));
        assert.equal(found.size, rows.length);
        for (const row of rows) {
          const want = wanted(row);
          const got = found.get(row.id)!;
          const keys = Object.keys(want);
          assert.deepEqual(Object.fromEntries(keys.map((key) => [key, got[key]])), want);
          seen.add(`${name} ${want.state} ${want.overdue ?? want.review_overdue}`);
        }
      };
      await compare("deviation_standing", facts.deviations, recount.deviationState);
      await compare("capa_standing", facts.capas, recount.capaState);
      await compare("risk_standing", facts.risks, recount.riskState);
    }
    const sources = ["entered", "screen_failure", "withdrawal", "deviation"];
    const all = sources.flatMap((source) =>
      ["on-track", "at-risk", "critical", "unknown"].map((status) => `${source} ${status}`)
    );
    const rest = ["twice", "limit critical", "limit unknown", "capa_standing ineffective false"];
    assert.deepEqual([...all, ...rest].filter((one) => !seen.has(one)), [], "the facts cover all");
  },
);

onBoth("all periods of a counted indicator together are the newest counts", async (world) => {
  const { person, org, project } = await begin(world);
  const [site, kri] = [crypto.randomUUID(), crypto.randomUUID()];
  const home = { org_id: org, project_id: project };
  const rows = await world.db.asUser(person.claims, async (sql) => {
    await insert(sql, "sites", [{ ...home, id: site, ordinal: 0 }]);
    await insert(sql, "kris", [{
      ...{ ...home, id: kri, title: "T", numerator: "failed", denominator: "screened", red: 50 },
      ...{ source: "screen_failure", amber: 30, min_denominator: 4 },
    }]);
    const snapshot = (as_of: string, screened: number | null, screen_failed: number | null) => ({
      ...{ ...home, site_id: site, as_of, screened, screen_failed },
    });
    await insert(sql, "enrollment_snapshots", [
      snapshot("2026-01-10", 4, 1),
      snapshot("2026-01-30", 10, 3),
      snapshot("2026-02-20", 15, null),
      snapshot("2026-04-02", 20, 9),
      snapshot("2026-05-02", 19, 9),
      snapshot("2026-06-02", 21, 9),
    ]);
    return await sql<{ on: string; n: string; d: string; status: string }[]>`
      select period_on::text as "on", numerator::text as n, denominator::text as d, status
      from private.kri_points(private.project_days(array[${project}::uuid], '2026-06-17')) order by 1`;
  });
  assert.deepEqual(rows.map((one) => Object.values(one)), [
    ["2026-01-01", "3", "10", "at-risk"],
    ["2026-02-01", null, null, "unknown"],
    // March was not counted; April is since January.
    ["2026-04-01", "6", "10", "critical"],
    // A correction: -1 screened.
    ["2026-05-01", "0", "-1", "unknown"],
    ["2026-06-01", "0", "2", "unknown"],
  ]);
  const sum = (of: "n" | "d") => rows.reduce((total, one) => total + (number(one[of]) ?? 0), 0);
  assert.deepEqual([sum("n"), sum("d")], [9, 21]);
});
