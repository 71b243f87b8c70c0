/** What agents may do by themselves, by tool and by the role of whom they work for. Pure. */
import { z } from "zod";
import { PROJECT_ROLES } from "@/lib/members/model.ts";

/** auto: it does it. approve: it asks whom it works for, each time. forbid: it is refused. */
export const POLICIES = ["auto", "approve", "forbid"] as const;
export const policy = z.enum(POLICIES, `Must be one of ${POLICIES.join(", ")}`);
export type Policy = z.infer<typeof policy>;

/** Where nothing is set. */
export const DEFAULT: Policy = "auto";

/** Roles in an organisation that reach into every study, and roles in a study. */
export const ROLES = ["owner", "admin", ...PROJECT_ROLES] as const;
const role = z.enum(ROLES, `Must be one of ${ROLES.join(", ")}`);
export type Role = typeof ROLES[number];

export const TOOL_KINDS = ["read", "propose"] as const;
export type ToolKind = typeof TOOL_KINDS[number];

/** Refused to every agent, whatever is set: the database has no tool for it. */
export const NEVER = [
  "sign",
  "approve",
  "delete",
  "change members or roles",
  "waive a document",
  "unblind",
] as const;

const cell = z.object({ role, tool: z.string(), policy });
export type Cell = z.infer<typeof cell>;

export const agentPolicies = z.object({
  policies: z.array(cell.extend({
    kind: z.enum(TOOL_KINDS),
    isDefault: z.boolean().describe("Nobody has set it"),
  })),
  never: z.array(z.string()).describe("What no agent may do, whatever is set"),
  version: z.int().describe("For If-Match"),
}).meta({ id: "AgentPolicies" });
export type AgentPolicies = z.infer<typeof agentPolicies>;

export const policiesInput = z.strictObject({
  policies: z.array(z.strictObject({
    role,
    tool: z.string().min(1, "Must be given").max(60),
    policy,
  })).min(1, "Must hold at least one").max(1000, "Must be at most 1,000")
    .refine(
      (cells) => new Set(cells.map(({ role, tool }) => `${role} ${tool}`)).size === cells.length,
      {
        message: "Must name a role and a tool once",
      },
    ),
  reason: z.string().max(2_000).optional(),
});

export interface Tool {
  tool: string;
  kind: ToolKind;
}

/** What somebody has set, with the version of its row. */
export interface SetCell extends Cell {
  version: number;
}

/** Grows with every change of the service, which removes no row. */
export const versionOf = (set: readonly SetCell[]) =>
  set.reduce((sum, { version }) => sum + version, 0);

/** All tools with all roles. */
export function allPolicies(tools: readonly Tool[], set: readonly SetCell[]): AgentPolicies {
  const known = new Map(set.map((one) => [`${one.role} ${one.tool}`, one.policy]));
  const policies = tools.flatMap(({ tool, kind }) =>
    ROLES.map((role) => {
      const said = known.get(`${role} ${tool}`);
      return { tool, kind, role, policy: said ?? DEFAULT, isDefault: said === undefined };
    })
  );
  return { policies, never: [...NEVER], version: versionOf(set) };
}
