/** All SQL of the intake. Row-level security decides what each statement sees. */
import type { Sql } from "@/lib/db/mod.ts";
import { jsonb, names } from "@/lib/projects/sql.ts";
import type { RowSource } from "@/lib/projects/sources.ts";
import type { FieldSource } from "@/lib/projects/provenance.ts";
import type { Kind, QuestionKey, Reading, Value } from "./model.ts";
import type { Difference } from "./difference.ts";

export interface AnswerRow {
  id: string;
  org_id: string;
  question: QuestionKey;
  raw: string;
  row_version: number;
  restricted: boolean;
  answered_at: string;
  answered_by: string | null;
  name: string | null;
}

export interface ItemRow {
  id: string;
  answer_id: string;
  answer_version: number;
  kind: Kind;
  value: Value | null;
  hint: string | null;
  text: string;
  start_at: number;
  end_at: number;
  fingerprint: string;
  present: boolean;
  restricted: boolean;
  state: "open" | "confirmed" | "rejected" | "superseded";
  decided_value: Value | null;
  decided_by: string | null;
  decided_at: string | null;
  target_table: string | null;
  target_id: string | null;
  name: string | null;
}

/** A row of the study that an item may already be said by. */
export interface StudyRow extends Record<string, unknown> {
  id: string;
  source: RowSource | null;
}

/** What the study knows, in the tables that items go to. */
export interface StudyDoc {
  project: Record<string, unknown> & {
    id: string;
    org_id: string;
    created_at: string;
    created_by: string | null;
    import_run_id: string | null;
    field_sources: Record<string, FieldSource>;
  };
  contacts: StudyRow[];
  outcomes: StudyRow[];
  study_durations: StudyRow[];
  study_dates: StudyRow[];
  regulations: StudyRow[];
  stakeholders: StudyRow[];
  risks: StudyRow[];
  document_requirements: StudyRow[];
  milestones: StudyRow[];
  study_systems: StudyRow[];
}

export interface IntakeDoc {
  answers: AnswerRow[];
  items: ItemRow[];
  study: StudyDoc;
  /** Verbs that the caller has on the intake. */
  can: string[] | null;
}

const LISTS = [
  "outcomes",
  "study_durations",
  "study_dates",
  "regulations",
  "stakeholders",
  "risks",
  "document_requirements",
  "milestones",
  "study_systems",
] as const;

/** Answers, items and what the study knows, as one document; null when the project is not seen. */
export async function readIntake(sql: Sql, project: string): Promise<IntakeDoc | null> {
  const rows = (table: string) =>
    sql`${table}::text, (select coalesce(jsonb_agg(to_jsonb(t) || jsonb_build_object('source',
        private.source_json(t.import_run_id, t.source_pointer, t.field_sources))
        order by ${ordered(table) ? sql`t.ordinal, t.id` : sql`t.id`}), '[]')
      from ${sql(`public.${table}`)} t where t.project_id = p.id)`;
  const [row] = await sql<{ doc: IntakeDoc }[]>`
    select jsonb_build_object(
      'can', public.my_permissions(p.id) -> 'can' -> 'intake',
      'answers', (select coalesce(jsonb_agg(to_jsonb(a) || jsonb_build_object('name', f.name)), '[]')
        from public.intake_answers a left join public.profiles f on f.id = a.answered_by
        where a.project_id = p.id),
      'items', (select coalesce(jsonb_agg(to_jsonb(i) || jsonb_build_object('name', f.name)
          order by i.ordinal, i.id), '[]')
        from public.intake_items i left join public.profiles f on f.id = i.decided_by
        where i.project_id = p.id and i.state <> 'superseded'),
      'study', jsonb_build_object(
        'project', to_jsonb(p) - 'detailed_description' - 'eligibility_text' - 'brief_summary',
        'contacts', (select coalesce(jsonb_agg(to_jsonb(c) || jsonb_build_object('source',
            private.source_json(c.import_run_id, c.source_pointer, c.field_sources)) order by c.ordinal, c.id), '[]')
          from public.contacts c where c.project_id = p.id and c.site_id is null),
        ${rows(LISTS[0])}, ${rows(LISTS[1])}, ${rows(LISTS[2])}, ${rows(LISTS[3])}, ${
    rows(LISTS[4])
  }, ${rows(LISTS[5])}, ${rows(LISTS[6])}, ${rows(LISTS[7])}, ${rows(LISTS[8])})
    ) as doc
    from public.projects p where p.id = ${project}::uuid`;
  return row?.doc ?? null;
}

