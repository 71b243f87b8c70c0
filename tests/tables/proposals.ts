/** What agents, rules and people propose, and what was decided. */
import type { Declarations } from "./declaration.ts";

export const proposals: Declarations = {
  proposals: {
    rule: { resource: "proposal" },
    verbs: ["select", "insert"],
    sample: () => ({
      kind: "propose_risk",
      title: "Late consent",
      rationale: "Two of three sites took it late",
      changes: [{ op: "insert", target: "risk", after: { title: "Late consent" } }],
    }),
  },
  proposal_decisions: {
    rule: { resource: "proposal_decision" },
    verbs: ["select", "insert"],
    sample: ({ rows }) => ({ decision: "withdraw", proposal_id: rows.get("proposals") }),
    beside: { table: "proposals", column: "proposal_id" },
  },
};
