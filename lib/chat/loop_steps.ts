/**
 * One step that a model asked for: looked at against the organisation's policies, done with the
 * asker's rights, written down. A proposal and its step are one transaction, so neither a kill nor a
 * second hand makes it twice.
 */
import { DbProblem, type Sql } from "@/lib/db/mod.ts";
import { rightsIn } from "@/lib/assistant/asking.ts";
import { Problem } from "@/lib/http/problem.ts";
import type { Kind, ProposalInput } from "@/lib/proposals/model.ts";
import { proposeIn } from "@/lib/proposals/service.ts";
import { isKind, lasting, proposalOf } from "./agent_propose.ts";
import { insertStep, type NewStep } from "./agent_queries.ts";
import { MOST_ARGS } from "./agent_schema.ts";
import { isRead, useOf } from "./agent_tools.ts";
import type { ToolCall } from "./asking.ts";
import type { ChatFact, Step } from "./model.ts";
import { rowsOf, type Talk, toldOf } from "./talk.ts";
import { type Read, readAll, type Use } from "./tools.ts";

/** What came of a step, and what a model is told of it. */
export interface Settled {
  step: Step;
  facts: ChatFact[];
  note: string | null;
}

/** Somebody else goes on with the same question. */
export class Overtaken extends Error {}

const MOST_DETAIL = 2000;
/** Tries of a tool that failed, in one question. */
const TRIES = 2;

type Wanted = { use: Use } | { kind: Kind; input: ProposalInput };

/** What the arguments mean; or what is wrong with them. */
function wantedBy(talk: Talk, { name, args }: ToolCall): Wanted | { fault: string } {
  if (JSON.stringify(args).length > MOST_ARGS) return { fault: "The arguments are too long" };
  const known = { sites: talk.begun.allowed.sites, rows: rowsOf(talk) };
  if (isRead(name)) {
    const use = useOf(name, args, known);
    return "fault" in use ? use : { use };
  }
  if (!isKind(name)) return { fault: "There is no such tool" };
  const input = proposalOf(name, args, known);
  return "fault" in input ? input : { kind: name, input };
}

/** A step at its place, before anything came of it. */
function blank(talk: Talk, callId: string, call: ToolCall, no: number): NewStep {
  const { chatId, questionId } = talk.begun;
  const short = JSON.stringify(call.args).length <= MOST_ARGS;
  return {
    ...{ id: crypto.randomUUID(), chatId, questionId, no, callId, tool: call.name },
    ...{ args: short ? call.args : {}, outcome: "failed", detail: "", rows: 0, ms: 0 },
    signature: call.signature !== null && call.signature.length <= 20_000 ? call.signature : null,
    proposalId: null,
  };
}

const toStep = ({ id, no, tool, detail, rows, ms, outcome, proposalId }: NewStep): Step => ({
  ...{ id, no, tool, detail, rows, ms, outcome, proposalId },
});

/** One transaction of the asker's agent. */
const asAgent = <T>({ ctx, begun }: Talk, work: (sql: Sql) => Promise<T>): Promise<T> =>
  ctx.db.asUser(ctx.claims, work, {
    ...{ reason: ctx.reason, kind: "agent", onBehalfOf: ctx.claims.sub },
    permission: { resource: "chat", verb: "insert", projectId: begun.projectId },
  });

/** @throws Overtaken */
async function kept<T>(talk: Talk, work: (sql: Sql) => Promise<T>): Promise<T> {
  try {
    return await asAgent(talk, work);
  } catch (error) {
    if (error instanceof DbProblem && error.constraint === "chat_steps_once") throw new Overtaken();
    throw error;
  }
}

async function note(talk: Talk, made: NewStep): Promise<Settled> {
  const step = { ...made, detail: made.detail.slice(0, MOST_DETAIL) };
  await kept(talk, (sql) => insertStep(sql, talk.begun.projectId, step));
  return { step: toStep(step), facts: [], note: step.detail };
}

/** Looks at a call: does it, refuses it, or asks. Outcome "asked": its asker's word is waited for. */
export async function perform(talk: Talk, callId: string, call: ToolCall): Promise<Settled> {
  const { begun, steps } = talk;
  const policy = begun.allowed.policies.get(call.name) ?? "forbid";
  const made = blank(talk, callId, call, (steps.at(-1)?.no ?? 0) + 1);
  if (policy === "forbid") {
    const detail = `Refused: ${call.name} is not allowed to an agent here`;
    return await note(talk, { ...made, outcome: "refused", detail });
  }
  const tries = steps.filter(({ tool, outcome }) => tool === call.name && outcome === "failed");
  const wanted = wantedBy(talk, call);
  // Before its asker's word nothing of a tool that asks is more than refused.
  const bad = policy === "approve" ? "refused" : "failed";
  if (tries.length >= TRIES) {
    return await note(talk, { ...made, outcome: bad, detail: "It failed twice: not tried again" });
  }
  if ("fault" in wanted) {
    return await note(talk, { ...made, outcome: bad, detail: `Wrong arguments: ${wanted.fault}` });
  }
  if (policy === "auto") return await run(talk, made, wanted);
  // When it goes on, facts may have other numbers: rows are named in their place.
  const args = "input" in wanted ? lasting(wanted.input) : lastingUse(made.args, wanted.use);
  return await note(talk, { ...made, args, outcome: "asked", detail: detailOf(wanted) });
}

