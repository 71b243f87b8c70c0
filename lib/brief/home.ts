/** The home of a study: what needs doing, the brief, the dashboard, in one transaction of two waits. */
import type { View } from "@/lib/actions/model.ts";
import { actionsWithBriefIn } from "@/lib/actions/service.ts";
import type { Persona } from "@/lib/assistant/model.ts";
import {
  type Asked,
  choosingIn,
  type Ctx,
  dashboardIn,
  figuresIn,
  NOT_FOUND,
  proofIn,
} from "@/lib/dashboard/service.ts";
import { success } from "@/lib/http/reply.ts";
import { projectPageIn } from "@/lib/projects/service.ts";
import { briefOf } from "./brief.ts";
import { TRAIL_DAYS } from "./model.ts";

export interface HomeInput {
  id: string;
  view: View;
  size: number;
  /** The widget whose proof is open. */
  proof: string | null;
  /** What may be chosen from comes along. */
  choices: boolean;
  /** Whose brief; null: that of the reader's role. */
  brief: Persona | null;
}

/** Of the trail, for the brief. */
const TRAIL: Asked[] = [
  { id: "changes", key: "trail.changes", params: { days: TRAIL_DAYS, limit: 3 } },
  { id: "people", key: "trail.people", params: { days: TRAIL_DAYS, limit: 2 } },
  { id: "chain", key: "trail.chain" },
];

/** Two waits; three with a proof. */
export async function readHome(ctx: Ctx, input: HomeInput) {
  const { id, view, size, proof, choices } = input;
  const permission = { resource: "project", verb: "select" as const, projectId: id };
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const [page, actions, dashboard, trail, open, choosing] = await Promise.all([
      projectPageIn(sql, id),
      actionsWithBriefIn(sql, id, { view, size }),
      dashboardIn(sql, id),
      figuresIn(sql, id, TRAIL, 0),
      proof === null ? null : proofIn(sql, id, proof),
      choices ? choosingIn(sql, id) : { choices: [], places: { sites: [], kris: [] } },
    ]);
    if (!page || !actions || !dashboard || !trail) return NOT_FOUND;
    const known = { page, ...actions, widgets: dashboard.widgets, trail: trail.widgets };
    return success({
      ...{ page, doing: actions.doing, dashboard, ...choosing },
      brief: briefOf(known, input.brief, trail.asOf),
      proven: open?.ok ? open.value : null,
    });
  }, { reason: ctx.reason, permission });
}
