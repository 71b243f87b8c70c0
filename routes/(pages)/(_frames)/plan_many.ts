/** The forms on the plan as a whole: apply, add, board, baselines, working days, feed. */
import { readChange } from "@/components/plan/trial.ts";
import { type Ctx, type Result, unwrap } from "@/lib/http/mod.ts";
import { makeFeed, revokeFeed } from "@/lib/planning/feeds.ts";
import { takeBaseline } from "@/lib/planning/links.ts";
import { applyPlan, decide, setCalendar } from "@/lib/planning/service.ts";
import { makeSkeleton } from "@/lib/planning/skeletons.ts";
import { milestoneSpec, taskSpec } from "@/lib/planning/specs.ts";
import { createSchema } from "@/lib/rows/model.ts";
import { createRow, updateRow } from "@/lib/rows/service.ts";
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

export async function apply(ctx: Ctx, sent: Sent) {
  const changes = sent.all("try").slice(0, 100).flatMap((text) => readChange(text) ?? []);
  const reason = reasonIn(sent);
  const result = await attempt(() =>
    applyPlan(caller(ctx, reason), projectId(ctx), { changes, version: sent.text("version") })
  );
  if (result.ok) {
    const sel = changes.length === 1 ? changes[0]!.id : "";
    return back(ctx, "applied", {}, { sel });
  }
  const { problem } = result;
  const stale = problem.status === 412;
  const trial = { changes, reason: reason ?? "", stale, seen: sent.text("seen") };
  return await showPlan(ctx, problem.status, {
    trial: { ...trial, errors: stale ? [] : formErrors(problem) },
  });
}

/** The page again with the panel that was refused. */
async function inPanel(
  ctx: Ctx,
  sent: Sent,
  said: Said,
  work: () => Promise<Result<unknown>>,
  values: Record<string, string> = sent.values,
) {
  const result = await attempt<unknown>(work);
  if (result.ok) return back(ctx, said);
  const errors = formErrors(result.problem);
  return await showPlan(ctx, result.problem.status, { panel: { values, errors } });
}

export async function add(ctx: Ctx, sent: Sent, kind: "task" | "milestone") {
  const spec = kind === "task" ? taskSpec : milestoneSpec;
  const names = kind === "task"
    ? ["title", "phase", "ownerId", "plannedStart", "durationDays", "calendar", "siteId"]
    : ["title", "phase", "ownerId", "plannedOn"];
  // Whoever types it stands up for it.
  const fields = { ...fieldsOf(sent, names), state: "confirmed" };
  const body = parsed(createSchema(spec), fields);
  if (!body.ok) {
    return await showPlan(ctx, 422, { panel: { values: sent.values, errors: body.errors } });
  }
  return await inPanel(
    ctx,
    sent,
    "added",
    () => createRow(caller(ctx), spec, projectId(ctx), body.value),
  );
}

export async function baseline(ctx: Ctx, sent: Sent) {
  const name = sent.text("name");
  if (name === "" || name.length > 200) {
    const message = name === "" ? "Must be given" : "Must be at most 200 characters";
    return await showPlan(ctx, 422, {
      panel: { values: sent.values, errors: [{ path: "name", message }] },
    });
  }
  return await inPanel(
    ctx,
    sent,
    "baseline",
    () => takeBaseline(caller(ctx), projectId(ctx), { name }),
  );
}

export async function days(ctx: Ctx, sent: Sent) {
  const weekdays = sent.all("workingWeekdays");
  const holidays = sent.text("holidays").split(/[\s,;]+/).filter(Boolean);
  const values = { ...sent.values, workingWeekdays: weekdays.join() };
  const wrong = holidays.find((day) =>
    !/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day)) ||
    new Date(day).toISOString().slice(0, 10) !== day || day < "1950" || day > "2151"
  );
  const errors = [
    ...(weekdays.length === 0
      ? [{ path: "workingWeekdays", message: "Choose at least one day" }]
      : []),
    ...(wrong === undefined ? [] : [{
      path: "holidays",
      message: `Cannot read "${wrong.slice(0, 40)}": must be a date such as 2026-12-25`,
    }]),
  ];
  if (errors.length > 0) return await showPlan(ctx, 422, { panel: { values, errors } });
  const workingWeekdays = weekdays.map(Number).filter((day) => day >= 1 && day <= 7);
  return await inPanel(
    ctx,
    sent,
    "days",
    () => setCalendar(caller(ctx), projectId(ctx), versionIn(sent), { workingWeekdays, holidays }),
    values,
  );
}

/** The address is in this answer and nowhere else. */
export async function feed(ctx: Ctx) {
  const project = projectId(ctx);
  const made = await attempt(async () => ({
    ok: true as const,
    value: await makeFeed(caller(ctx), { projectId: project }),
  }));
  if (!made.ok) {
    return await showPlan(ctx, made.problem.status, {
      panel: { errors: formErrors(made.problem) },
    });
  }
  const origin = ctx.state.config.publicOrigin ?? ctx.url.origin;
  const url = `${origin}/api/calendar/${made.value.token}.ics`;
  return await showPlan(ctx, 200, { panel: { feed: { url, open: [] } } });
}

export async function feedRevoke(ctx: Ctx, sent: Sent) {
  unwrap(await revokeFeed(caller(ctx), idIn(sent, "feed")));
  return back(ctx, "revoked", { panel: "feed" });
}

export async function skeleton(ctx: Ctx) {
  unwrap(await makeSkeleton(caller(ctx), projectId(ctx)));
  return back(ctx, "skeleton");
}

export async function confirm(ctx: Ctx, ids: string[] | undefined) {
  unwrap(await decide(caller(ctx), projectId(ctx), { decision: "confirm", ids }));
  const item = ctx.url.searchParams.get("item");
  return back(ctx, "confirmed", item ? { item } : {});
}

/** From one column of the board to another. */
export async function move(ctx: Ctx, sent: Sent) {
  const [on, started, to] = [sent.text("on"), sent.text("started"), sent.text("to")];
  const task = sent.text("kind") === "task";
  const set = !task
    ? { actualOn: to === "done" ? on : null }
    : to === "not_started"
    ? { actualStart: null, actualFinish: null }
    : { actualStart: started || on, actualFinish: to === "done" ? on : null };
  const spec = task ? taskSpec : milestoneSpec;
  const where = { projectId: projectId(ctx), id: idIn(sent, "id"), version: versionIn(sent) };
  const result = await attempt<unknown>(() =>
    updateRow(caller(ctx, reasonIn(sent)), spec, where, set)
  );
  if (result.ok) return back(ctx, "moved");
  return await showPlan(ctx, result.problem.status, { errors: formErrors(result.problem) });
}
