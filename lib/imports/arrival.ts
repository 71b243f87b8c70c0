/** A record that arrives: read from its source, for the organisation that its project would be in. */
import type { Sql } from "@/lib/db/mod.ts";
import { failure, type Result } from "@/lib/http/reply.ts";
import { type Ctx, homeOrganization } from "@/lib/projects/service.ts";
import { type Reading, readSource, type Source } from "./reading.ts";
import type { Registry } from "./registry.ts";

export type ImportInput = Source & { organizationId?: string | undefined };

interface Arrival {
  ctx: Ctx;
  input: ImportInput;
  registry: Registry;
  /** Of what is written, for the trail. */
  reasonOf?: (reading: Reading) => string;
}

/** Runs `work` in a transaction of somebody who may begin a project in the organisation. */
export async function arrive<T>(
  { ctx, input, registry, reasonOf }: Arrival,
  work: (sql: Sql, orgId: string, reading: Reading) => Promise<Result<T>>,
): Promise<Result<T>> {
  const read = await readSource(input, registry);
  if (!read.ok) return read;
  const { organizationId } = input;
  const permission = { resource: "project", verb: "insert" as const, organizationId };
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const orgId = await homeOrganization(sql, organizationId);
    if (orgId === null) return failure(403, "You may not begin a project in an organisation");
    return await work(sql, orgId, read.value);
  }, { permission, reason: reasonOf?.(read.value) ?? null });
}
