/** All SQL of chats. Row-level security decides what each statement sees. */
import type { Sql } from "@/lib/db/mod.ts";
import type { AboutRef, Chat, ChatFact, Figures, Message, Step } from "./model.ts";

export interface SiteRow {
  id: string;
  number: string | null;
  label: string;
}

/** Sites of the study as questions name them. */
export const listSites = (sql: Sql, projectId: string): Promise<SiteRow[]> =>
  sql<SiteRow[]>`
    select s.id, s.number, private.site_label(s) as label from public.sites s
    where s.project_id = ${projectId}::uuid order by s.ordinal, s.id limit 5000`;

export interface StudyRow {
  name: string;
  nctId: string | null;
}

/** The other studies that the caller sees. */
export const listOthers = (sql: Sql, projectId: string): Promise<StudyRow[]> =>
  sql<StudyRow[]>`
    select p.name, p.nct_id as "nctId" from public.projects p
    where p.id <> ${projectId}::uuid order by p.name, p.id limit 1000`;

export interface FoundRow {
  id: string;
  kind: string;
  label: string;
  owner: string | null;
  /** Below the study's address. */
  place: string;
}

/** Rows whose titles have the words, those that have most of them first, twelve at most. */
export const searchRows = (sql: Sql, projectId: string, words: string[]): Promise<FoundRow[]> =>
  sql<FoundRow[]>`
    with named as (
      select 'task' as kind, t.id, t.title, t.owner_id, 'plan' as place from public.tasks t where t.project_id = ${projectId}::uuid
      union all select 'milestone', m.id, m.title, m.owner_id, 'plan' from public.milestones m where m.project_id = ${projectId}::uuid
      union all select 'document', d.id, d.title, d.owner_id, 'documents' from public.documents d where d.project_id = ${projectId}::uuid
      union all select 'deviation', d.id, d.title, d.owner_id, 'quality' from public.deviations d where d.project_id = ${projectId}::uuid
      union all select 'risk', r.id, r.title, r.owner_id, 'quality' from public.risks r where r.project_id = ${projectId}::uuid
      union all select 'capa', c.id, c.title, c.owner_id, 'quality' from public.capas c where c.project_id = ${projectId}::uuid
    ), counted as (
      select n.*, (select count(*) from unnest(${
    sql.array(words, 1009)
  }::text[]) w where strpos(lower(n.title), w) > 0) as hits
      from named n
    )
    select c.kind, c.id, c.title as label, p.name as owner, c.place from counted c
    left join public.profiles p on p.id = c.owner_id
    where c.hits > 0 and c.hits = (select max(x.hits) from counted x) order by c.title, c.id limit 12`;

/** A message as it is kept. */
export type MessageRow = Omit<Message, "about" | "proposals"> & {
  /** Its place in the chat. */
  no: number;
  /** Of an answer. */
  questionId: string | null;
  /** Of a question. */
  about: AboutRef | null;
};

const whole = (sql: Sql) =>
  sql`m.id, m.no, m.role, m.text, m.facts as citations, m.steps, m.provider, m.call_id as "callId", m.figures, m.about,
    m.question_id as "questionId", private.utc(m.created_at) as at`;

export const listChats = (sql: Sql, projectId: string): Promise<Chat[]> =>
  sql<Chat[]>`
    select c.id, c.persona, c.title, private.utc(c.created_at) as at from public.chats c
    where c.project_id = ${projectId}::uuid order by c.created_at desc, c.id limit 100`;

export async function readChatRow(sql: Sql, projectId: string, id: string) {
  const [row] = await sql<Chat[]>`
    select c.id, c.persona, c.title, private.utc(c.created_at) as at from public.chats c
    where c.project_id = ${projectId}::uuid and c.id = ${id}::uuid`;
  return row;
}

/** The newest messages of a chat, oldest first. */
export const listMessages = (
  sql: Sql,
  projectId: string,
  chatId: string,
  most = 200,
): Promise<MessageRow[]> =>
  sql<MessageRow[]>`
    select * from (select ${
    whole(sql)
  } from public.chat_messages m where m.project_id = ${projectId}::uuid and m.chat_id = ${chatId}::uuid
      order by m.no desc limit ${most}::int) m order by m.no`;

export async function insertChat(
  sql: Sql,
  projectId: string,
  { id, persona, title }: { id: string; persona: string; title: string },
): Promise<void> {
  await sql`
    insert into public.chats (id, org_id, project_id, persona, title, restricted)
    select ${id}::uuid, p.org_id, p.id, ${persona}, ${title}, private.sees_restricted(p.id)
    from public.projects p where p.id = ${projectId}::uuid`;
}

export interface NewMessage {
  id: string;
  chatId: string;
  /** Of an answer: what it answers. */
  questionId: string | null;
  /** Of a question: what it is asked beside. */
  about: AboutRef | null;
  role: "user" | "assistant";
  text: string;
  facts: readonly ChatFact[];
  steps: readonly Step[];
  figures: Figures | null;
  provider: string;
  callId: string | null;
  resources: readonly string[];
  restricted: boolean;
}

export async function insertMessage(sql: Sql, projectId: string, made: NewMessage): Promise<void> {
  const json = (value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`;
  await sql`
    insert into public.chat_messages (id, org_id, project_id, chat_id, question_id, about, role, text, facts, steps,
      figures, provider, call_id, resources, restricted)
    select ${made.id}::uuid, p.org_id, p.id, ${made.chatId}::uuid, ${made.questionId}::uuid,
      ${made.about === null ? null : json(made.about)}, ${made.role}, ${made.text}, ${
    json(made.facts)
  }, ${json(made.steps)},
      ${made.figures === null ? null : json(made.figures)}, ${made.provider}, ${made.callId}::uuid,
      ${
    sql.array([...made.resources], 1009)
  }::text[], ${made.restricted}::boolean or private.sees_restricted(p.id)
      or coalesce((select c.restricted from public.chats c where c.id = ${made.chatId}::uuid), false)
    from public.projects p where p.id = ${projectId}::uuid`;
}

export async function readMessage(sql: Sql, projectId: string, id: string): Promise<MessageRow> {
  const [row] = await sql<MessageRow[]>`
    select ${
    whole(sql)
  } from public.chat_messages m where m.project_id = ${projectId}::uuid and m.id = ${id}::uuid`;
  return row!;
}

export async function deleteChat(sql: Sql, projectId: string, id: string): Promise<boolean> {
  const gone = await sql`
    delete from public.chats c where c.project_id = ${projectId}::uuid and c.id = ${id}::uuid`;
  return gone.count > 0;
}
