/** All SQL of the diagrams. Row-level security decides what is seen. */
import type { Sql } from "@/lib/db/mod.ts";
import type { DiagramFacts } from "./facts.ts";

/** What diagrams are drawn from; null when the caller does not see the project. */
export async function readFacts(sql: Sql, projectId: string): Promise<DiagramFacts | null> {
  const [row] = await sql<{ facts: DiagramFacts | null }[]>`
    select public.diagram_facts(${projectId}::uuid)
      || private.design_facts(${projectId}::uuid, '{design,schedule,delegation}')
      || private.compliance_facts(${projectId}::uuid, '{consent_flow,document_types,risk_controls}') as facts`;
  return row?.facts ?? null;
}
