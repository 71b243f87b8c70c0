/** Use cases of the assistant's documents. */
import { projectActionsIn } from "@/lib/actions/service.ts";
import type { Claims, Db, Permission, Sql } from "@/lib/db/mod.ts";
import { figuresIn } from "@/lib/dashboard/service.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import type { Skeleton } from "./model.ts";
import * as queries from "./queries.ts";
import { askedOf, toSkeleton } from "./skeleton.ts";
import { tabOf } from "./tabs.ts";

export interface Ctx {
  db: Db;
  claims: Claims;
  /** Of a change, for the audit trail. */
  reason: string | null;
}

export const NOT_FOUND = failure(404, "Not there, or not yours");

/** Which document of a study. */
export interface Place {
  projectId: string;
  tabType: string;
  /** Of documents about a site. */
  siteId: string | null;
}

export function inProject<T>(
  ctx: Ctx,
  projectId: string,
  verb: Permission["verb"],
  work: (sql: Sql) => Promise<T>,
) {
  const permission = { resource: "tab", verb, projectId };
  return ctx.db.asUser(ctx.claims, work, { reason: ctx.reason, permission });
}

/** The figures of a document for the caller, in the transaction at hand, in one wait. */
export async function skeletonIn(sql: Sql, place: Place): Promise<Result<Skeleton>> {
  const { projectId, siteId } = place;
  const tab = tabOf(place.tabType);
  if (!tab) return invalid([{ path: "/tabType", message: "Must be one of the documents" }]);
  if (tab.ofSite && siteId === null) {
    return invalid([{ path: "/siteId", message: "Must be given: this document is about a site" }]);
  }
  const site = tab.ofSite ? siteId : null;
  const asked = askedOf(tab, site);
  const acts = tab.sections.some(({ actions }) => actions);
  const [head, figures, doing] = await Promise.all([
    queries.readHead(sql, projectId, {
      siteId: site,
      keys: asked.map(({ key }) => key),
      actions: acts,
    }),
    figuresIn(sql, projectId, asked),
    acts ? projectActionsIn(sql, projectId, { view: "all", size: 200, siteId: site }) : null,
  ]);
  if (!head || !figures || (site !== null && head.site === null)) return NOT_FOUND;
  const { today, asOf, widgets, sources } = figures;
  const actions = doing?.actions ?? [];
  return success(toSkeleton(tab, { ...head, projectId, today, asOf, widgets, sources, actions }));
}

/** A document as the rules make it, for the caller, now. Two waits. */
export async function readSkeleton(ctx: Ctx, place: Place): Promise<Result<Skeleton>> {
  return await inProject(ctx, place.projectId, "select", (sql) => skeletonIn(sql, place));
}
