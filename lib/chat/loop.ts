/**
 * The loop: a model is asked, what it asks for is done as its asker and as the organisation lets it,
 * and it is asked again, until it answers, waits for its asker's word, or has used what an answer may
 * take. Every step is kept when it is done, so that an answer goes on where it was cut off.
 */
import { rightsIn, standingIn } from "@/lib/assistant/asking.ts";
import { budgetFault, tokensOfCalls } from "@/lib/assistant/ledger.ts";
import { offered } from "./agent_offer.ts";
import type { StepRow } from "./agent_queries.ts";
import { isRead, useOf } from "./agent_tools.ts";
import { type Answered, askModel } from "./asking.ts";
import type { Step } from "./model.ts";
import { nothing, perform, proposedNote, settle, type Settled, taken } from "./loop_steps.ts";
import { inProject } from "./opening.ts";
import { toStep } from "./steps.ts";
import { isLast, type Round, rowsOf, type Talk, toldOf } from "./talk.ts";
import { readAll, type Use } from "./tools.ts";

/** How it ended: an answer, a step that waits, or why there is no answer. */
export type Ended =
  | { kind: "answer"; value: Answered }
  | { kind: "waiting"; step: Step }
  | { kind: "none"; note: string };

/** Asks until there is an end. @throws Overtaken */
export async function converse(talk: Talk): Promise<Ended> {
  const tools = offered(talk.begun.allowed);
  for (let first = true;; first = false) {
    if (talk.signal.aborted) return { kind: "none", note: "It was taken back" };
    const spent = first ? budgetFault(talk.begun.standing) : await spentNow(talk);
    if (spent) return { kind: "none", note: spent };
    const last = isLast(talk);
    const told = await askModel(talk, tools, last);
    if (!told.ok) return { kind: "none", note: told.failure.message };
    if (told.value.kind === "answer") return told.value;
    const waiting = await doAll(talk, told.value.callId, told.value.calls);
    if (waiting) return { kind: "waiting", step: waiting };
  }
}

/** Why no model is asked any more: the organisation's day, its switch, or the asker's rights. */
async function spentNow({ ctx, begun }: Talk): Promise<string | null> {
  const { projectId } = begun;
  const standing = await inProject(ctx, projectId, "select", (sql) => standingIn(sql, projectId));
  if (!standing || standing.off) return "The organisation has switched AI off";
  return budgetFault(standing);
}

/** Does what was asked for, in order; the step that waits for a word ends it. */
async function doAll(talk: Talk, callId: string, calls: Round["calls"]): Promise<Step | null> {
  for (const call of calls) {
    if (talk.signal.aborted || talk.steps.length >= talk.caps.steps) return null;
    const settled = await perform(talk, callId, call);
    add(talk, callId, call, settled);
    if (settled.step.outcome === "asked") return settled.step;
  }
  return null;
}

/** What came of a step is told with the others of its call. */
function add(talk: Talk, callId: string, call: Round["calls"][number], settled: Settled) {
  const { step, facts, note } = settled;
  talk.steps.push(step);
  talk.onEvent({ kind: "step", step });
  let round = talk.rounds.at(-1);
  if (round?.callId !== callId) talk.rounds.push(round = { callId, calls: [], results: [] });
  round.calls.push(call);
  round.results.push({ facts, note });
}

/**
 * Takes up what was done for the question before: what was looked up is looked up again, with the
 * asker's rights of now; what was proposed, refused or failed stays. A step with its asker's word is
 * settled. @throws Overtaken
 */
export async function takeUp(talk: Talk): Promise<void> {
  const { begun: { steps: rows }, ctx } = talk;
  const ids = [...new Set(rows.map(({ callId }) => callId))];
  talk.calls = ids.length;
  talk.tokens = await tokensOfCalls(ctx.db, ids);
  for (const row of rows) {
    const call = { name: row.tool, args: row.args, signature: row.signature };
    if (row.outcome === "asked") {
      const { chatId } = talk.begun;
      add(talk, row.callId, call, await settle(talk, { ...row, chatId }, row.allowed === true));
    } else {
      add(talk, row.callId, call, await again(talk, row));
    }
  }
}

async function again(talk: Talk, row: StepRow): Promise<Settled> {
  const step = toStep(row);
  const said = (note: string | null): Settled => ({ step, facts: [], note });
  if (row.outcome !== "done") return said(row.detail);
  if (row.proposalId !== null) return said(proposedNote(row.detail));
  if (!talk.begun.model || !isRead(row.tool)) return said(null);
  const known = { sites: talk.begun.allowed.sites, rows: rowsOf(talk) };
  const use = useOf(row.tool, row.args, known);
  return "fault" in use ? said(use.fault) : await lookUpAgain(talk, step, use);
}

async function lookUpAgain(talk: Talk, step: Step, use: Use): Promise<Settled> {
  const { projectId } = talk.begun;
  const [read, rights] = await inProject(talk.ctx, projectId, "select", async (sql) => {
    const [one] = await readAll(sql, projectId, [use], toldOf(talk));
    return [one!, await rightsIn(sql, projectId, one!.keys)] as const;
  });
  taken(talk, read, rights?.resources ?? []);
  return { step, facts: read.facts, note: nothing(read) };
}
