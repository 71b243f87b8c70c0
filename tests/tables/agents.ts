/** What agents may do by themselves. */
import { ROLES } from "@/lib/agents/model.ts";
import { type Declarations, verbs } from "./declaration.ts";

/** A role has a tool once, so each sample is of another one. */
const TOOLS = ["budget", "search", "quality", "actions", "kri", "enrollment", "expiring"];
let made = 0;

export const agents: Declarations = {
  agent_policies: {
    rule: { resource: "agent_policy" },
    verbs,
    sample: () => {
      const role = ROLES[made % ROLES.length];
      const tool = TOOLS[Math.floor(made++ / ROLES.length) % TOOLS.length];
      return { role, tool, policy: "forbid" };
    },
    change: { policy: "approve" },
  },
};
