/** All SQL of the plan's page. Row-level security decides what each statement sees. */
import type { Sql } from "@/lib/db/mod.ts";
import type { PlanDoc } from "@/lib/planning/facts.ts";
import type { ChecklistPoint, PlanFeed, PlanSite } from "./model.ts";

/** All rows of a plan as one document; null when the caller does not see the project. */
export async function readPlan(sql: Sql, projectId: string): Promise<PlanDoc | null> {
  const [row] = await sql<{ doc: PlanDoc | null }[]>`
    select public.plan_page(${projectId}::uuid) as doc`;
  return row?.doc ?? null;
}

export async function readChecklist(
  sql: Sql,
  projectId: string,
  taskId: string,
): Promise<ChecklistPoint[]> {
  return await sql<ChecklistPoint[]>`
    select c.id, c.label, c.needs_evidence as "needsEvidence", c.done_on::text as "doneOn",
      p.name as "doneByName", c.evidence, c.row_version as version
    from public.checklist_items c left join public.profiles p on p.id = c.done_by
    where c.project_id = ${projectId}::uuid and c.task_id = ${taskId}::uuid
    order by c.ordinal, c.created_at, c.id limit 200`;
}

export async function readSites(sql: Sql, projectId: string): Promise<PlanSite[]> {
  return await sql<PlanSite[]>`
    select s.id, concat_ws(' ', s.number, coalesce(s.facility, s.city, s.country, 'Site')) as name
    from public.sites s where s.project_id = ${projectId}::uuid
    order by s.number nulls last, 2, s.id limit 2000`;
}

/** What a baseline promised, by item. */
export async function readBaseline(
  sql: Sql,
  projectId: string,
  baselineId: string,
): Promise<PlanDoc["baselineItems"]> {
  return await sql<PlanDoc["baselineItems"]>`
    select i.item_id as id, i.start_on::text as "startOn", i.finish_on::text as "finishOn"
    from public.baseline_items i
    where i.project_id = ${projectId}::uuid and i.baseline_id = ${baselineId}::uuid`;
}

/** The caller's own calendar links into the project, from the newest. */
export async function readFeeds(sql: Sql, projectId: string): Promise<PlanFeed[]> {
  const [row] = await sql<{ feeds: (PlanFeed & { projectId: string | null })[] }[]>`
    select private.my_calendar_feeds() as feeds`;
  return (row?.feeds ?? []).filter((feed) => feed.projectId === projectId);
}
