/** Use cases of proposals: list them, read one, propose. What is proposed is checked as if it were done. */
import { type Claims, type Db, DbProblem, type Sql } from "@/lib/db/mod.ts";
import { fieldErrors } from "@/lib/http/intake.ts";
import { type FieldError, Problem } from "@/lib/http/problem.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { widgetParams } from "@/lib/dashboard/saving.ts";
import { type Doc, type Item, itemOf, type ListQuery } from "@/lib/rows/model.ts";
import { listRows, plainly, rowIn } from "@/lib/rows/service.ts";
import { docIn } from "@/lib/rows/taking_back.ts";
import type { Change, Fields, Proposal, ProposalInput } from "./model.ts";
import { TARGETS_OF } from "./model.ts";
import * as queries from "./queries.ts";
import { proposalSpec } from "./spec.ts";
import { afterSchema, SPEC_OF } from "./targets.ts";

export interface Ctx {
  db: Db;
  claims: Claims;
  /** Of a change, for the audit trail. */
  reason: string | null;
}

export const NOT_FOUND = failure(404, "Not there, or not yours");

export const toProposal = (item: Item) => item as unknown as Proposal;

export async function listProposals(
  ctx: Ctx,
  projectId: string,
  query: ListQuery,
): Promise<Result<{ items: Proposal[]; nextCursor: string | null }>> {
  const page = await listRows(ctx, proposalSpec, projectId, query);
  return page.ok ? success({ ...page.value, items: page.value.items.map(toProposal) }) : page;
}

/** A proposal in the transaction at hand; undefined when it is not seen. */
export async function proposalIn(
  sql: Sql,
  projectId: string,
  id: string,
): Promise<Proposal | undefined> {
  const item = await rowIn(sql, proposalSpec, projectId, id);
  return item && toProposal(item);
}

export async function readProposal(
  ctx: Ctx,
  projectId: string,
  id: string,
): Promise<Result<Proposal>> {
  const permission = { resource: "proposal", verb: "select" as const, projectId };
  const found = await ctx.db.asUser(
    ctx.claims,
    (sql) => proposalIn(sql, projectId, id),
    { permission },
  );
  return found ? success(found) : NOT_FOUND;
}

/** Who proposes: a person, a rule on a person's request, or an agent for the person who asked it. */
export type Proposer =
  | { origin: "person" }
  | { origin: "rule"; rule: string; subjectId: string }
  /** callId: its call in the ledger (ai_calls), in which it said so. */
  | { origin: "agent"; callId: string };

/** Proposes. Of an agent the transaction is one of kind agent: it can do nothing else. */
export async function propose(
  ctx: Ctx,
  projectId: string,
  input: ProposalInput,
  by: Proposer = { origin: "person" },
): Promise<Result<Proposal>> {
  const permission = { resource: "proposal", verb: "insert" as const, projectId };
  return await plainly(
    proposalSpec,
    () =>
      ctx.db.asUser(ctx.claims, (sql) => proposeIn(sql, projectId, input, by), {
        ...{ permission, reason: ctx.reason },
        ...(by.origin === "agent" ? { kind: "agent", onBehalfOf: ctx.claims.sub } : {}),
      }),
  );
}

/** The same in a transaction that is under way. @throws DbProblem what its triggers refuse */
export async function proposeIn(
  sql: Sql,
  projectId: string,
  input: ProposalInput,
  by: Proposer,
): Promise<Result<Proposal>> {
  const errors = changeErrors(input);
  if (errors.length > 0) return invalid(errors);
  const [looked, evidence] = await Promise.all([
    Promise.all(input.changes.map((change, n) => lookedAt(sql, projectId, change as Change, n))),
    queries.readLabels(sql, input.evidence),
  ]);
  const refused = looked.find((one) => !one.ok);
  if (refused && !refused.ok) return refused;
  const lost = input.evidence.flatMap(({ id }, n) =>
    evidence.some((one) => one.id === id) ? [] : [{
      path: `/evidence/${n}`,
      message: "Cannot rest on this: there is no such record in this study",
    }]
  );
  if (lost.length > 0) return invalid(lost);
  const id = await queries.insertProposal(sql, projectId, {
    ...{ kind: input.kind, title: input.title, rationale: input.rationale, evidence },
    changes: looked.flatMap((one) => one.ok ? [one.value] : []),
    origin: by.origin,
    rule: by.origin === "rule" ? by.rule : null,
    subjectId: by.origin === "rule" ? by.subjectId : null,
    callId: by.origin === "agent" ? by.callId : null,
    expiresAt: input.expiresAt ?? null,
  });
  const made = id && await proposalIn(sql, projectId, id);
  return made ? success(made) : NOT_FOUND;
}

