// A study of 1,148 sites with two years of weekly counts: its documents are of bounded size.
import assert from "node:assert/strict";
import { adminOf } from "@/lib/db/testing.ts";
import { onServer } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { documentMarkdown } from "../markdown.ts";
import { readSkeleton } from "../service.ts";
import { INSPECTOR } from "./inspector.ts";
import { MONITOR } from "./monitor.ts";
import { RBQM } from "./rbqm.ts";
import { SPONSOR } from "./sponsor.ts";

onServer("documents of a study with 120,000 counts are no longer than others", async (world) => {
  const { person, org, project } = await begin(world);
  const admin = adminOf(world.url);
  await admin.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`insert into public.sites (org_id, project_id, facility, country, target_enrollment, ordinal)
      select ${org}, ${project}, 'Site ' || n, 'Country ' || n % 30, 20, n from generate_series(1, 1148) n`;
    await sql`insert into public.enrollment_snapshots (org_id, project_id, site_id, as_of, screened, screen_failed, enrolled, withdrawn)
      select ${org}, ${project}, s.id, date '2024-01-05' + 7 * w, w * 3, w, case when w % 5 > 0 then w end, w / 20
      from generate_series(1, 104) w, public.sites s where s.project_id = ${project}`;
    await sql`analyze public.sites, public.enrollment_snapshots`;
  });
  await admin.end();
  const ctx = { db: world.db, claims: person.claims, reason: null };
  const [site] = await world.db.asUser(
    person.claims,
    (sql) =>
      sql<
        { id: string }[]
      >`select id from public.sites where project_id = ${project} order by ordinal limit 1`,
  );
  for (const { type, ofSite } of [...SPONSOR, ...MONITOR, ...RBQM, ...INSPECTOR]) {
    const read = await readSkeleton(ctx, {
      projectId: project,
      tabType: type,
      siteId: ofSite ? site!.id : null,
    });
    assert.ok(read.ok, type);
    for (const { data, catalogKey } of read.value.sections.flatMap(({ widgets }) => widgets)) {
      if (data?.type === "table") {
        assert.ok(data.rows.length <= 60, `${catalogKey}: ${data.rows.length} rows`);
      }
    }
    const text = documentMarkdown(read.value, []);
    assert.ok(text.length < 120_000, `${type}: ${text.length} characters`);
  }
});
