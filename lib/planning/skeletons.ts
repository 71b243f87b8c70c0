/** Makes the plan skeleton: milestones, the links between them and a few tasks, all unconfirmed. */
import type { Sql } from "@/lib/db/mod.ts";
import { type Result, success } from "@/lib/http/reply.ts";
import { milestoneSkeleton, type RegistryDate } from "./milestones.ts";
import { insertMissing } from "./queries.ts";
import { type Ctx, inPlan, NOT_FOUND } from "./service.ts";
import * as queries from "./skeleton_queries.ts";
import { type SkeletonFacts, skeletonRows } from "./skeleton.ts";

const newId = () => crypto.randomUUID();

export interface Made {
  milestones: number;
  tasks: number;
  dependencies: number;
}

/** Inserts the links and tasks for milestones that the transaction at hand has made. */
export async function insertSkeleton(sql: Sql, projectId: string, facts: SkeletonFacts) {
  const { tasks, links } = skeletonRows(facts, newId);
  const [some, others] = await Promise.all([
    insertMissing(sql, "tasks", projectId, tasks),
    insertMissing(sql, "dependencies", projectId, links),
  ]);
  return { tasks: some, dependencies: others };
}

/**
 * Makes what is missing of the skeleton, from the dates, the target and the sites that the project
 * has now. What is there, or was changed by somebody, stays as it is; again, it makes nothing.
 */
export async function makeSkeleton(ctx: Ctx, projectId: string): Promise<Result<Made>> {
  const permission = { resource: "milestone", verb: "insert" } as const;
  return await inPlan(ctx, projectId, permission, async (sql) => {
    const facts = await queries.readSkeletonFacts(sql, projectId);
    if (facts === null) return NOT_FOUND;
    const there = new Map(facts.milestones.map((row) => [row.key, row.id]));
    const missing = milestoneSkeleton(facts).flatMap(({ key, plannedText, ...draft }, i) =>
      there.has(key) ? [] : [{
        id: newId(),
        key,
        title: draft.title,
        kind: draft.kind,
        phase: draft.phase,
        planned_text: plannedText,
        certainty: draft.certainty,
        basis: draft.basis,
        state: "unconfirmed",
        ordinal: (i + 1) * 1000,
      }]
    );
    for (const { key, id } of missing) there.set(key, id);
    const making = insertMissing(sql, "milestones", projectId, missing);
    const more = insertSkeleton(sql, projectId, {
      milestones: there,
      taskKeys: new Set(facts.taskKeys),
      links: facts.links,
      happened: new Set(
        facts.dates.filter((date) => date.certainty === "ACTUAL").map((date) => date.kind),
      ),
      studyType: facts.studyType,
      targetEnrollment: facts.targetEnrollment,
      enrollmentKind: facts.enrollmentKind,
      sites: facts.sites,
    });
    const [milestones, rest] = await Promise.all([making, more]);
    return success({ milestones, ...rest });
  });
}

/**
 * Takes registry dates that were taken over to the suggested milestones that stand on them, unless
 * somebody confirmed, dated or reached those. The query is not sent before it is awaited.
 */
export function followRegistry(sql: Sql, projectId: string, dates: readonly RegistryDate[]) {
  const rows = milestoneSkeleton({ dates }).filter((draft) => draft.pointer !== null)
    .map(({ key, plannedText, certainty, basis }) => ({
      ...{ key, certainty, basis },
      planned_text: plannedText,
    }));
  return rows.length === 0 ? null : queries.followRegistry(sql, projectId, rows);
}
