/**
 * The plan of the demo: site facts, staff, tasks, a baseline and counts around today, written once
 * by the owner of the demo. A study that somebody has planned or counted in stays as it is.
 */
import type { Claims, Db, Sql } from "@/lib/db/mod.ts";
import { COORDINATOR } from "./people.ts";
import { lumaPlan } from "./plans/luma.ts";
import { type Ground, type PlanRows } from "./plans/model.ts";
import { pelagoPlan } from "./plans/pelago.ts";
import { vesperPlan } from "./plans/vesper.ts";
import * as queries from "./queries.ts";

const PLANS: Record<string, (ground: Ground) => PlanRows> = {
  NCT09990201: lumaPlan,
  NCT09990207: vesperPlan,
  NCT09990244: pelagoPlan,
};

export const PLAN_REASON = "Demo plan seeded: invented data";

interface Seed {
  db: Db;
  /** Of the owner. */
  claims: Claims;
  organizationId: string;
  /** Id of the coordinator. */
  coordinator: string;
}

/** Plans the studies of the demo that nobody has planned yet; each in a transaction of its own. */
export async function seedPlans({ db, claims, organizationId, coordinator }: Seed): Promise<void> {
  const people = {
    owner: String(claims.sub),
    coordinator,
    coordinatorEmail: COORDINATOR.email,
  };
  const permission = { resource: "task", verb: "insert", organizationId } as const;
  for (const [nctId, planOf] of Object.entries(PLANS)) {
    await db.asUser(claims, async (sql) => {
      const ground = await queries.readGround(sql, { organizationId, nctId });
      if (!ground?.untouched) return;
      await write(sql, ground.projectId, planOf({ ...ground, ...people }));
    }, { permission, reason: PLAN_REASON });
  }
}

/** Parents before children. */
async function write(sql: Sql, projectId: string, plan: PlanRows): Promise<void> {
  const update = (table: string, rows: PlanRows["sites"]) =>
    queries.updatePlanRows(sql, table, projectId, rows);
  const insert = (table: string, rows: PlanRows["sites"]) =>
    queries.insertPlanRows(sql, table, projectId, rows);
  await Promise.all([
    insert("site_staff", plan.staff),
    insert("trainings", plan.trainings),
    insert("delegations", plan.delegations),
    update("sites", plan.sites),
    update("milestones", plan.milestones),
    insert("milestones", plan.newMilestones),
    update("tasks", plan.taken),
    insert("tasks", plan.tasks),
    insert("checklist_items", plan.checklist),
    insert("dependencies", plan.links),
    insert("baselines", plan.baselines),
    insert("baseline_items", plan.baselineItems),
    insert("enrollment_snapshots", plan.snapshots),
    ...(plan.milestones.length > 0 ? [queries.confirmLinks(sql, projectId)] : []),
  ]);
}
