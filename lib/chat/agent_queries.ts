/** SQL of the steps that a model asked for. Policies and triggers decide what each statement does. */
import type { Sql } from "@/lib/db/mod.ts";
import type { Step } from "./model.ts";

/** A step as it is kept: one row when it asks, one when it is settled. */
export interface StepRow extends Omit<Step, "id"> {
  id: string;
  questionId: string;
  callId: string;
  /** What its asker said to one that asks; null: nothing yet. */
  allowed: boolean | null;
}

const short = (sql: Sql) =>
  sql`s.id, s.question_id as "questionId", s.no, s.call_id as "callId", s.tool, s.outcome, s.detail, s.rows, s.ms,
    s.proposal_id as "proposalId", a.allowed`;

/** Steps of a chat's questions, in order, those that ask before what came of them. */
export const listSteps = (sql: Sql, projectId: string, chatId: string): Promise<StepRow[]> =>
  sql<StepRow[]>`
    select ${
    short(sql)
  } from public.chat_steps s left join public.chat_step_answers a on a.step_id = s.id
    where s.project_id = ${projectId}::uuid and s.chat_id = ${chatId}::uuid
    order by s.question_id, s.no, s.outcome <> 'asked' limit 10000`;

export async function insertWord(
  sql: Sql,
  projectId: string,
  { stepId, allow }: { stepId: string; allow: boolean },
): Promise<void> {
  await sql`
    insert into public.chat_step_answers (org_id, project_id, step_id, allowed)
    select p.org_id, p.id, ${stepId}::uuid, ${allow} from public.projects p where p.id = ${projectId}::uuid`;
}
