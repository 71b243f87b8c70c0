/** SQL of the steps that a model asked for. Policies and triggers decide what each statement does. */
import type { Sql } from "@/lib/db/mod.ts";
import type { Step } from "./model.ts";

/** A step as it is kept: one row when it asks, one when it is settled. */
export interface StepRow extends Omit<Step, "id"> {
  id: string;
  questionId: string;
  callId: string;
  /** As the model said them. */
  args: Record<string, unknown>;
  /** The provider's seal on the call. */
  signature: string | null;
  /** What its asker said to one that asks; null: nothing yet. */
  allowed: boolean | null;
}

const row = (sql: Sql) =>
  sql`s.id, s.question_id as "questionId", s.no, s.call_id as "callId", s.tool, s.args, s.signature, s.outcome, s.detail, s.rows, s.ms,
    s.proposal_id as "proposalId", a.allowed`;

/** Steps of a chat's questions, in order, those that ask before what came of them. */
export const listSteps = (sql: Sql, projectId: string, chatId: string): Promise<StepRow[]> =>
  sql<StepRow[]>`
    select ${
    row(sql)
  } from public.chat_steps s left join public.chat_step_answers a on a.step_id = s.id
    where s.project_id = ${projectId}::uuid and s.chat_id = ${chatId}::uuid
    order by s.question_id, s.no, s.outcome <> 'asked' limit 10000`;

export type NewStep = Omit<StepRow, "allowed"> & { chatId: string };

export async function insertStep(sql: Sql, projectId: string, made: NewStep): Promise<void> {
  await sql`
    insert into public.chat_steps (id, org_id, project_id, chat_id, question_id, no, call_id, tool, args, signature, outcome,
      detail, rows, ms, proposal_id, restricted)
    select ${made.id}::uuid, p.org_id, p.id, ${made.chatId}::uuid, ${made.questionId}::uuid, ${made.no}, ${made.callId}::uuid,
      ${made.tool}, ${
    JSON.stringify(made.args)
  }::text::jsonb, ${made.signature}, ${made.outcome}, ${made.detail}, ${made.rows},
      ${made.ms}, ${made.proposalId}::uuid, private.sees_restricted(p.id)
    from public.projects p where p.id = ${projectId}::uuid`;
}

export type Policy = "auto" | "approve" | "forbid";

/** What an agent of the caller may do with each of these tools, and whether the caller may propose. */
export async function readPolicies(
  sql: Sql,
  projectId: string,
  tools: readonly string[],
): Promise<{ policies: Map<string, Policy>; mayPropose: boolean }> {
  const rows = await sql<{ tool: string; policy: Policy; proposes: boolean }[]>`
    select t as tool, private.agent_policy(${projectId}::uuid, t) as policy,
      (p.id = any ((select private.my_projects_for('proposal', 'insert'))::uuid[])
        or p.org_id = any ((select private.my_orgs_for('proposal', 'insert'))::uuid[])) as proposes
    from public.projects p cross join unnest(${sql.array([...tools], 1009)}::text[]) t
    where p.id = ${projectId}::uuid`;
  return {
    policies: new Map(rows.map(({ tool, policy }) => [tool, policy])),
    mayPropose: rows[0]?.proposes ?? false,
  };
}

export async function insertWord(
  sql: Sql,
  projectId: string,
  { stepId, allow }: { stepId: string; allow: boolean },
): Promise<void> {
  await sql`
    insert into public.chat_step_answers (org_id, project_id, step_id, allowed)
    select p.org_id, p.id, ${stepId}::uuid, ${allow} from public.projects p where p.id = ${projectId}::uuid`;
}
