/** The forms on one item of the plan: save, delete, links, checklist. */
import { createSchema, updateSchema } from "@/lib/rows/model.ts";
import * as rows from "@/lib/rows/service.ts";
import type { Ctx, Result } from "@/lib/http/mod.ts";
import { createLink } from "@/lib/planning/links.ts";
import { checklistSpec, dependencySpec, milestoneSpec, taskSpec } from "@/lib/planning/specs.ts";
import type { DayUnit, LinkType } from "@/lib/planning/model.ts";
import { attempt } from "./account.ts";
import { caller, projectId } from "./call.ts";
import { back, type Said, showPlan } from "./plan.ts";
import {
  fieldsOf,
  formErrors,
  idIn,
  parsed,
  reasonIn,
  type Sent,
  versionIn,
} from "./plan_forms.ts";

const TASK = [
  "title",
  "description",
  "phase",
  "milestoneId",
  "siteId",
  "ownerId",
  "priority",
  "calendar",
  "forecastFinish",
  "actualStart",
  "actualFinish",
] as const;
const MILESTONE = ["title", "phase", "ownerId", "forecastOn", "actualOn"] as const;

type Form = "save" | "link" | "check" | "delete";

const itemOf = (ctx: Ctx) => ctx.url.searchParams.get("item") ?? "";
const isTask = (sent: Sent) => Object.hasOwn(sent.values, "priority");

/** Back to the item when it worked, else the item with what was typed. */
async function finish(
  ctx: Ctx,
  sent: Sent,
  form: Form,
  said: Said,
  work: () => Promise<Result<unknown>>,
  names: Record<string, string> = {},
) {
  const result = await attempt<unknown>(work);
  if (result.ok) return back(ctx, said, { item: itemOf(ctx) });
  const { problem } = result;
  if (problem.status === 404) throw problem;
  const errors = problem.status === 412
    ? [{ path: "", message: "Somebody else changed it in the meantime; this is how it is now" }]
    : formErrors(problem, names);
  // Of what others changed the newest is shown, not what was typed over it.
  const values = problem.status === 412 ? {} : sent.values;
  return await showPlan(ctx, problem.status, { errors, refused: { form, values } });
}

export async function save(ctx: Ctx, sent: Sent) {
  const task = isTask(sent);
  const spec = task ? taskSpec : milestoneSpec;
  const body = parsed(updateSchema(spec), fieldsOf(sent, task ? TASK : MILESTONE));
  if (!body.ok) {
    const refused = { form: "save" as const, values: sent.values };
    return await showPlan(ctx, 422, { errors: body.errors, refused });
  }
  const where = { projectId: projectId(ctx), id: itemOf(ctx), version: versionIn(sent) };
  return await finish(
    ctx,
    sent,
    "save",
    "saved",
    () => rows.updateRow(caller(ctx, reasonIn(sent)), spec, where, body.value),
  );
}

export async function remove(ctx: Ctx, sent: Sent) {
  const id = itemOf(ctx);
  const spec = sent.text("kind") === "task" ? taskSpec : milestoneSpec;
  const where = { projectId: projectId(ctx), id, version: versionIn(sent) };
  const result = await attempt<unknown>(() =>
    rows.deleteRow(caller(ctx, reasonIn(sent)), spec, where)
  );
  if (result.ok) return back(ctx, "deleted");
  const refused = { form: "delete" as const, values: sent.values };
  return await showPlan(ctx, result.problem.status, {
    errors: formErrors(result.problem),
    refused,
  });
}

export async function link(ctx: Ctx, sent: Sent) {
  const lagDays = Number(sent.text("lagDays") || "0");
  const fromId = sent.text("fromId");
  const refused = { form: "link" as const, values: sent.values };
  const errors = [
    ...(fromId === "" ? [{ path: "fromId", message: "Choose an item" }] : []),
    ...(Number.isInteger(lagDays) && Math.abs(lagDays) <= 3650
      ? []
      : [{ path: "lagDays", message: "Must be a whole number of days, at most 3,650" }]),
  ];
  if (errors.length > 0) return await showPlan(ctx, 422, { errors, refused });
  const input = {
    fromId: idIn(sent, "fromId"),
    toId: itemOf(ctx),
    type: (["FS", "SS", "FF", "SF"] as LinkType[]).find((type) => type === sent.text("type")),
    lagDays,
    lagCalendar: (sent.text("lagCalendar") === "working" ? "working" : "calendar") as DayUnit,
  };
  return await finish(
    ctx,
    sent,
    "link",
    "linked",
    () => createLink(caller(ctx), projectId(ctx), input),
    { toId: "fromId", to: "fromId", fromTaskId: "fromId", fromMilestoneId: "fromId" },
  );
}

export async function unlink(ctx: Ctx, sent: Sent) {
  const where = { projectId: projectId(ctx), id: idIn(sent, "link"), version: versionIn(sent) };
  return await finish(
    ctx,
    sent,
    "link",
    "unlinked",
    () => rows.deleteRow(caller(ctx), dependencySpec, where),
  );
}

/** A new point, or one that is done, open again, gone. */
export async function check(ctx: Ctx, sent: Sent, act: string) {
  const me = caller(ctx);
  const project = projectId(ctx);
  if (act === "check-add") {
    const body = parsed(createSchema(checklistSpec), {
      taskId: itemOf(ctx),
      label: sent.text("label"),
      needsEvidence: sent.text("needsEvidence") === "yes",
    });
    if (!body.ok) {
      const refused = { form: "check" as const, values: sent.values };
      return await showPlan(ctx, 422, { errors: body.errors, refused });
    }
    return await finish(
      ctx,
      sent,
      "check",
      "added",
      () => rows.createRow(me, checklistSpec, project, body.value),
    );
  }
  const where = { projectId: project, id: idIn(sent, "point"), version: versionIn(sent) };
  if (act === "check-remove") {
    return await finish(
      ctx,
      sent,
      "check",
      "deleted",
      () => rows.deleteRow(me, checklistSpec, where),
    );
  }
  const evidence = sent.text("evidence").slice(0, 2000);
  const set = act === "check-done"
    ? { doneOn: sent.text("on"), ...(evidence ? { evidence } : {}) }
    : { doneOn: null };
  return await finish(
    ctx,
    sent,
    "check",
    "saved",
    () => rows.updateRow(me, checklistSpec, where, set),
  );
}
