import assert from "node:assert/strict";
import type { Sql } from "@/lib/db/mod.ts";
import { addMember, onBoth, refusal } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { MINIMUM_DENOMINATOR } from "./model.ts";
import { seeded } from "./recount_testing.ts";
import { readSummary } from "./service.ts";
import { type Begun, ids, store } from "./store_testing.ts";

interface Dates {
  target: number | null;
  first: { planned?: string; certainty?: string; forecast?: string; actual?: string };
  last: { planned?: string; certainty?: string; forecast?: string; actual?: string };
}

async function dated(sql: Sql, { org, project }: Begun, dates: Dates) {
  await sql`update public.projects set target_enrollment = ${dates.target} where id = ${project}`;
  await sql`delete from public.milestones where project_id = ${project}`;
  for (
    const [key, d] of [["first_participant_in", dates.first], ["last_participant_in", dates.last]]
  ) {
    const { planned, certainty, forecast, actual } = d as Dates["first"];
    await sql`insert into public.milestones (org_id, project_id, key, title, kind, planned_text, certainty,
        forecast_on, actual_on)
      values (${org}, ${project}, ${key as string}, ${key as string}, 'milestone', ${
      planned ?? null
    },
        ${certainty ?? null}, ${forecast ?? null}, ${actual ?? null})`;
  }
}

const endOf = (partial: string) => {
  const [year, month, day] = partial.split("-").map(Number);
  const end = new Date(Date.UTC(year!, month ?? 12, 0)).toISOString().slice(0, 10);
  return day ? partial : end;
};

onBoth(
  "the planned curve is a line between the two dates that count, or unknown",
  async (world) => {
    const begun = await begin(world);
    const { db } = world;
    const ctx = { db, claims: begun.person.claims, reason: null };
    const random = seeded(7);
    const partial = (year: number) => {
      const month = String(1 + random.below(12)).padStart(2, "0");
      return [`${year}`, `${year}-${month}`, `${year}-${month}-17`][random.below(3)]!;
    };
    for (let round = 0; round < 12; round++) {
      const maybe = (text: string) => random.chance(0.6) ? text : undefined;
      const dates: Dates = {
        target: random.chance(0.8) ? 10 + random.below(500) : null,
        first: {
          planned: maybe(partial(2023)),
          certainty: random.chance(0.3) ? "ACTUAL" : "ESTIMATED",
          forecast: maybe("2023-06-03"),
          actual: maybe("2023-07-05"),
        },
        last: { planned: maybe(partial(2025)), forecast: maybe("2025-03-09") },
      };
      await db.asUser(begun.person.claims, (sql) => dated(sql, begun, dates));
      const result = await readSummary(ctx, begun.project, {});
      assert.ok(result.ok);
      const { plan } = result.value;
      const chosen = ({ planned, certainty, forecast, actual }: Dates["first"]) =>
        actual
          ? ["actual", actual]
          : certainty === "ACTUAL" && planned
          ? ["registry", planned]
          : forecast
          ? ["forecast", forecast]
          : planned
          ? ["planned", planned]
          : [null, null];
      for (const end of ["first", "last"] as const) {
        const [basis, said] = chosen(dates[end]);
        assert.deepEqual([plan[end].basis, plan[end].said], [basis, said]);
        assert.equal(plan[end].on, said ? endOf(said) : null);
      }
      const missing = [
        dates.target === null && "target",
        plan.first.on === null && "first_participant_in",
        plan.last.on === null && "last_participant_in",
      ].filter(Boolean);
      assert.deepEqual(plan.missing, missing);
      for (const day of ["2022-01-01", "2024-01-15", "2024-09-30", "2026-01-01"]) {
        const [row] = await db.asUser(
          begun.person.claims,
          (sql) =>
            sql<{ n: number | null }[]>`select private.planned_enrollment(
          ${dates.target}, ${plan.first.on}, ${plan.last.on}, ${day})::float8 as n`,
        );
        const share = missing.length > 0 ? null : (Date.parse(day) - Date.parse(plan.first.on!)) /
          (Date.parse(plan.last.on!) - Date.parse(plan.first.on!));
        const wanted = share === null ? null : dates.target! * Math.min(1, Math.max(0, share));
        if (wanted === null) {
          assert.equal(row!.n, null);
        } else assert.ok(Math.abs(row!.n! - wanted) < 1e-6, `${day}: ${row!.n} for ${wanted}`);
      }
    }
  },
);

onBoth(
  "a rate below the minimum denominator is unknown, and a date order that cannot be is said",
  async (world) => {
    const begun = await begin(world);
    const [few, many] = ids(2) as [string, string];
    const counts = (screened: number, enrolled: number) => ({
      ...{
        prescreened: null,
        screened,
        screenFailed: null,
        enrolled,
        withdrawn: 0,
        completed: null,
      },
    });
    await store(world, begun, {
      sites: [few, many].map((id) => ({ id, country: null, target: null })),
      snapshots: [
        {
          siteId: few,
          asOf: "2024-02-01",
          counts: counts(MINIMUM_DENOMINATOR - 1, 4),
          reasons: {},
        },
        { siteId: many, asOf: "2024-02-01", counts: counts(MINIMUM_DENOMINATOR, 4), reasons: {} },
      ],
    });
    await world.db.asUser(
      begun.person.claims,
      (sql) =>
        dated(sql, begun, { target: 9, first: { planned: "2025" }, last: { planned: "2024" } }),
    );
    const ctx = { db: world.db, claims: begun.person.claims, reason: null };
    const result = await readSummary(ctx, begun.project, {});
    assert.ok(result.ok);
    const [first, second] = result.value.sites.rows;
    assert.equal(first!.rates.enrollment.value, null);
    assert.match(first!.rates.enrollment.unknown!, /^9 screened, needs 10/);
    assert.equal(second!.rates.enrollment.value, 0.4);
    assert.match(second!.rates.retention.unknown!, /^4 enrolled/);
    assert.deepEqual(result.value.plan.missing, ["order"]);
    assert.equal(result.value.planned, null);
  },
);

onBoth("a restricted snapshot counts for the cleared only", async (world) => {
  const begun = await begin(world);
  const { db } = world;
  const [site] = ids(1) as [string];
  const counts = {
    prescreened: null,
    screened: null,
    screenFailed: null,
    withdrawn: null,
    completed: null,
  };
  await store(world, begun, {
    sites: [{ id: site, country: null, target: null }],
    snapshots: [
      { siteId: site, asOf: "2024-01-01", counts: { ...counts, enrolled: 4 }, reasons: {} },
      { siteId: site, asOf: "2024-02-01", counts: { ...counts, enrolled: 9 }, reasons: {} },
    ],
  });
  await db.asUser(
    begun.person.claims,
    (sql) =>
      sql`update public.enrollment_snapshots set restricted = true where as_of = '2024-02-01'`,
  );
  const other = await world.signUp();
  await addMember(db, begun.org, other);
  await db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${begun.org}, ${begun.project}, ${other.id}, 'manager')`,
  );
  for (const [person, enrolled] of [[begun.person, 9], [other, 4]] as const) {
    const result = await readSummary({ db, claims: person.claims, reason: null }, begun.project);
    assert.ok(result.ok);
    assert.equal(result.value.total.counts.enrolled.n, enrolled);
    assert.equal(result.value.series.at(-1)!.enrolled, enrolled);
  }
  const stranger = await world.signUp();
  const ctx = { db, claims: stranger.claims, reason: null };
  assert.equal(await refusal(readSummary(ctx, begun.project)), "PT404");
});
