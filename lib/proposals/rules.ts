/**
 * What rules propose: from actions, which follow from facts, to the change that would answer them. Made
 * when somebody asks for it, never in passing. Each names its rule and the rows that it found; the same
 * facts give the same proposals, and one that waits or was decided in the last 30 days is not made again.
 */
import type { Sql } from "@/lib/db/mod.ts";
import { type Result, success } from "@/lib/http/reply.ts";
import type { Action, Rule } from "@/lib/actions/model.ts";
import { projectActionsIn } from "@/lib/actions/service.ts";
import type { Plan } from "@/lib/planning/model.ts";
import { planIn } from "@/lib/planning/service.ts";
import { docIn } from "@/lib/rows/taking_back.ts";
import type { Fields, Proposal, ProposalInput, Target } from "./model.ts";
import * as queries from "./queries.ts";
import { caught, type Ctx, NOT_FOUND, proposeIn } from "./service.ts";
import { SPEC_OF } from "./targets.ts";

interface Facts {
  action: Action;
  plan: Plan | undefined;
  /** The row as it is stored; undefined when it is not seen. */
  row(target: Target, id: string): Promise<Fields | undefined>;
}

type Draft = Pick<ProposalInput, "kind" | "title" | "changes">;
type Suggestion = (facts: Facts) => Promise<Draft | null> | Draft | null;

const insert = (target: Target, after: Fields) => ({ op: "insert" as const, target, after });
const short = (text: string, most: number) =>
  text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text;

/** A missing document is begun, so that somebody has it to bring; of countries nobody can say which. */
async function requestDocuments({ action, row }: Facts): Promise<Draft | null> {
  const siteId = action.subject.kind === "site" ? action.subject.id : null;
  const wanted = await Promise.all(
    action.evidence.filter(({ kind }) => kind === "document_requirement").map(async ({ id }) => {
      const found = await row("document_requirement", id);
      const fits = found && (siteId !== null || found.scope === "STUDY");
      return fits ? { id, title: String(found.title), kind: found.kind } : null;
    }),
  );
  const changes = wanted.flatMap((one) =>
    one
      ? [insert("document", {
        ...{ title: one.title, requirementId: one.id },
        ...(one.kind ? { kind: one.kind } : {}),
        ...(siteId ? { siteId } : {}),
        ...(action.owner ? { ownerId: action.owner.id } : {}),
      })]
      : []
  );
  if (changes.length === 0) return null;
  const title = siteId
    ? `Ask for the missing documents of ${action.subject.label}`
    : `Ask for the missing document: ${action.subject.label}`;
  return { kind: "propose_document_request", title, changes };
}

/** A milestone that is past its day, and that links hold, goes to where the plan forecasts it. */
function moveMilestone({ action, plan }: Facts): Draft | null {
  const milestone = plan?.milestones.find(({ id }) => id === action.subject.id);
  const forecast = milestone?.forecast.finishOn;
  const linked = plan?.dependencies.some(({ toId }) => toId === milestone?.id);
  if (!milestone?.plannedOn || !forecast || !linked || forecast <= milestone.plannedOn) return null;
  return {
    kind: "propose_milestone_change",
    title: `Move to its forecast: ${milestone.title}`,
    changes: [{
      ...{ op: "update", target: "milestone", id: milestone.id },
      after: { plannedOn: forecast },
    }],
  };
}

/** An indicator that is red in two periods is a risk until somebody knows why. */
const riskOfIndicator = ({ action }: Facts): Draft => ({
  kind: "propose_risk",
  title: `Take up as a risk: ${action.subject.label}`,
  changes: [insert("risk", {
    title: short(`${action.subject.label}: red in two periods`, 500),
    description: `${action.found}.`,
    ...(action.owner ? { ownerId: action.owner.id } : {}),
  })],
});

const capaOf = (title: string, { action, plan }: Facts): Draft => ({
  kind: "propose_capa",
  title: short(title, 300),
  changes: [insert("capa", {
    title: short(action.subject.label, 500),
    problem: `${action.why} ${action.found}.`,
    openedOn: plan?.today ?? new Date().toISOString().slice(0, 10),
    ...(action.owner ? { ownerId: action.owner.id } : {}),
  })],
});

/** A finding that stays open past its day needs more than waiting, unless an action is on it. */
async function capaOfDeviation(facts: Facts): Promise<Draft | null> {
  const { id, label } = facts.action.subject;
  const deviation = await facts.row("deviation", id);
  if (!deviation || deviation.capa_id !== null) return null;
  return capaOf(`Open an action for the late finding: ${label}`, facts);
}

const SUGGESTIONS: Partial<Record<Rule, Suggestion>> = {
  document_missing_for_gate: requestDocuments,
  milestone_overdue: moveMilestone,
  kri_red_two_periods: riskOfIndicator,
  deviation_overdue: capaOfDeviation,
  capa_ineffective: (facts) =>
    capaOf(`Open another action for: ${facts.action.subject.label}`, facts),
};

/** Rules that propose something. */
export const PROPOSING = Object.keys(SUGGESTIONS) as Rule[];

/** Makes the proposals that follow from the facts now; those made. */
export async function suggest(ctx: Ctx, projectId: string): Promise<Result<Proposal[]>> {
  const permission = { resource: "proposal", verb: "insert" as const, projectId };
  return await caught(() =>
    ctx.db.asUser(ctx.claims, (sql) => suggestIn(sql, projectId), {
      ...{ permission, reason: ctx.reason },
    })
  );
}

async function suggestIn(sql: Sql, projectId: string): Promise<Result<Proposal[]>> {
  const [doing, held, plan] = await Promise.all([
    projectActionsIn(sql, projectId, { view: "all", size: 200 }),
    queries.heldRules(sql, projectId),
    planIn(sql, projectId),
  ]);
  if (!doing) return NOT_FOUND;
  const made: Proposal[] = [];
  for (const action of doing.actions) {
    const suggestion = SUGGESTIONS[action.rule];
    if (!suggestion || held.has(`${action.rule} ${action.subject.id}`)) continue;
    const row = (target: Target, id: string) => docIn(sql, SPEC_OF[target], { projectId, id });
    const draft = await suggestion({ action, plan, row });
    if (!draft) continue;
    const done = await proposeIn(sql, projectId, {
      ...draft,
      title: short(draft.title, 300),
      rationale: short(`${action.why} ${action.found}. ${action.matters}`, 4000),
      evidence: action.evidence.slice(0, 40).map(({ kind, id }) => ({ kind, id })),
    }, { origin: "rule", rule: action.rule, subjectId: action.subject.id });
    if (!done.ok) throw done.problem;
    made.push(done.value);
  }
  return success(made);
}
