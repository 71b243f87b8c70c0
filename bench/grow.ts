/** Projects with sites, milestones and dates, as many as wanted, by the way that jobs write. */
import type { Db } from "@/lib/db/mod.ts";

interface Wanted {
  owner: { id: string; organization: string };
  member: { id: string };
  projects: number;
}

const SITES = 5;
/** Of the project that is measured. */
const MEASURED_SITES = 25;
const BATCH = 500;

/**
 * Fills the owner's organisation; the member joins ten of its projects. Returns the newest
 * project, which has more sites and which both see.
 */
export async function grow(db: Db, { owner, member, projects }: Wanted): Promise<string> {
  const org = owner.organization;
  const reason = "benchmark";
  for (let made = 0; made < projects; made += BATCH) {
    const many = Math.min(BATCH, projects - made);
    await db.asSystem(reason, (sql) =>
      sql`
      with made as (
        insert into public.projects (org_id, name, official_title, nct_id, study_type, phases, status,
          conditions, sponsor, target_enrollment, brief_summary)
        select ${org}::uuid, 'Study ' || n, 'A randomised study of compound ' || n,
          'NCT' || lpad((10000000 + n)::text, 8, '0'), 'INTERVENTIONAL', array['PHASE2'],
          'RECRUITING', array['Asthma', 'Eosinophilia'], 'Northfold Research', 240, 'Why it is done.'
        from generate_series(${made + 1}::int, ${made + many}::int) n
        returning id, org_id
      ), dated as (
        insert into public.study_dates (org_id, project_id, kind, value, certainty)
        select org_id, id, kind, value, 'ESTIMATED' from made,
          (values ('START', '2026-02'), ('PRIMARY_COMPLETION', '2027-09-30'), ('COMPLETION', '2028'))
            as d(kind, value)
      ), planned as (
        insert into public.milestones (org_id, project_id, key, title, kind, planned_text, ordinal)
        select org_id, id, 'm' || n, 'Milestone ' || n, 'milestone', '2027-0' || n, n
        from made, generate_series(1, 7) n
      )
      insert into public.sites (org_id, project_id, facility, city, country, status, ordinal)
      select org_id, id, 'Hospital ' || n, 'Town ' || n, 'Germany', 'RECRUITING', n
      from made, generate_series(1, ${SITES}::int) n`);
  }
  return await db.asSystem(reason, async (sql) => {
    await sql`insert into public.org_members (org_id, user_id, role)
      values (${org}, ${member.id}, 'member')`;
    const joined = await sql<{ id: string }[]>`
      select id from public.projects where org_id = ${org} order by created_at desc, id desc limit 10`;
    await sql`insert into public.project_members (org_id, project_id, user_id, role)
      select ${org}, id, ${member.id}, 'coordinator'
      from unnest(${joined.map((row) => row.id)}::uuid[]) id`;
    const [measured] = joined;
    if (!measured) throw new Error("No project was made");
    await sql`insert into public.sites (org_id, project_id, facility, city, country, status, ordinal)
      select ${org}, ${measured.id}, 'Clinic ' || n, 'City ' || n, 'France', 'RECRUITING', n
      from generate_series(${SITES + 1}::int, ${MEASURED_SITES}::int) n`;
    return measured.id;
  });
}
