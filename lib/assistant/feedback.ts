/** Saying what one thinks of an answer. */
import type { Sql } from "@/lib/db/mod.ts";
import { invalid, type Result, success } from "@/lib/http/reply.ts";
import type { Feedback, FeedbackInput } from "./feedback_model.ts";
import type { Ctx } from "./service.ts";

interface Home {
  organizationId: string | null;
  projectId: string | null;
  call: boolean;
  /** UTC timestamp: of this transaction. */
  now: string;
}

/**
 * Where feedback belongs: the organisation of the call or study, as far as the caller sees it, else
 * the one that the caller has been in for longest.
 */
async function homeOf(sql: Sql, projectId: string | null, callId: string | null): Promise<Home> {
  const [row] = await sql<Home[]>`
    with asked as (select c.project_id from public.ai_calls c where c.id = ${callId}::uuid),
      study as (select p.id, p.org_id from public.projects p
        where p.id = coalesce(${projectId}::uuid, (select a.project_id from asked a)))
    select private.utc(now()) as now, exists (select from asked a, study s where a.project_id = s.id) as call,
      (select s.id from study s) as "projectId",
      coalesce((select s.org_id from study s), (select m.org_id from public.org_members m
        where m.user_id = auth.uid() order by m.created_at, m.org_id limit 1)) as "organizationId"`;
  return row!;
}

/** The id is made here: who may say something may not therefore read it. */
async function insertFeedback(sql: Sql, home: Home, input: FeedbackInput): Promise<Feedback> {
  const organizationId = home.organizationId!;
  const { projectId, now: createdAt } = home;
  const { rating, callId = null } = input;
  const [comment, subject] = [input.comment || null, input.subject || null];
  const id = crypto.randomUUID();
  await sql`
    insert into public.feedback (id, org_id, project_id, call_id, rating, comment, subject)
    values (${id}::uuid, ${organizationId}::uuid, ${projectId}::uuid, ${callId}::uuid, ${rating}::int,
      ${comment}::text, ${subject}::text)`;
  return { id, rating, comment, subject, organizationId, projectId, callId, createdAt };
}

/**
 * Keeps what the caller thinks. 422 for a study or call that the caller does not see, and for who is
 * in no organisation: there is nobody to tell.
 */
export async function giveFeedback(ctx: Ctx, input: FeedbackInput): Promise<Result<Feedback>> {
  const { projectId = null, callId = null } = input;
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const home = await homeOf(sql, projectId, callId);
    if (projectId !== null && home.projectId === null) {
      return invalid([{
        path: "/projectId",
        message: "There is no such study, or it is not yours",
      }]);
    }
    if (callId !== null && !home.call) {
      return invalid([{ path: "/callId", message: "There is no such call, or it is not yours" }]);
    }
    if (home.organizationId === null) {
      const message = "You are in no organisation, so there is nobody to tell";
      return invalid([{ path: "", message }]);
    }
    return success(await insertFeedback(sql, home, input));
  }, { reason: ctx.reason });
}
