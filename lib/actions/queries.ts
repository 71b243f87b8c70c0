/** All SQL of the actions. Row-level security decides what each statement sees. */
import type { Sql } from "@/lib/db/mod.ts";
import type { PutOffInput, View } from "./model.ts";

export type Doc = Record<string, unknown>;

/** What needs doing in a study, or at one site of it; null when the caller does not see the study. */
export async function readProjectActions(
  sql: Sql,
  projectId: string,
  { view, size, siteId = null }: { view: View; size: number; siteId?: string | null },
): Promise<Doc | null> {
  const [row] = await sql<{ doc: Doc | null }[]>`
    select public.project_actions_page(${projectId}::uuid, ${view}, ${size}::int, null,
      ${siteId}::uuid) as doc`;
  return row?.doc ?? null;
}

/** What the rules find about one row, put off or not, as `readProjectActions` has it; of one rule where it is given. */
export async function readActionsAbout(
  sql: Sql,
  projectId: string,
  { rule, id }: { rule: string | null; id: string },
): Promise<Doc | null> {
  const [row] = await sql<{ doc: Doc | null }[]>`
    select jsonb_build_object('today', d.today, 'actions', (
      select coalesce(jsonb_agg(private.action_json(l.action, l.today, l.mine, l.may, l.put_off)
        order by private.severity_rank((l.action).severity), (l.action).due_on nulls last, (l.action).rule), '[]')
      from private.listed_actions(array[d]) l
      where case when ${rule}::text is null
        then (l.action).subject_id = ${id}::uuid
          or exists (select from jsonb_array_elements((l.action).evidence) e where e ->> 'id' = ${id}::text)
        else (l.action).rule = ${rule}::text and (l.action).subject_id = ${id}::uuid end)) as doc
    from unnest(private.project_days(array[${projectId}::uuid])) d`;
  return row?.doc ?? null;
}

/** What is the caller's over all studies. */
export async function readMyActions(sql: Sql, size: number): Promise<Doc> {
  const [row] = await sql<{ doc: Doc }[]>`select public.my_actions(${size}::int) as doc`;
  return row?.doc ?? {};
}

/** The day in a study; undefined when the caller does not see it. */
export async function readToday(sql: Sql, projectId: string): Promise<string | undefined> {
  const [row] = await sql<{ today: string }[]>`
    select d.today::text from unnest(private.project_days(array[${projectId}::uuid])) d`;
  return row?.today;
}

/** Puts an action off; what somebody said of it before goes (and stays in the trail). */
export async function putOff(sql: Sql, projectId: string, input: PutOffInput): Promise<Doc> {
  const { rule, subjectId, kind, reason, untilOn } = input;
  const [, [row]] = await Promise.all([
    sql`
      delete from public.action_dispositions x
      where x.project_id = ${projectId}::uuid and x.rule = ${rule}
        and x.subject_id = ${subjectId}::uuid`,
    sql<{ doc: Doc }[]>`
      insert into public.action_dispositions as x (org_id, project_id, rule, subject_id, kind, reason, until_on)
      select p.org_id, p.id, ${rule}, ${subjectId}::uuid, ${kind}, ${reason}, ${untilOn}::date
      from public.projects p where p.id = ${projectId}::uuid
      returning jsonb_build_object('id', x.id, 'kind', x.kind, 'reason', x.reason, 'untilOn', x.until_on,
        'at', private.utc(x.created_at),
        'by', coalesce((select f.name from public.profiles f where f.id = x.created_by), '')) as doc`,
  ]);
  return row!.doc;
}

export async function takeBack(sql: Sql, projectId: string, id: string): Promise<boolean> {
  const gone = await sql`
    delete from public.action_dispositions x
    where x.id = ${id}::uuid and x.project_id = ${projectId}::uuid returning x.id`;
  return gone.length > 0;
}
