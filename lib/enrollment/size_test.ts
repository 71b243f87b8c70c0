// Two years of weekly snapshots at 1,148 sites: what is read stays bounded, and goes by index.
import assert from "node:assert/strict";
import { adminOf } from "@/lib/db/testing.ts";
import type { Db, Sql } from "@/lib/db/mod.ts";
import type { Ctx } from "@/lib/rows/service.ts";
import { onServer } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { readEnrollmentPage, readGridPage } from "./service.ts";

const SITES = 1148;
const WEEKS = 104;

/** Scans of the table that this session has counted and not reported yet. */
async function scansOf(sql: Sql) {
  const [row] = await sql<{ seq: number; idx: number }[]>`
    select seq_scan::int as seq, idx_scan::int as idx from pg_catalog.pg_stat_xact_user_tables
    where relname = 'enrollment_snapshots'`;
  return row!;
}

onServer("120,000 snapshots are read by index, and make a page of bounded size", async (world) => {
  const { person, org, project } = await begin(world);
  const other = await begin(world);
  const admin = adminOf(world.url);
  await admin.begin(async (sql) => {
    // The trail of 120,000 rows is of no interest here.
    await sql`set local session_replication_role = replica`;
    for (const [o, p] of [[org, project], [other.org, other.project]] as const) {
      await sql`insert into public.sites (org_id, project_id, facility, country, target_enrollment, ordinal)
        select ${o}, ${p}, 'Site ' || n, 'Country ' || n % 30, 20, n from generate_series(1, ${SITES}::int) n`;
      await sql`insert into public.enrollment_snapshots (org_id, project_id, site_id, as_of, screened,
          screen_failed, enrolled, withdrawn)
        select ${o}, ${p}, s.id, date '2024-01-05' + 7 * w, w * 3, w, case when w % 5 > 0 then w end, w / 20
        from generate_series(1, ${WEEKS}::int) w, public.sites s where s.project_id = ${p}`;
    }
    await sql`analyze public.sites, public.enrollment_snapshots`;
  });
  await admin.end();
  const ctx = { db: world.db, claims: person.claims, reason: null };
  const scans = async (work: (ctx: Ctx) => Promise<unknown>) => {
    const found = { seq: 0, idx: 0 };
    const db: Db = {
      ...world.db,
      asUser: (claims, inner, options) =>
        world.db.asUser(claims, async (sql) => {
          const before = await scansOf(sql);
          const value = await inner(sql);
          const after = await scansOf(sql);
          found.seq = after.seq - before.seq;
          found.idx = after.idx - before.idx;
          return value;
        }, options),
    };
    await work({ ...ctx, db });
    return found;
  };
  for (const input of [{}, { sort: "enrolled" as const, down: true }, { country: "Country 3" }]) {
    const read = await readEnrollmentPage(ctx, project, input);
    assert.ok(read.ok);
    const { summary } = read.value;
    assert.ok(summary.series.length <= 157, `${summary.series.length} points`);
    assert.ok(summary.sites.rows.length <= 50);
    const found = await scans((ctx) => readEnrollmentPage(ctx, project, input));
    assert.ok(found.idx > 0, "it reads the snapshots");
    assert.equal(found.seq, 0, JSON.stringify(input));
  }
  const grid = await scans((ctx) => readGridPage(ctx, project, { on: "2025-03-01", from: 50 }));
  assert.equal(grid.seq, 0);
  assert.ok(grid.idx > 0 && grid.idx < 1000, `${grid.idx} index scans for 50 sites`);
});
