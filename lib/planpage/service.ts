/** Use cases of the plan's page: all that it shows in one transaction, many rows changed in one. */
import type { Claims, Db } from "@/lib/db/mod.ts";
import { Problem } from "@/lib/http/problem.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { cascade } from "@/lib/planning/cascade.ts";
import type { PlanDoc } from "@/lib/planning/facts.ts";
import type { PlanChange } from "@/lib/planning/model.ts";
import { milestoneSpec, taskSpec } from "@/lib/planning/specs.ts";
import { toPlan } from "@/lib/planning/view.ts";
import { headIn } from "@/lib/projects/service.ts";
import { changeRow } from "@/lib/rows/service.ts";
import type { PlanParts } from "./model.ts";
import * as queries from "./queries.ts";

interface Ctx {
  db: Db;
  claims: Claims;
  /** Of a change, for the audit trail. */
  reason: string | null;
}

type Head = NonNullable<Awaited<ReturnType<typeof headIn>>>;
export type PlanPageData = PlanParts & Pick<Head, "project" | "organization">;

export interface PlanAsk {
  /** Changes to try. */
  changes?: PlanChange[];
  /** Id of the task whose checklist is shown. */
  taskId?: string | null;
  /** Names of the sites, to choose from. */
  sites?: boolean;
  /** Of the baseline to compare with, in place of the newest. */
  baselineId?: string | null;
  /** The caller's calendar links. */
  feeds?: boolean;
}

const NOT_FOUND = failure(404, "Not there, or not yours");

/** All of the page in one transaction of two waits; a change is tried on what was read. */
export async function readPlanView(
  ctx: Ctx,
  projectId: string,
  { changes = [], taskId = null, sites = false, baselineId = null, feeds = false }: PlanAsk,
): Promise<Result<PlanPageData>> {
  const [head, doc, checklist, named, older, links] = await ctx.db.asUser(
    ctx.claims,
    (sql) =>
      Promise.all([
        headIn(sql, projectId),
        queries.readPlan(sql, projectId),
        taskId === null ? [] : queries.readChecklist(sql, projectId, taskId),
        sites ? queries.readSites(sql, projectId) : [],
        baselineId === null ? null : queries.readBaseline(sql, projectId, baselineId),
        feeds ? queries.readFeeds(sql, projectId) : [],
      ]),
    { permission: { resource: "milestone", verb: "select", projectId } },
  );
  if (!head || !doc) return NOT_FOUND;
  const tried = changes.length > 0 ? cascade(doc, changes) : null;
  return success({
    project: head.project,
    organization: head.organization,
    plan: older === null ? toPlan(doc) : against(doc, baselineId, older),
    tried: tried && (tried.ok ? { ok: true, preview: tried.value.preview } : tried),
    checklist: [...checklist],
    sites: [...named],
    feeds: links,
  });
}

/** The plan compared with an older baseline; one that is not there compares with the newest. */
function against(doc: PlanDoc, id: string | null, items: PlanDoc["baselineItems"]) {
  const chosen = doc.baselines.find((one) => one.id === id);
  if (!chosen) return toPlan(doc);
  return { ...toPlan({ ...doc, baselineItems: [...items] }), baseline: chosen };
}

export interface RowChange {
  id: string;
  kind: "task" | "milestone";
  /** Fields of the row, as lib/planning/specs.ts describes them. */
  set: Record<string, unknown>;
}

/** Changes tasks and milestones together, all or none. */
export async function changeItems(
  ctx: Ctx,
  projectId: string,
  changes: RowChange[],
): Promise<Result<{ changed: number }>> {
  const permission = { resource: "task", verb: "update", projectId } as const;
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const done = await Promise.all(changes.map(({ id, kind, set }) => {
      const spec = kind === "task" ? taskSpec : milestoneSpec;
      return changeRow(sql, spec, { projectId, id, version: null }, set);
    }));
    const refused = done.filter((row) => row === undefined).length;
    // Thrown, so that the others are taken back.
    if (refused > 0) {
      throw new Problem(
        409,
        `Nothing was changed: ${refused} of ${changes.length} are gone, or not yours to change`,
      );
    }
    return success({ changed: done.length });
  }, { reason: ctx.reason, permission });
}
