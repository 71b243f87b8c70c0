/** Plain words of agents' tools and policies. Pure. */
import type { Policy, Role, Tool, ToolKind } from "@/lib/agents/model.ts";
import { ORG_ROLE_WORDS, PROJECT_ROLE_WORDS } from "@/lib/members/words.ts";
import type { Kind } from "@/lib/proposals/model.ts";
import { KIND_WORDS as PROPOSED } from "../proposals/words.ts";

export const POLICY_WORDS: Record<Policy, string> = {
  auto: "Auto",
  approve: "Ask me",
  forbid: "Never",
};

export const TOOL_KIND_WORDS: Record<ToolKind, string> = { read: "Look up", propose: "Propose" };

/** In the order in which they are listed. */
const READ: Record<string, string> = {
  get_project: "The study and how it stands",
  get_record: "One row with all that is known of it",
  search: "Rows by the words in their titles",
  actions: "What the rules found to do",
  list_sites: "Sites and how far they are",
  site_status: "One site: facts, counts, indicators",
  site_gate: "What a site lacks before it opens",
  site_documents: "Documents and consent of a site",
  expected_documents: "Expected and missing documents",
  expiring: "Documents that expire",
  enrollment: "Enrollment against the plan",
  run_forecast: "Forecast of enrollment",
  next_milestones: "Next milestones",
  plan_late: "What is late or blocked in the plan",
  critical_path: "Critical path and delays",
  kri: "Risk indicators and limits",
  quality: "Deviations, actions and risks",
  budget: "Budget",
  activity_lookup: "Audit trail",
};

/** "Budget", "A risk"; a tool that nobody has named yet by its own name. */
export function toolWords(tool: string): string {
  if (Object.hasOwn(READ, tool)) return READ[tool]!;
  const plain = Object.hasOwn(PROPOSED, tool) ? PROPOSED[tool as Kind] : tool.replaceAll("_", " ");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** Tools as they are listed: those that read first, each in the order of its words above. */
export function inOrder(tools: readonly Tool[]): Tool[] {
  const order = [...Object.keys(READ), ...Object.keys(PROPOSED)];
  const place = ({ tool }: Tool) => order.includes(tool) ? order.indexOf(tool) : order.length;
  const kind = (one: Tool) => one.kind === "read" ? 0 : 1;
  return tools.toSorted((a, b) => kind(a) - kind(b) || place(a) - place(b));
}

export const roleWords = (role: Role): string =>
  role === "owner" || role === "admin" ? ORG_ROLE_WORDS[role] : PROJECT_ROLE_WORDS[role];