const lastingUse = (args: NewStep["args"], use: Use): NewStep["args"] =>
  use.tool === "get_record" ? { ...use.of } : args;

const detailOf = (wanted: Wanted) =>
  "use" in wanted ? wanted.use.detail : `${wanted.input.title}: ${wanted.input.rationale}`;

/** Settles a step that asked, by its asker's word. */
export async function settle(
  talk: Talk,
  asked: NewStep,
  allowed: boolean,
): Promise<Settled> {
  const made = { ...asked, id: crypto.randomUUID(), proposalId: null };
  if (!allowed) {
    const detail = "Refused: whom you work for does not want it";
    return await note(talk, { ...made, outcome: "refused", detail });
  }
  const wanted = wantedBy(talk, { name: made.tool, args: made.args, signature: null });
  if ("fault" in wanted) {
    return await note(talk, { ...made, outcome: "failed", detail: wanted.fault });
  }
  return await run(talk, made, wanted);
}

/** Does it and writes it down, in one transaction; what refuses it is written down instead. */
async function run(talk: Talk, made: NewStep, wanted: Wanted): Promise<Settled> {
  try {
    return "use" in wanted
      ? await lookUp(talk, made, wanted.use)
      : await propose(talk, made, wanted.input);
  } catch (error) {
    const fault = faultOf(error);
    if (fault === null) throw error;
    const { forbidden, detail } = fault;
    return await note(talk, { ...made, outcome: forbidden ? "refused" : "failed", detail });
  }
}

/** What a model may mend, or has to live with; null for what is none of its business. */
function faultOf(error: unknown): { forbidden: boolean; detail: string } | null {
  if (error instanceof DbProblem && [403, 404, 409, 412, 422].includes(error.status)) {
    const at = error.field ? `${error.field}: ` : "";
    return { forbidden: error.code === "PT403", detail: `Not done: ${at}${error.message}` };
  }
  if (error instanceof Problem && error.status < 500) {
    const places = (error.errors ?? []).map(({ path, message }) => `${path}: ${message}`);
    return { forbidden: false, detail: `Not done: ${places.join("; ") || error.message}` };
  }
  return null;
}

async function lookUp(talk: Talk, made: NewStep, use: Use): Promise<Settled> {
  const { projectId } = talk.begun;
  const { read, step, rights } = await kept(talk, async (sql) => {
    const [read] = await readAll(sql, projectId, [use], toldOf(talk));
    const rights = read!.keys.length > 0 ? await rightsIn(sql, projectId, read!.keys) : undefined;
    const { facts: { length: rows }, step: { ms } } = read!;
    const args = lastingUse(made.args, use);
    const step = { ...made, args, outcome: "done" as const, detail: use.detail, rows, ms };
    await insertStep(sql, projectId, step);
    return { read: read!, step, rights };
  });
  taken(talk, read, rights?.resources ?? []);
  return { step: toStep(step), facts: read.facts, note: nothing(read) };
}

/** What was read counts for all that follows. */
export function taken(talk: Talk, read: Read, resources: readonly string[]) {
  talk.reads.push(read);
  for (const one of [...read.resources, ...resources]) talk.resources.add(one);
}

export const nothing = ({ facts, use }: Read): string | null =>
  facts.length > 0
    ? null
    : use.tool === "get_record"
    ? "There is no such thing in this study that you see"
    : "Nothing was found";

export const proposedNote = (title: string) =>
  `Proposed, not done: "${title}". It waits for somebody to decide it`;

async function propose(talk: Talk, made: NewStep, input: ProposalInput): Promise<Settled> {
  const { projectId } = talk.begun;
  const from = performance.now();
  const step = await kept(talk, async (sql) => {
    const result = await proposeIn(sql, projectId, input, {
      ...{ origin: "agent", callId: made.callId },
    });
    if (!result.ok) throw result.problem;
    const ms = Math.round(performance.now() - from);
    const { id: proposalId, title } = result.value;
    const step = { ...made, outcome: "done" as const, detail: title, ms, proposalId };
    await insertStep(sql, projectId, step);
    return step;
  });
  return { step: toStep(step), facts: [], note: proposedNote(step.detail) };
}
