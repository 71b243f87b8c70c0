/** What many changes would move, each by itself, for a page that shows them side by side. */
import type { Sql } from "@/lib/db/mod.ts";
import { cascade } from "./cascade.ts";
import type { PlanChange, Preview } from "./model.ts";
import { passOf } from "./passes.ts";
import * as queries from "./queries.ts";

/** Items that are scheduled for one page, at most: about a tenth of a second of the process. */
const MOST_SCHEDULED = 4000;

/**
 * What each of some sets of changes would move by itself, in the transaction at hand: the plan is read
 * once. Null where it cannot be made, where the plan is not seen, and for those past as many as a large
 * plan allows.
 */
export async function previewsIn(
  sql: Sql,
  projectId: string,
  tries: readonly PlanChange[][],
): Promise<(Preview | null)[]> {
  if (tries.length === 0) return [];
  const doc = await queries.readPlan(sql, projectId);
  if (doc === null) return tries.map(() => null);
  const was = passOf(doc, "plan");
  const most = Math.max(1, Math.floor(MOST_SCHEDULED / (doc.tasks.length + doc.milestones.length)));
  return tries.map((changes, n) => {
    const tried = n < most && cascade(doc, changes, was);
    return tried && tried.ok ? tried.value.preview : null;
  });
}
