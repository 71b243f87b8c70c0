/** The page of AI in an organisation: what agents may do, and for readers of the ledger its use. */
import { usagePageIn } from "@/lib/assistant/usage.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { type Ctx, policyPageIn } from "./service.ts";

type Use = Awaited<ReturnType<typeof usagePageIn>>;
export interface AiPage {
  use: Use;
  organization: NonNullable<Use["organization"]>;
  agents: Awaited<ReturnType<typeof policyPageIn>>;
}

/** All of it in one transaction of two waits. */
export async function readAiPage(
  ctx: Ctx,
  organizationId: string,
  asked: Parameters<typeof usagePageIn>[2],
): Promise<Result<AiPage>> {
  const permission = { resource: "agent_policy", verb: "select" as const, organizationId };
  const [use, agents] = await ctx.db.asUser(
    ctx.claims,
    (sql) =>
      Promise.all([
        usagePageIn(sql, { organizationId }, asked),
        policyPageIn(sql, organizationId),
      ]),
    { permission },
  );
  const { organization } = use;
  return organization
    ? success({ use, organization, agents })
    : failure(404, "Not there, or not yours");
}
