/**
 * Use cases of the intake: reading it, beginning with it, answering a question. An answer changes
 * nothing in the study; a decision does (decisions.ts).
 */
import type { Permission, Sql } from "@/lib/db/mod.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import type { HomeOrganization, ProjectSummary } from "@/lib/projects/model.ts";
import { type Ctx, headIn, homeOrganization, insertProjectRow } from "@/lib/projects/service.ts";
import { differenceOf } from "./difference.ts";
import type { Intake, Question, QuestionKey } from "./model.ts";
import { parseAnswer } from "./parse/mod.ts";
import * as queries from "./queries.ts";
import { toIntake } from "./view.ts";
import { QUESTIONS } from "./words.ts";

export const NOT_FOUND = failure(404, "Not there, or not yours");

/** `asUser` for the intake of one project. */
export function inIntake<T>(
  ctx: Ctx,
  projectId: string,
  verb: Permission["verb"],
  reason: string | null,
  work: (sql: Sql) => Promise<T>,
) {
  const permission = { resource: "intake", verb, projectId };
  return ctx.db.asUser(ctx.claims, work, { reason: ctx.reason ?? reason, permission });
}

export async function readIntake(ctx: Ctx, input: { id: string }): Promise<Result<Intake>> {
  const doc = await inIntake(
    ctx,
    input.id,
    "select",
    null,
    (sql) => queries.readIntake(sql, input.id),
  );
  return doc ? success(toIntake(doc)) : NOT_FOUND;
}

export interface IntakePage {
  project: ProjectSummary;
  organization: HomeOrganization;
  intake: Intake;
  mayAnswer: boolean;
}

/** What the page of the intake shows. */
export async function readIntakePage(ctx: Ctx, input: { id: string }): Promise<Result<IntakePage>> {
  return await inIntake(ctx, input.id, "select", null, async (sql) => {
    const [head, doc] = await Promise.all([
      headIn(sql, input.id),
      queries.readIntake(sql, input.id),
    ]);
    if (!head || !doc) return NOT_FOUND;
    const { project, organization } = head;
    const mayAnswer = doc.can?.includes("update") ?? false;
    return success({ project, organization, intake: toIntake(doc), mayAnswer });
  });
}

export interface AnswerInput {
  id: string;
  question: QuestionKey;
  raw: string;
  /** The version that the change was made to; null for a first answer. */
  version: number | null;
}

export interface Answered {
  question: Question;
  intake: Intake;
}

/** Keeps an answer as it is written, and proposes what the rules read in it that is new. */
export async function putAnswer(ctx: Ctx, input: AnswerInput): Promise<Result<Answered>> {
  const { id, question } = input;
  const reason = `Intake: ${QUESTIONS[question].short}`;
  return await inIntake(ctx, id, "update", reason, async (sql) => {
    const head = await headIn(sql, id);
    if (!head) return NOT_FOUND;
    const place = { orgId: head.project.organizationId, projectId: id, restricted: false };
    const written = await writeAnswer(sql, place, input);
    if (!written.ok) return written;
    return await answered(sql, id, question);
  });
}

/** A question and the whole intake, as the transaction at hand sees them. */
export async function answered(sql: Sql, id: string, key: QuestionKey): Promise<Result<Answered>> {
  const doc = await queries.readIntake(sql, id);
  if (!doc) return NOT_FOUND;
  const intake = toIntake(doc);
  return success({ intake, question: intake.questions.find((one) => one.key === key)! });
}

async function writeAnswer(
  sql: Sql,
  place: queries.Place,
  { question, raw, version }: AnswerInput,
): Promise<Result<null>> {
  const standing = await queries.readAnswer(sql, place.projectId, question);
  if (standing && version === null) {
    const { row_version: now } = standing.answer;
    const detail = `The question is answered (version ${now}): read it, then send If-Match`;
    return failure(428, detail, { headers: { etag: `"${now}"` } });
  }
  const written = standing
    ? await queries.updateAnswer(sql, standing.answer.id, version!, raw)
    : version === null
    ? await queries.insertAnswer(sql, place, question, raw)
    : undefined;
  if (!written) return stale(standing?.answer.row_version ?? null, version);
  const difference = differenceOf(standing?.items ?? [], parseAnswer(question, raw));
  const restricted = standing?.answer.restricted ?? false;
  await queries.writeDifference(sql, { ...place, restricted }, written, difference);
  return success(null);
}

function stale(now: number | null, version: number | null): Result<never> {
  if (now === null && version === null) {
    return failure(409, "Somebody else is answering this question");
  }
  const detail = now === null
    ? `There is no answer yet, and the change was made to version ${version}`
    : `The answer is at version ${now}, and the change was made to version ${version}: read it again`;
  return failure(412, detail, now === null ? {} : { headers: { etag: `"${now}"` } });
}

/** The first answer makes the project: its name is what the answer calls the trial. */
export async function beginProject(
  ctx: Ctx,
  input: { raw: string; organizationId?: string | undefined },
): Promise<Result<{ id: string }>> {
  const { raw, organizationId } = input;
  const name =
    parseAnswer("trialName", raw).flatMap((reading) =>
      reading.kind === "fact" && reading.value?.field === "name"
        ? [String(reading.value.value)]
        : []
    )[0];
  if (name === undefined) {
    return invalid([{
      path: "/raw",
      message: "Say what the trial is called, in at most 200 characters",
    }]);
  }
  const permission = { resource: "project", verb: "insert" as const, organizationId };
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const orgId = await homeOrganization(sql, organizationId);
    if (orgId === null) return failure(403, "You may not begin a project in an organisation");
    const id = crypto.randomUUID();
    await insertProjectRow(sql, { id, org_id: orgId, name });
    const place = { orgId, projectId: id, restricted: false };
    const written = await writeAnswer(sql, place, {
      id,
      question: "trialName",
      raw,
      version: null,
    });
    return written.ok ? success({ id }) : written;
  }, { reason: ctx.reason ?? "Intake: the first answer", permission });
}
