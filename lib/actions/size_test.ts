// The portfolio among many studies: what is read is what the page shows, for who sees everything and
// for a member. Counted in rows, not in time.
import assert from "node:assert/strict";
import type { Claims, Db } from "@/lib/db/mod.ts";
import { adminOf } from "@/lib/db/testing.ts";
import { addMember, onServer, type World } from "@/tests/people.ts";
import { readPortfolioHome } from "./service.ts";

const STUDIES = 6000;

/** An organisation with many planned studies; the member is in ten of them. */
async function stage(world: World) {
  const [owner, member] = [await world.signUp(), await world.signUp()];
  const org = await world.organization(owner);
  await addMember(world.db, org, member);
  const admin = adminOf(world.url);
  await admin.begin(async (sql) => {
    // Their trail is of no interest here.
    await sql`set local session_replication_role = replica`;
    await sql`insert into public.projects (org_id, name, status, created_at)
      select ${org}, 'Study ' || n, 'RECRUITING', now() - make_interval(mins => n)
      from generate_series(1, ${STUDIES}::int) n`;
    await sql`insert into public.milestones (org_id, project_id, key, title, kind, planned_text)
      select org_id, id, 'm' || n, 'M', 'milestone', '2027-0' || n
      from public.projects, generate_series(1, 4) n where org_id = ${org}`;
    await sql`insert into public.tasks (org_id, project_id, title, planned_start, duration_days, ordinal)
      select org_id, id, 'T', '2026-12-01', 5, n
      from public.projects, generate_series(1, 4) n where org_id = ${org}`;
    await sql`insert into public.dependencies (org_id, project_id, from_task_id, to_task_id)
      select a.org_id, a.project_id, a.id, b.id from public.tasks a
      join public.tasks b on b.project_id = a.project_id and b.ordinal = a.ordinal + 1
      where a.org_id = ${org}`;
    await sql`insert into public.baselines (org_id, project_id, name)
      select org_id, id, 'Approved' from public.projects where org_id = ${org}`;
    await sql`insert into public.baseline_items (org_id, project_id, baseline_id, item_id, kind, title, finish_on)
      select b.org_id, b.project_id, b.id, t.id, 'task', 'T', '2026-12-01'
      from public.baselines b join public.tasks t on t.project_id = b.project_id where b.org_id = ${org}`;
    await sql`insert into public.document_requirements (org_id, project_id, title, scope)
      select org_id, id, 'Protocol', 'STUDY' from public.projects where org_id = ${org}`;
    await sql`insert into public.documents (org_id, project_id, title)
      select org_id, id, 'Protocol' from public.projects where org_id = ${org}`;
    await sql`insert into public.risks (org_id, project_id, number, title, likelihood, impact)
      select org_id, id, 1, 'R', 4, 4 from public.projects where org_id = ${org}`;
    await sql`insert into public.kris (org_id, project_id, title, numerator, denominator, amber, red)
      select org_id, id, 'K', 'n', 'd', 1, 2 from public.projects where org_id = ${org}`;
    await sql`insert into public.budget_lines (org_id, project_id, title, driver, currency, unit_amount, planned_quantity)
      select org_id, id, 'B', 'visit', 'EUR', 100, 10 from public.projects where org_id = ${org}`;
    await sql`insert into public.project_members (org_id, project_id, user_id, role)
      select org_id, id, ${member.id}, 'coordinator' from public.projects
      where org_id = ${org} order by created_at desc limit 10`;
    await sql`analyze public.projects, public.milestones, public.tasks, public.dependencies,
      public.baselines, public.baseline_items, public.project_members, public.document_requirements, public.documents,
      public.risks, public.kris, public.budget_lines`;
  });
  await admin.end();
  return { owner: owner.claims, member: member.claims };
}

/** The page as the person sees it, and the rows that whole tables were gone through for. */
async function read({ db }: World, claims: Claims) {
  const counted = { rows: 0 };
  const counting: Db = {
    ...db,
    asUser: (who, work, options) =>
      db.asUser(who, async (sql) => {
        const gone = async () =>
          (await sql<{ rows: number }[]>`
            select coalesce(sum(seq_tup_read), 0)::int as rows
            from pg_catalog.pg_stat_xact_user_tables where relname in ('projects', 'milestones',
              'tasks', 'dependencies', 'baselines', 'baseline_items', 'sites',
              'document_requirements', 'documents', 'document_versions', 'risks', 'kris', 'kri_values',
              'deviations', 'capas', 'budget_lines', 'budget_actuals')`)[0]!.rows;
        const before = await gone();
        const value = await work(sql);
        counted.rows += await gone() - before;
        return value;
      }, options),
  };
  const ctx = { db: counting, claims, reason: null };
  const page = await readPortfolioHome(ctx, { archived: false, limit: 25 }, 5);
  return { page, rows: counted.rows };
}

onServer("a page of the portfolio among 6,000 studies goes through no table", async (world) => {
  const people = await stage(world);
  const shown = { owner: 25, member: 10 };
  for (const who of ["owner", "member"] as const) {
    // Again and again: plans are kept after some times.
    for (let time = 1; time <= 8; time++) {
      const { page, rows } = await read(world, people[who]);
      assert.equal(page.portfolio.projects.length, shown[who]);
      assert.ok(rows < 500, `${who}, time ${time}: ${rows} rows`);
    }
  }
});
