/** Use cases of deciding what was read: one item, or all of a question, each in one transaction. */
import type { Sql } from "@/lib/db/mod.ts";
import { fieldErrors } from "@/lib/http/intake.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import type { Ctx } from "@/lib/projects/service.ts";
import { writeItem } from "./confirm.ts";
import type { Item, QuestionKey, Value } from "./model.ts";
import * as queries from "./queries.ts";
import { type Answered, answered, inIntake, NOT_FOUND } from "./service.ts";
import { withEdits } from "./values.ts";
import { QUESTIONS } from "./words.ts";

export interface Decision {
  id: string;
  itemId: string;
  decision: "confirm" | "reject";
  /** Fields of the value to change before it is confirmed. */
  edits?: Record<string, unknown> | undefined;
  /** The text of what stands there now and is to be replaced (`standing.text` of the item). */
  replaces?: string | undefined;
}

export interface DecidedItem extends Answered {
  item: Item;
}

/** Confirms or rejects one item. Somebody who comes second is told so with a 409. */
export async function decide(ctx: Ctx, input: Decision): Promise<Result<DecidedItem>> {
  const { id, itemId } = input;
  return await inIntake(ctx, id, "update", "Intake: decided by a person", async (sql) => {
    const doc = await queries.readIntake(sql, id);
    const item = doc?.items.find((one) => one.id === itemId);
    const question = doc?.answers.find((one) => one.id === item?.answer_id)?.question;
    if (!doc || !item || !question) return NOT_FOUND;
    const done = input.decision === "reject"
      ? await reject(sql, item)
      : await confirm(ctx, sql, doc.study, { ...input, item, question });
    if (!done.ok) return done;
    const after = await answered(sql, id, question);
    if (!after.ok) return after;
    const now = after.value.question.items.find((one) => one.id === itemId);
    return now ? success({ ...after.value, item: now }) : NOT_FOUND;
  });
}

async function reject(sql: Sql, item: queries.ItemRow): Promise<Result<null>> {
  if (item.state !== "open") return decidedAlready(item);
  const done = await queries.decideItem(sql, item, {
    state: "rejected",
    value: null,
    target: null,
  });
  return done ? success(null) : decidedAlready(item);
}

function decidedAlready(item: queries.ItemRow): Result<never> {
  const who = item.name ?? "somebody";
  const when = item.decided_at ? ` on ${new Date(item.decided_at).toISOString()}` : "";
  return failure(409, `Cannot decide: ${who} has ${item.state} this${when}`, {
    slug: "intake-decided",
  });
}

interface Confirming extends Decision {
  item: queries.ItemRow;
  question: QuestionKey;
}

async function confirm(
  ctx: Ctx,
  sql: Sql,
  study: queries.StudyDoc,
  input: Confirming,
): Promise<Result<null>> {
  const { item, question, edits = {}, replaces = null } = input;
  if (item.state !== "open" && item.state !== "rejected") return decidedAlready(item);
  const checked = withEdits(item.kind, item.value, edits);
  if (!checked.success) return invalid(fieldErrors(checked.error.issues, ["edits"]));
  const value: Value = checked.data;
  const { kind } = item;
  const written = await writeItem(sql, study, {
    ...{ kind, value, question, item, replaces },
    reason: ctx.reason,
  });
  if (!written.ok) return written;
  const decided = { state: "confirmed" as const, value, target: written.value };
  return await queries.decideItem(sql, item, decided) ? success(null) : decidedAlready(item);
}

export interface ConfirmedAll extends Answered {
  confirmed: number;
  /** Items that a person has to look at one by one, and why. */
  left: { id: string; why: string }[];
}

/** Confirms all items of a question that nothing stands in the way of, in one transaction. */
export async function confirmAll(
  ctx: Ctx,
  input: { id: string; question: QuestionKey },
): Promise<Result<ConfirmedAll>> {
  const { id, question } = input;
  const reason = `Intake: ${QUESTIONS[question].short}, all confirmed`;
  return await inIntake(ctx, id, "update", reason, async (sql) => {
    const doc = await queries.readIntake(sql, id);
    if (!doc) return NOT_FOUND;
    const answer = doc.answers.find((one) => one.question === question);
    const items = doc.items.filter((one) => one.answer_id === answer?.id && one.state === "open");
    const left: ConfirmedAll["left"] = [];
    for (const item of items) {
      const why = item.value === null ? item.hint : null;
      const done = why === null
        ? await confirm(ctx, sql, doc.study, {
          id,
          itemId: item.id,
          decision: "confirm",
          item,
          question,
        })
        : null;
      if (!done?.ok) left.push({ id: item.id, why: why ?? done!.problem.message });
    }
    const after = await answered(sql, id, question);
    return after.ok
      ? success({ ...after.value, confirmed: items.length - left.length, left })
      : after;
  });
}
