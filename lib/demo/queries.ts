/** SQL of the demo. */
import type { Sql } from "@/lib/db/mod.ts";
import type { RecordGround } from "./records/model.ts";

/** Makes a person a member of the organisation and the coordinator of its projects, once. */
export async function addCoordinator(
  sql: Sql,
  { orgId, userId }: { orgId: string; userId: string },
): Promise<void> {
  await sql`
    insert into public.org_members (org_id, user_id, role)
    values (${orgId}::uuid, ${userId}::uuid, 'member') on conflict (org_id, user_id) do nothing`;
  await sql`
    insert into public.project_members (org_id, project_id, user_id, role)
    select p.org_id, p.id, ${userId}::uuid, 'coordinator' from public.projects p
    where p.org_id = ${orgId}::uuid on conflict (project_id, user_id) do nothing`;
}

/** What a study has for a plan to build on; `untouched`: nobody has planned or counted anything. */
export interface GroundRow {
  untouched: boolean;
  today: string;
  sites: { id: string; facility: string; status: string | null }[];
  milestones: Record<string, string>;
  tasks: Record<string, string>;
}

export async function readGround(
  sql: Sql,
  study: { organizationId: string; nctId: string },
): Promise<(GroundRow & { projectId: string }) | undefined> {
  const [row] = await sql<(GroundRow & { projectId: string })[]>`
    select p.id as "projectId",
      not exists (select from public.site_staff w where w.project_id = p.id)
        and not exists (select from public.enrollment_snapshots e where e.project_id = p.id)
        and not exists (select from public.baselines b where b.project_id = p.id)
        and not exists (select from public.tasks t where t.project_id = p.id and t.state = 'confirmed')
        and not exists (select from public.milestones m where m.project_id = p.id
          and (m.state = 'confirmed' or m.row_version > 1)) as untouched,
      (select d.today::text from unnest(private.project_days(array[p.id])) d) as today,
      (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'facility', s.facility, 'status', s.status)
        order by s.ordinal, s.id), '[]') from public.sites s where s.project_id = p.id) as sites,
      (select coalesce(jsonb_object_agg(m.key, m.id), '{}') from public.milestones m
        where m.project_id = p.id) as milestones,
      (select coalesce(jsonb_object_agg(t.external_key, t.id), '{}') from public.tasks t
        where t.project_id = p.id and t.external_key is not null) as tasks
    from public.projects p
    where p.org_id = ${study.organizationId}::uuid and p.nct_id = ${study.nctId}`;
  return row;
}

/** What a study has for records to build on; undefined when the caller does not see it. */
export async function readRecordGround(
  sql: Sql,
  study: { organizationId: string; nctId: string },
): Promise<RecordGround | undefined> {
  const [row] = await sql<RecordGround[]>`
    select p.id as "projectId", p.org_id as "orgId",
      not exists (select from public.documents d where d.project_id = p.id)
        and not exists (select from public.document_requirements r where r.project_id = p.id
          and (r.state = 'confirmed' or r.row_version > 1))
        and not exists (select from public.risks r where r.project_id = p.id
          and (r.state = 'confirmed' or r.row_version > 1))
        and not exists (select from public.kris k where k.project_id = p.id)
        and not exists (select from public.deviations v where v.project_id = p.id)
        and not exists (select from public.capas c where c.project_id = p.id)
        and not exists (select from public.budget_lines l where l.project_id = p.id) as untouched,
      (select d.today::text from unnest(private.project_days(array[p.id])) d) as today,
      (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'facility', s.facility, 'country', s.country,
          'activatedOn', s.activated_on, 'contractOn', s.contract_signed_on, 'closedOn', s.closed_on)
        order by s.ordinal, s.id), '[]') from public.sites s where s.project_id = p.id) as sites,
      (select coalesce(jsonb_object_agg(r.external_key, r.id), '{}') from public.document_requirements r
        where r.project_id = p.id and r.external_key is not null) as requirements,
      (select coalesce(jsonb_object_agg(r.external_key, r.id), '{}') from public.risks r
        where r.project_id = p.id and r.external_key is not null) as risks,
      (select coalesce(jsonb_object_agg(m.key, m.id), '{}') from public.milestones m
        where m.project_id = p.id) as milestones
    from public.projects p
    where p.org_id = ${study.organizationId}::uuid and p.nct_id = ${study.nctId}`;
  return row;
}

type Rows = readonly (Record<string, unknown> & { id: string })[];

/** Names of tables and columns come from lib/demo, never from a caller. */
function names(sql: Sql, columns: Iterable<string>) {
  return sql.unsafe([...columns].map((name) => `"${name}"`).join(", "));
}

const columnsOf = (rows: Rows) => new Set(rows.flatMap((row) => Object.keys(row)));

/** Inserts rows of a project; what a row does not name is null. */
export async function insertPlanRows(sql: Sql, table: string, projectId: string, rows: Rows) {
  if (rows.length === 0) return;
  const columns = names(sql, columnsOf(rows));
  const target = sql`public.${names(sql, [table])}`;
  await sql`
    insert into ${target} (org_id, project_id, ${columns})
    select p.home_org, p.home, ${columns}
    from (select id as home, org_id as home_org from public.projects where id = ${projectId}::uuid) p,
      jsonb_populate_recordset(null::${target}, ${JSON.stringify(rows)}::text::jsonb)`;
}

/** Changes rows of a project; what a row does not name stays. */
export async function updatePlanRows(sql: Sql, table: string, projectId: string, rows: Rows) {
  if (rows.length === 0) return;
  const set = columnsOf(rows);
  set.delete("id");
  const columns = names(sql, set);
  const target = sql`public.${names(sql, [table])}`;
  await sql`
    update ${target} t set (${columns}) = (select ${columns} from jsonb_populate_record(t, r.doc))
    from jsonb_array_elements(${JSON.stringify(rows)}::text::jsonb) as r(doc)
    where t.id = (r.doc ->> 'id')::uuid and t.project_id = ${projectId}::uuid`;
}

/** The rule-made links of a study, stood up for. */
export async function confirmLinks(sql: Sql, projectId: string): Promise<void> {
  await sql`
    update public.dependencies d set state = 'confirmed'
    where d.project_id = ${projectId}::uuid and d.state = 'unconfirmed'`;
}
