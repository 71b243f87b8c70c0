/** Use cases of what agents may do in an organisation: read it, change it. */
import type { Claims, Db, Sql } from "@/lib/db/mod.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { type AgentPolicies, allPolicies, type Cell, versionOf } from "./model.ts";
import * as queries from "./queries.ts";

export interface Ctx {
  db: Db;
  claims: Claims;
  /** Of a change, for the audit trail. */
  reason: string | null;
}

const RESOURCE = "agent_policy";

/** All policies in the transaction at hand. */
export async function policiesIn(sql: Sql, organizationId: string): Promise<AgentPolicies> {
  const [tools, set] = await Promise.all([
    queries.readTools(sql),
    queries.readSet(sql, organizationId),
  ]);
  return allPolicies(tools, set);
}

/** The same for the page, with whether its reader may change them. */
export async function policyPageIn(sql: Sql, organizationId: string) {
  const [policies, mayChange] = await Promise.all([
    policiesIn(sql, organizationId),
    queries.mayChange(sql, organizationId),
  ]);
  return { ...policies, mayChange };
}

export async function readPolicies(ctx: Ctx, organizationId: string): Promise<AgentPolicies> {
  const permission = { resource: RESOURCE, verb: "select" as const, organizationId };
  return await ctx.db.asUser(ctx.claims, (sql) => policiesIn(sql, organizationId), { permission });
}

/** Sets the cells given, while the policies are at `version` (null: whatever they are). */
export async function changePolicies(
  ctx: Ctx,
  organizationId: string,
  { cells, version }: { cells: readonly Cell[]; version: number | null },
): Promise<Result<AgentPolicies>> {
  const permission = { resource: RESOURCE, verb: "update" as const, organizationId };
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    // Entering waited for other writers of the organisation: nobody writes between this and that.
    const [tools, set] = await Promise.all([
      queries.readTools(sql),
      queries.readSet(sql, organizationId),
    ]);
    const known = new Set(tools.map(({ tool }) => tool));
    const unknown = cells.flatMap(({ tool }, n) =>
      known.has(tool)
        ? []
        : [{ path: `/policies/${n}/tool`, message: `There is no tool "${tool}" for agents` }]
    );
    if (unknown.length > 0) return invalid(unknown);
    const now = versionOf(set);
    if (version !== null && version !== now) {
      const detail = `The policies are at version ${now}, and the change was made to version ` +
        `${version}: read them again`;
      return failure(412, detail, { headers: { etag: `"${now}"` } });
    }
    await queries.writeCells(sql, organizationId, cells);
    return success(allPolicies(tools, await queries.readSet(sql, organizationId)));
  }, { permission, reason: ctx.reason });
}
