/** All SQL of the diagrams. Row-level security decides what is seen. */
import type { Sql } from "@/lib/db/mod.ts";
import type { DiagramFacts } from "./facts.ts";
import type { Kind } from "./model.ts";

/** Kinds that are drawn from the plan and where the sites stand. */
const OF_PLAN: readonly Kind[] = [
  ...["gantt", "phase_gates", "site_states", "approvals", "organization"] as const,
];

/** What diagrams of these kinds are drawn from; null when the caller does not see the project. */
export async function readFacts(
  sql: Sql,
  projectId: string,
  kinds: readonly Kind[],
): Promise<DiagramFacts | null> {
  const parts = sql`${sql.array([...kinds], 1009)}::text[]`;
  const [row] = await sql<{ facts: DiagramFacts | null }[]>`
    select case when ${kinds.some((kind) => OF_PLAN.includes(kind))}::boolean
        then public.diagram_facts(${projectId}::uuid) else '{}' end
      || private.design_facts(${projectId}::uuid, ${parts})
      || private.compliance_facts(${projectId}::uuid, ${parts}) as facts`;
  return row?.facts ?? null;
}
