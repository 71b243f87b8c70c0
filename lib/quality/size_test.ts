// A large study: 1,148 sites, 12 periods, 8 indicators, beside another one.
import assert from "node:assert/strict";
import { adminOf } from "@/lib/db/testing.ts";
import { onServer } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";

const SITES = 1148;
const PERIODS = 12;

onServer("110,000 points of a study are read without those of another", async (world) => {
  const { person, org, project } = await begin(world);
  const other = await begin(world);
  const admin = adminOf(world.url);
  await admin.begin(async (sql) => {
    // The trail of these rows is of no interest here.
    await sql`set local session_replication_role = replica`;
    for (const [o, p] of [[org, project], [other.org, other.project]] as const) {
      await sql`insert into public.sites (org_id, project_id, facility, ordinal)
        select ${o}, ${p}, 'Site ' || n, n from generate_series(1, ${SITES}::int) n`;
      await sql`insert into public.kris (org_id, project_id, title, numerator, denominator, amber, red, source)
        select ${o}, ${p}, 'K' || n, 'n', 'd', 10, 20,
          case n when 1 then 'screen_failure' when 2 then 'withdrawal' when 3 then 'deviation' else 'entered' end
        from generate_series(1, 8) n`;
      await sql`insert into public.kri_values (org_id, project_id, kri_id, site_id, period_on, numerator, denominator)
        select ${o}, ${p}, k.id, s.id, date '2025-01-01' + make_interval(months => m), (s.ordinal + m) % 7, 20
        from public.kris k, public.sites s, generate_series(0, ${PERIODS - 1}::int) m
        where k.project_id = ${p} and s.project_id = ${p} and k.source = 'entered'`;
      await sql`insert into public.enrollment_snapshots (org_id, project_id, site_id, as_of, screened,
          screen_failed, enrolled, withdrawn)
        select ${o}, ${p}, s.id, date '2025-01-20' + make_interval(months => m), m * 3 + 3, m, m, m / 5
        from generate_series(0, ${PERIODS - 1}::int) m, public.sites s where s.project_id = ${p}`;
      await sql`insert into public.deviations (org_id, project_id, title, found_on, site_id)
        select ${o}, ${p}, 'D', date '2025-01-20' + make_interval(months => m % ${PERIODS}::int), s.id
        from generate_series(0, 11) m, public.sites s where s.project_id = ${p} and s.ordinal % 3 = 0`;
      await sql`insert into public.qtls (org_id, project_id, title, kri_id, limit_value)
        select ${o}, ${p}, 'Q', k.id, 50 from public.kris k where k.project_id = ${p}`;
    }
  });
  await admin.end();
  const days = `private.project_days(array['${project}'::uuid], '2026-01-01')`;
  const count = (from: string) =>
    world.db.asUser(
      person.claims,
      (sql) => sql<{ n: number }[]>`select count(*)::int as n from ${sql.unsafe(from)}`,
    ).then(([row]) => row!.n);
  assert.equal(await count(`private.kri_points(${days})`), 8 * SITES * PERIODS);
  assert.equal(await count(`private.qtl_standing(${days})`), 8);
  const standing =
    `private.kri_standing(${days}) k where on_track + at_risk + critical + unknown = ${SITES}`;
  assert.equal(await count(standing), 8);
  const one =
    `(select array_agg(id) from public.kris where project_id = '${project}' and title = 'K5')`;
  assert.equal(await count(`private.kri_points(${days}, ${one})`), SITES * PERIODS);
});