const ordered = (table: string) => table !== "study_durations" && table !== "study_dates";

/** The answer as it stands, with all its items; undefined when there is none. */
export async function readAnswer(
  sql: Sql,
  project: string,
  question: QuestionKey,
): Promise<{ answer: AnswerRow; items: ItemRow[] } | undefined> {
  const [row] = await sql<{ answer: AnswerRow; items: ItemRow[] }[]>`
    select to_jsonb(a) as answer, (select coalesce(jsonb_agg(to_jsonb(i)), '[]')
      from public.intake_items i where i.answer_id = a.id) as items
    from public.intake_answers a
    where a.project_id = ${project}::uuid and a.question = ${question}`;
  return row;
}

export interface Place {
  orgId: string;
  projectId: string;
  restricted: boolean;
}

interface Written {
  id: string;
  row_version: number;
}

/** A first answer; undefined when somebody else's is there. */
export async function insertAnswer(
  sql: Sql,
  place: Place,
  question: QuestionKey,
  raw: string,
): Promise<Written | undefined> {
  const [made] = await sql<Written[]>`
    insert into public.intake_answers (org_id, project_id, question, raw)
    values (${place.orgId}, ${place.projectId}, ${question}, ${raw})
    on conflict (project_id, question) do nothing returning id, row_version`;
  return made;
}

/** A changed answer, while it is still at `version`; undefined when it is not. */
export async function updateAnswer(
  sql: Sql,
  id: string,
  version: number,
  raw: string,
): Promise<Written | undefined> {
  const [changed] = await sql<Written[]>`
    update public.intake_answers set raw = ${raw}
    where id = ${id}::uuid and row_version = ${version} returning id, row_version`;
  return changed;
}

/** Writes what a changed answer changes; all statements in one wait. */
export async function writeDifference(
  sql: Sql,
  place: Place,
  answer: Written,
  difference: Difference,
): Promise<void> {
  const { added, kept, gone, unsaid } = difference;
  const version = answer.row_version;
  const rows = added.map((one) => ({
    org_id: place.orgId,
    project_id: place.projectId,
    restricted: place.restricted,
    answer_id: answer.id,
    answer_version: version,
    ...itemColumns(one),
    fingerprint: one.fingerprint,
    ordinal: one.ordinal,
  }));
  const columns = names(sql, Object.keys(rows[0] ?? {}));
  await Promise.all([
    ...(rows.length === 0 ? [] : [sql`
      insert into public.intake_items (${columns})
      select ${columns} from jsonb_populate_recordset(null::public.intake_items, ${
      jsonb(sql, rows)
    })`]),
    ...(kept.length === 0 ? [] : [sql`
      update public.intake_items i set answer_version = ${version}, start_at = k.start, end_at = k."end",
        ordinal = k.ordinal, present = true, state = case when k.reopen then 'open' else i.state end
      from jsonb_to_recordset(${jsonb(sql, kept)})
        as k(id uuid, start int, "end" int, ordinal int, reopen boolean)
      where i.id = k.id and i.answer_id = ${answer.id}::uuid`]),
    ...(gone.length === 0 ? [] : [sql`
      update public.intake_items set state = 'superseded', present = false
      where id = any (${gone}::uuid[]) and answer_id = ${answer.id}::uuid`]),
    ...(unsaid.length === 0 ? [] : [sql`
      update public.intake_items set present = false
      where id = any (${unsaid}::uuid[]) and answer_id = ${answer.id}::uuid`]),
  ].map((query) => Promise.resolve(query)));
}

function itemColumns({ kind, value, hint, text, start, end }: Reading) {
  return { kind, value, hint, text, start_at: start, end_at: end, present: true, state: "open" };
}

export interface Decided {
  state: "confirmed" | "rejected";
  value: Value | null;
  target: { table: string; id: string } | null;
}

/** Decides an item that is still as it was read; false when somebody else was quicker. */
export async function decideItem(sql: Sql, item: ItemRow, decided: Decided): Promise<boolean> {
  const { state, value, target } = decided;
  const changed = await sql`
    update public.intake_items set state = ${state}, decided_value = ${
    value === null ? null : jsonb(sql, value)
  }, target_table = ${target?.table ?? null}, target_id = ${target?.id ?? null}
    where id = ${item.id}::uuid and state = ${item.state} returning id`;
  return changed.length > 0;
}
