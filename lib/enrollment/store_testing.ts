/** Made-up facts put into a database, for tests. */
import type { World } from "@/tests/people.ts";
import type { begin } from "@/tests/trail.ts";
import { COUNTS } from "./model.ts";
import type { SiteFact, SnapshotFact } from "./recount_testing.ts";
import { COLUMN_OF } from "./view.ts";

export type Begun = Awaited<ReturnType<typeof begin>>;

export async function store(
  world: World,
  { person, org, project }: Begun,
  facts: { sites: SiteFact[]; snapshots: SnapshotFact[] },
) {
  const sites = facts.sites.map((site, ordinal) => ({
    ...{ id: site.id, country: site.country, target_enrollment: site.target, ordinal },
    facility: `Site ${ordinal}`,
  }));
  const snapshots = facts.snapshots.map((one) => ({
    ...{ site_id: one.siteId, as_of: one.asOf, failure_reasons: one.reasons },
    ...Object.fromEntries(COUNTS.map((name) => [COLUMN_OF[name], one.counts[name]])),
  }));
  await world.db.asUser(person.claims, async (sql) => {
    await sql`insert into public.sites (id, org_id, project_id, facility, country, target_enrollment, ordinal)
      select id, ${org}, ${project}, facility, country, target_enrollment, ordinal
      from jsonb_populate_recordset(null::public.sites, ${JSON.stringify(sites)}::text::jsonb)`;
    await sql`insert into public.enrollment_snapshots (org_id, project_id, site_id, as_of, prescreened,
        screened, screen_failed, failure_reasons, enrolled, withdrawn, completed)
      select ${org}, ${project}, site_id, as_of, prescreened, screened, screen_failed, failure_reasons,
        enrolled, withdrawn, completed
      from jsonb_populate_recordset(null::public.enrollment_snapshots,
        ${JSON.stringify(snapshots)}::text::jsonb)`;
  });
}

export const ids = (n: number) => Array.from({ length: n }, () => crypto.randomUUID());
