/** The forms on what is ticked in the list: owner, phase, dates, done, confirmed. */
import { shifted } from "@/components/plan/days.ts";
import { hrefOf, readQuery } from "@/components/plan/query.ts";
import { changeText } from "@/components/plan/trial.ts";
import { type Ctx, Problem, seeOther, unwrap } from "@/lib/http/mod.ts";
import type { Plan, PlanChange } from "@/lib/planning/model.ts";
import { decide } from "@/lib/planning/service.ts";
import { changeItems, readPlanView, type RowChange } from "@/lib/planpage/service.ts";
import { attempt } from "./account.ts";
import { caller, projectId } from "./call.ts";
import { back, showPlan } from "./plan.ts";
import { formErrors, reasonIn, type Sent } from "./plan_forms.ts";

/** What is ticked, as `task~<id>`. */
function chosen(sent: Sent): { id: string; kind: "task" | "milestone" }[] {
  return sent.all("ids").slice(0, 500).map((text) => {
    const [kind, id] = text.split("~");
    if ((kind !== "task" && kind !== "milestone") || !id || !/^[0-9a-f-]{36}$/i.test(id)) {
      throw new Problem(400, "Cannot read the form: it names nothing");
    }
    return { id, kind };
  });
}

/** Many at once, all or none. Shifted dates are tried first, like any other. */
export async function bulk(ctx: Ctx, sent: Sent, act: string) {
  const ids = chosen(sent);
  const { owner = "", phase = "", days = "" } = sent.values;
  const again = (status: number, errors: { path: string; message: string }[]) =>
    showPlan(ctx, status, {
      bulk: {
        ids: new Set(sent.all("ids")),
        owner,
        phase,
        days,
        reason: sent.text("reason"),
        errors,
      },
    });
  if (ids.length === 0) return await again(422, [{ path: "ids", message: "Choose at least one" }]);
  if (act === "bulk-confirm") return await confirmChosen(ctx, ids.map(({ id }) => id), again);
  const me = caller(ctx, reasonIn(sent));
  if (act === "bulk-shift") {
    const by = Number(days);
    if (days.trim() === "" || !Number.isInteger(by) || by === 0 || Math.abs(by) > 3650) {
      return await again(422, [{ path: "days", message: "Must be a whole number of days, not 0" }]);
    }
    const { plan } = unwrap(await readPlanView(me, projectId(ctx), {}));
    return tryShift(ctx, plan, ids.map(({ id }) => id), by) ??
      await again(422, [{ path: "ids", message: "None of these has a planned date to shift" }]);
  }
  let changes: RowChange[];
  if (act === "bulk-done") {
    const { plan } = unwrap(await readPlanView(me, projectId(ctx), {}));
    const starts = new Map(plan.tasks.map((task) => [task.id, task.actualStart]));
    changes = ids.map(({ id, kind }) => ({
      id,
      kind,
      set: kind === "task"
        ? { actualStart: starts.get(id) ?? plan.today, actualFinish: plan.today }
        : { actualOn: plan.today },
    }));
  } else {
    const set = act === "bulk-owner" ? { ownerId: owner || null } : { phase: phase || null };
    changes = ids.map((one) => ({ ...one, set }));
  }
  const result = await attempt<unknown>(() => changeItems(me, projectId(ctx), changes));
  return result.ok
    ? back(ctx, "saved")
    : await again(result.problem.status, formErrors(result.problem));
}

async function confirmChosen(
  ctx: Ctx,
  ids: string[],
  again: (
    status: number,
    errors: { path: string; message: string }[],
  ) => ReturnType<typeof showPlan>,
) {
  const result = await attempt<unknown>(() =>
    decide(caller(ctx), projectId(ctx), { decision: "confirm", ids })
  );
  return result.ok
    ? back(ctx, "confirmed")
    : await again(result.problem.status, formErrors(result.problem));
}

/** To the preview of the shift; null when nothing of the chosen has a day to shift. */
function tryShift(ctx: Ctx, plan: Plan, ids: string[], by: number) {
  const days = new Map<string, string>();
  for (const { id, plannedOn, precision, status } of plan.milestones) {
    if (plannedOn && precision === "day" && status !== "done") days.set(id, plannedOn);
  }
  for (const { id, plannedStart, status } of plan.tasks) {
    if (plannedStart && status === "not_started") days.set(id, plannedStart);
  }
  const changes = ids.flatMap((id): PlanChange[] => {
    const day = days.get(id);
    return day ? [{ id, plannedOn: shifted(day, by) }] : [];
  });
  if (changes.length === 0) return null;
  const query = readQuery(ctx.url.searchParams);
  const href = hrefOf({ ...query, view: "gantt" });
  const tries = changes.map((change) => `try=${encodeURIComponent(changeText(change))}`).join("&");
  return seeOther(`/projects/${projectId(ctx)}/plan${href}${href === "?" ? "" : "&"}${tries}`);
}
