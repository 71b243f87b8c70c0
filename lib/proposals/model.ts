/**
 * What agents, rules and people propose, as pages and callers see it. A proposal never changes; how
 * it stands (`state`) is found each time: it expires by itself, and is stale as soon as a row that it
 * would change has moved on.
 */
import { z } from "zod";

export const KINDS = [
  "propose_task",
  "propose_milestone_change",
  "propose_risk",
  "propose_deviation",
  "propose_capa",
  "propose_document_request",
  "propose_widget",
  "propose_change_set",
] as const;
export type Kind = typeof KINDS[number];

/** What a change is about; private.proposal_targets has the same with their tables and rights. */
export const TARGETS = [
  "task",
  "milestone",
  "risk",
  "deviation",
  "capa",
  "document",
  "document_requirement",
  "widget",
] as const;
export type Target = typeof TARGETS[number];

/** The targets of each kind; a change set has them all. */
export const TARGETS_OF: Record<Kind, readonly Target[]> = {
  propose_task: ["task"],
  propose_milestone_change: ["milestone"],
  propose_risk: ["risk"],
  propose_deviation: ["deviation"],
  propose_capa: ["capa"],
  propose_document_request: ["document", "document_requirement"],
  propose_widget: ["widget"],
  propose_change_set: TARGETS,
};

export const STATES = [
  "open",
  "stale",
  "expired",
  "approved",
  "approved_as_edited",
  "rejected",
  "withdrawn",
  "undone",
] as const;
export type State = typeof STATES[number];

export const RISKS = ["low", "medium", "high"] as const;
export type Risk = typeof RISKS[number];
export const ORIGINS = ["rule", "agent", "person"] as const;
export type Origin = typeof ORIGINS[number];

export type Fields = Record<string, unknown>;

/** One change. `before` holds, of the fields in `after`, what they were in `baseVersion`. */
export interface Change {
  op: "insert" | "update";
  target: Target;
  /** Of the row that is changed. */
  id?: string;
  baseVersion?: number;
  before?: Fields;
  after: Fields;
}

/** What an approver puts in place of what was proposed: fields of the change with this number. */
export interface Edit {
  change: number;
  after: Fields;
}

/** A row that an approval wrote to. */
export interface Applied {
  /** Number of the change; null for a row that only moved along. */
  change: number | null;
  target: Target;
  id: string;
  /** That it has since. */
  version: number;
  /** Columns that it had before; null for a row that was made. */
  before: Fields | null;
}

export interface Evidence {
  kind: string;
  id: string;
  label: string;
}

export interface Proposal {
  id: string;
  kind: Kind;
  title: string;
  rationale: string;
  changes: Change[];
  evidence: Evidence[];
  origin: Origin;
  /** Name of the rule, and the row that it is about. */
  rule: string | null;
  subjectId: string | null;
  /** The agent's call in the ledger. */
  callId: string | null;
  risk: Risk;
  /** Approving takes the second factor, whoever approves. */
  regulated: boolean;
  /** Who proposed it, or asked the rule or the agent that did. */
  proposerId: string | null;
  state: State;
  /** Their name. */
  proposedBy: string | null;
  expiresAt: string;
  decidedAt: string | null;
  decidedBy: string | null;
  decidedReason: string | null;
  edits: Edit[] | null;
  applied: Applied[] | null;
  undoneAt: string | null;
  undoneBy: string | null;
  /** Of each change the version of its row now: null where it is gone, or one is made. */
  nowVersions: (number | null)[] | null;
  /** What the approval wrote is as it was written. */
  undoable: boolean;
  restricted: boolean;
  version: number;
  createdAt: string;
}

const fields = z.record(z.string().max(60), z.unknown())
  .describe("Fields of the row, as its own call takes them");

export const changeInput = z.object({
  op: z.enum(["insert", "update"], "Must be insert or update"),
  target: z.enum(TARGETS, `Must be one of ${TARGETS.join(", ")}`),
  id: z.uuid("Must be an id").toLowerCase().optional().describe("Of the row to change"),
  baseVersion: z.int().min(1).optional()
    .describe("Of the row that was looked at; absent: as it is now. Another one is refused (412)"),
  after: fields,
});

export const proposalInput = z.object({
  kind: z.enum(KINDS, `Must be one of ${KINDS.join(", ")}`),
  title: z.string().trim().min(1, "Must be given").max(300, "Must be at most 300 characters"),
  rationale: z.string().trim().min(1, "Must be given").max(
    4000,
    "Must be at most 4,000 characters",
  ),
  changes: z.array(changeInput).min(1, "Must hold at least one change")
    .max(50, "Must hold at most 50 changes"),
  evidence: z.array(
    z.object({ kind: z.string().max(40), id: z.uuid("Must be an id").toLowerCase() }),
  )
    .max(40, "Must be at most 40").default([])
    .describe("Rows that it rests on; they are looked up, and one that is not there is refused"),
  expiresAt: z.iso.datetime({ offset: true }).optional()
    .describe("At most a year ahead; absent: in 30 days"),
});
export type ProposalInput = z.infer<typeof proposalInput>;

export const editsInput = z.array(
  z.object({ change: z.int().min(0).max(49).default(0), after: fields }),
).max(50).default([]);

export const decisionInput = z.object({
  decision: z.enum(["approve", "reject", "withdraw"], "Must be approve, reject or withdraw"),
  edits: editsInput.optional(),
  reason: z.string().trim().max(1900, "Must be at most 1,900 characters").optional(),
});
export type DecisionInput = z.infer<typeof decisionInput>;

export const MOST_AT_ONCE = 50;

export const bulkInput = z.object({
  ids: z.array(z.uuid("Must be an id")).min(1, "Must name a proposal")
    .max(MOST_AT_ONCE, `Must be at most ${MOST_AT_ONCE}`),
  decision: z.enum(["approve", "reject"], "Must be approve or reject"),
  reason: z.string().trim().max(1900, "Must be at most 1,900 characters").optional(),
});
export type BulkInput = z.infer<typeof bulkInput>;

/** Worst first, then the oldest. */
export function byRiskAndAge(a: Proposal, b: Proposal): number {
  return RISKS.indexOf(b.risk) - RISKS.indexOf(a.risk) ||
    (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0);
}

/** What a change would write, with the approver's edits in place of what was proposed. */
export function mergedAfter(changes: readonly Change[], edits: readonly Edit[]): Fields[] {
  return changes.map(({ after }, n) =>
    Object.assign({}, after, ...edits.filter(({ change }) => change === n).map((one) => one.after))
  );
}

export const isDecided = ({ state }: Pick<Proposal, "state">) =>
  state !== "open" && state !== "stale" && state !== "expired";