/** What is wrong with the changes by themselves, as the calls of their rows would say it. */
function changeErrors({ kind, changes }: ProposalInput): FieldError[] {
  return changes.flatMap(({ op, target, id, baseVersion, after }, n) => {
    const at = `/changes/${n}`;
    if (!TARGETS_OF[kind].includes(target)) {
      return [{ path: `${at}/target`, message: `Cannot be changed by ${kind}` }];
    }
    const errors: FieldError[] = [];
    if (op === "insert" && target === "milestone") {
      errors.push({ path: `${at}/op`, message: "A milestone can only be changed" });
    }
    if (op === "update" && id === undefined) {
      errors.push({ path: `${at}/id`, message: "Must be given" });
    } else if (op === "insert" && (id !== undefined || baseVersion !== undefined)) {
      errors.push({ path: `${at}/id`, message: "Cannot be given: the row is made" });
    } else if (id !== undefined && changes.findIndex((one) => one.id === id) < n) {
      errors.push({ path: `${at}/id`, message: "Another change is for the same row" });
    }
    return [...errors, ...afterErrors(target, op, after, `${at}/after`)];
  });
}

/** What is wrong with the fields that a change would write. */
export function afterErrors(
  target: Change["target"],
  op: Change["op"],
  after: Fields,
  at: string,
): FieldError[] {
  const parsed = afterSchema(target, op).safeParse(after);
  const errors = parsed.success ? [] : fieldErrors(parsed.error.issues);
  if (target === "widget" && typeof after.catalogKey === "string" && errors.length === 0) {
    const entry = widgetParams(after.catalogKey, (after.params ?? {}) as Fields);
    if (!entry.ok) errors.push(...entry.problem.errors ?? []);
  }
  return errors.map(({ path, message }) => ({ path: at + path, message }));
}

/** The change with the version and the fields of its row as they are. */
async function lookedAt(
  sql: Sql,
  projectId: string,
  change: Change,
  n: number,
): Promise<Result<Change>> {
  const { op, target, id, baseVersion } = change;
  const after = afterSchema(target, op).parse(change.after) as Fields;
  if (op === "insert") return success({ op, target, after });
  const spec = SPEC_OF[target];
  const doc: Doc | undefined = await docIn(sql, spec, { projectId, id: id! });
  if (!doc) {
    const message = `There is no such ${spec.one} in this study`;
    return invalid([{ path: `/changes/${n}/id`, message }]);
  }
  const row = itemOf(spec, doc);
  if (baseVersion !== undefined && baseVersion !== row.version) {
    return failure(
      412,
      `Somebody else changed this ${spec.one}: it has version ${row.version}, not ${baseVersion}`,
      { errors: [{ path: `/changes/${n}/baseVersion`, message: `It is ${row.version}` }] },
    );
  }
  const names = Object.keys(after);
  const before = Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
  if (names.every((name) => sameValue(before[name], after[name] ?? null))) {
    return invalid([{ path: `/changes/${n}/after`, message: "Nothing would change" }]);
  }
  return success({ op, target, id: row.id, baseVersion: row.version, before, after });
}

const sameValue = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What a transaction threw that its caller can mend; all else goes on. */
export async function caught<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem) return { ok: false, problem: error };
    if (!(error instanceof DbProblem)) throw error;
    if (error.field === "aal" && error.message.includes("regulated")) return SECOND_FACTOR;
    // Of the triggers: who decides lacks a right, or somebody was first.
    if (error.code === "PT403" && /^Cannot (decide|withdraw)/.test(error.message)) {
      return failure(403, error.message, { cause: error });
    }
    throw error;
  }
}

export const SECOND_FACTOR = failure(
  403,
  "What it changes is regulated, so approving takes a second factor: set one up in your account, " +
    "or show its code, then approve again",
  { slug: "mfa-required" },
);
