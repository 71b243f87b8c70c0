/** From the rows of a study to its diagrams. Pure. */
import { toPlan } from "@/lib/planning/view.ts";
import type { Plan } from "@/lib/planning/model.ts";
import { consentFlowOf, documentTypesOf, riskControlsOf } from "./compliance_diagrams.ts";
import type { DiagramFacts } from "./facts.ts";
import { delegationOf, designOf, scheduleOf } from "./design_diagrams.ts";
import { type Diagram, type Kind, KIND_WORDS } from "./model.ts";
import { ganttOf, type Part, phaseGatesOf } from "./plan_diagrams.ts";
import { approvalsOf, organizationOf, siteStatesOf } from "./site_diagrams.ts";

type Make = (facts: DiagramFacts, title: string, plan: () => Plan) => Part;

const MAKE: Record<Kind, Make> = {
  gantt: (_, title, plan) => ganttOf(plan(), title),
  phase_gates: (_, title, plan) => phaseGatesOf(plan(), title),
  site_states: siteStatesOf,
  approvals: approvalsOf,
  organization: organizationOf,
  design: designOf,
  schedule: scheduleOf,
  delegation: delegationOf,
  consent_flow: consentFlowOf,
  document_types: documentTypesOf,
  risk_controls: riskControlsOf,
};

/** The diagrams of these kinds, in their order. The schedule is computed once, and if needed. */
export function diagramsOf(facts: DiagramFacts, kinds: readonly Kind[]): Diagram[] {
  let made: Plan | undefined;
  const plan = () => made ??= toPlan(facts.plan);
  return kinds.map((kind) => ({
    kind,
    asOf: facts.asOf ?? facts.plan.asOf,
    ...MAKE[kind](facts, `${KIND_WORDS[kind].title}: ${facts.project.name}`, plan),
  }));
}
