/** SQL of the plan skeleton: what its rules look at, and what it takes over from the registry. */
import type { Sql } from "@/lib/db/mod.ts";
import { jsonb } from "@/lib/projects/sql.ts";

export interface StoredSkeleton {
  milestones: { id: string; key: string }[];
  taskKeys: string[];
  links: { fromId: string; toId: string }[];
  dates: { kind: string; value: string; certainty: string | null; pointer: string }[];
  studyType: string | null;
  targetEnrollment: number | null;
  enrollmentKind: string | null;
  sites: number;
}

/** What the rules of the plan skeleton look at; null when the caller does not see the project. */
export async function readSkeletonFacts(
  sql: Sql,
  projectId: string,
): Promise<StoredSkeleton | null> {
  const [row] = await sql<{ doc: StoredSkeleton }[]>`
    select jsonb_build_object(
      'milestones', (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'key', m.key)), '[]')
        from public.milestones m where m.project_id = p.id),
      'taskKeys', (select coalesce(jsonb_agg(t.external_key), '[]') from public.tasks t
        where t.project_id = p.id and t.external_key like 'skeleton:%'),
      'links', (select coalesce(jsonb_agg(jsonb_build_object('fromId', d.from_id, 'toId', d.to_id)),
          '[]')
        from public.dependencies d where d.project_id = p.id),
      'dates', (select coalesce(jsonb_agg(jsonb_build_object('kind', d.kind, 'value', d.value,
          'certainty', d.certainty, 'pointer', coalesce(d.source_pointer, ''))), '[]')
        from public.study_dates d where d.project_id = p.id),
      'studyType', p.study_type, 'targetEnrollment', p.target_enrollment,
      'enrollmentKind', p.enrollment_kind,
      'sites', (select count(*) from public.sites s where s.project_id = p.id)) as doc
    from public.projects p where p.id = ${projectId}::uuid`;
  return row?.doc ?? null;
}

/** Sets what the registry says of milestones that nobody confirmed, dated or reached; not sent yet. */
export function followRegistry(
  sql: Sql,
  projectId: string,
  rows: { key: string; planned_text: string | null; certainty: string | null; basis: string }[],
) {
  return sql`
    update public.milestones m
    set planned_text = u.planned_text, certainty = u.certainty, basis = u.basis
    from jsonb_to_recordset(${jsonb(sql, rows)})
      as u(key text, planned_text text, certainty text, basis text)
    where m.project_id = ${projectId}::uuid and m.key = u.key and m.state = 'unconfirmed'
      and m.actual_on is null
      and coalesce(m.field_sources #>> '{planned_text,kind}', 'import') = 'import'`;
}
