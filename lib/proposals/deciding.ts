/** Use cases of decisions: approve (as edited), reject, withdraw, several at once, undo. */
import { DbProblem, type Sql } from "@/lib/db/mod.ts";
import { type FieldError, Problem } from "@/lib/http/problem.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { applyIn, asToldOf, takeBackIn, type UnderWay } from "./applying.ts";
import * as m from "./model.ts";
import * as queries from "./queries.ts";
import { afterErrors, caught, type Ctx, NOT_FOUND, proposalIn, SECOND_FACTOR } from "./service.ts";

type Proposal = m.Proposal;

const DECIDED: Partial<Record<m.State, string>> = {
  approved: "approved",
  approved_as_edited: "approved as edited",
  rejected: "rejected",
  withdrawn: "withdrawn",
  undone: "approved and undone",
};

/** Decided already: who, what and when. */
function decidedAlready({ state, decidedBy, decidedAt }: Proposal) {
  const when = decidedAt?.slice(0, 16).replace("T", " ");
  return failure(
    409,
    `Decided already: ${DECIDED[state] ?? state} by ${decidedBy ?? "somebody"} on ${when} UTC`,
    { slug: "decided" },
  );
}

/** Why it cannot be approved as it stands; null when it can. */
function notNow(proposal: Proposal): Problem | null {
  if (m.isDecided(proposal)) return decidedAlready(proposal).problem;
  if (proposal.state === "expired") {
    const message = `It expired on ${proposal.expiresAt.slice(0, 10)}: have it proposed anew`;
    return new Problem(409, message, { slug: "expired" });
  }
  if (proposal.state !== "stale") return null;
  const errors = proposal.changes.flatMap(({ op, baseVersion }, n) => {
    const now = proposal.nowVersions?.[n] ?? null;
    if (op === "insert" || now === baseVersion) return [];
    const message = now === null
      ? `Its row is gone; it was at version ${baseVersion}`
      : `Its row is at version ${now}, and this was proposed for version ${baseVersion}`;
    return [{ path: `/changes/${n}`, message }];
  });
  const detail = "What it would change was changed in the meantime: look at it, and have it " +
    "proposed anew";
  return new Problem(412, detail, { slug: "stale", errors });
}

/** Where it is; 404 for what is not seen. */
async function placeOf(ctx: Ctx, id: string): Promise<string | undefined> {
  return await ctx.db.asUser(ctx.claims, (sql) => queries.projectOf(sql, id), {
    permission: { resource: "proposal", verb: "select" },
  });
}

/** One transaction of a person who may decide, with the proposal; its reason names the proposal. */
async function decideIn(
  ctx: Ctx,
  { projectId, id, reason }: { projectId: string; id: string; reason: string | null },
  work: (sql: Sql, proposal: Proposal, reason: string) => Promise<void>,
  underWay: UnderWay = {},
): Promise<Result<Proposal>> {
  const permission = { resource: "proposal_decision", verb: "insert" as const, projectId };
  const why = `proposal ${id}${reason ? `: ${reason}` : ""}`.slice(0, 2000).toWellFormed();
  return await caught(() =>
    ctx.db.asUser(ctx.claims, async (sql) => {
      // Entering waited for other writers of the organisation: nobody decides between this and that.
      const proposal = await proposalIn(sql, projectId, id);
      if (!proposal) return NOT_FOUND;
      await work(sql, proposal, why);
      return success((await proposalIn(sql, projectId, id))!);
    }, { permission, reason: why }).catch((error) => {
      throw error instanceof DbProblem && asToldOf(error, underWay) || error;
    })
  );
}

/** Decides. Approving applies the change as the caller: all of it, or nothing. */
export async function decide(
  ctx: Ctx,
  where: { id: string; projectId?: string },
  input: m.DecisionInput,
): Promise<Result<Proposal>> {
  const projectId = where.projectId ?? await placeOf(ctx, where.id);
  if (projectId === undefined) return NOT_FOUND;
  const { decision, edits = [] } = input;
  const reason = input.reason?.trim() || null;
  if (decision === "reject" && reason === null) {
    return failure(422, "Say why it is rejected", {
      errors: [{ path: "/reason", message: "Say why it is rejected" }],
    });
  }
  if (decision !== "approve" && edits.length > 0) {
    return failure(422, "Only what is approved can be edited", {
      errors: [{ path: "/edits", message: "Only what is approved can be edited" }],
    });
  }
  const underWay: UnderWay = {};
  return await decideIn(ctx, { projectId, id: where.id, reason }, async (sql, proposal, why) => {
    underWay.change = undefined;
    const done = { proposalId: where.id, decision, edits: [], reason, applied: [] };
    if (decision !== "approve") {
      if (m.isDecided(proposal)) throw decidedAlready(proposal).problem;
      return await queries.insertDecision(sql, projectId, done);
    }
    const refused = notNow(proposal);
    if (refused) throw refused;
    const { after, edited } = merged(proposal, edits);
    if (proposal.regulated && !await queries.showedSecondFactor(sql)) throw SECOND_FACTOR.problem;
    const applied = await applyIn(sql, projectId, { proposal, after, reason: why, underWay });
    await queries.insertDecision(sql, projectId, { ...done, edits: edited, applied });
  }, underWay);
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** The fields to write; edits that say what was proposed are none. @throws Problem with pointers */
function merged(proposal: Proposal, edits: readonly m.Edit[]) {
  const edited = edits.flatMap(({ change, after }) => {
    const proposed = proposal.changes[change]?.after;
    if (!proposed) {
      const message = `It has no change ${change}`;
      throw new Problem(422, message, { errors: [{ path: "/edits", message }] });
    }
    const differing = Object.entries(after).filter(([name, value]) => !same(proposed[name], value));
    return differing.length > 0 ? [{ change, after: Object.fromEntries(differing) }] : [];
  });
  const after = m.mergedAfter(proposal.changes, edited);
  const errors = proposal.changes.flatMap(({ op, target }, n): FieldError[] =>
    afterErrors(target, op, after[n]!, `/changes/${n}/after`)
  );
  const changesNothing = proposal.changes.findIndex(({ op, before = {} }, n) =>
    op === "update" &&
    Object.entries(after[n]!).every(([name, value]) =>
      Object.hasOwn(before, name) && same(before[name], value)
    )
  );
  if (errors.length === 0 && changesNothing >= 0) {
    errors.push({ path: `/changes/${changesNothing}/after`, message: "Nothing would change" });
  }
  if (errors.length > 0) throw new Problem(422, errors[0]!.message, { errors });
  return { after, edited };
}

export interface BulkResult {
  id: string;
  ok: boolean;
  status: number;
  /** Why not; null where it was done. */
  detail: string | null;
  proposal: Proposal | null;
}

/** Decides several, each in a transaction of its own: one that is refused does not hold the others. */
export async function decideMany(
  ctx: Ctx,
  projectId: string,
  { ids, decision, reason }: m.BulkInput,
): Promise<BulkResult[]> {
  const results: BulkResult[] = [];
  for (const id of new Set(ids)) {
    const done = await decide(ctx, { id, projectId }, { decision, reason });
    results.push(
      done.ok ? { id, ok: true, status: 200, detail: null, proposal: done.value } : {
        id,
        ok: false,
        status: done.problem.status,
        detail: done.problem.detail,
        proposal: null,
      },
    );
  }
  return results;
}

/**
 * Takes an approval back while what it wrote is as it was written: what was made is removed, what was
 * changed is as before. A decision of its own, once.
 */
export async function undo(
  ctx: Ctx,
  where: { id: string; projectId?: string },
  reason: string | null,
): Promise<Result<Proposal>> {
  const projectId = where.projectId ?? await placeOf(ctx, where.id);
  if (projectId === undefined) return NOT_FOUND;
  return await decideIn(ctx, { projectId, id: where.id, reason }, async (sql, proposal) => {
    if (proposal.state === "undone") {
      const by = proposal.undoneBy ?? "somebody";
      throw new Problem(409, `Undone already by ${by}`, { slug: "decided" });
    }
    if (proposal.state !== "approved" && proposal.state !== "approved_as_edited") {
      throw new Problem(409, "Cannot undo: it was not approved");
    }
    if (!proposal.undoable) {
      const message = "Cannot undo: what it wrote was changed since. Change it by hand";
      throw new Problem(412, message, { slug: "stale" });
    }
    if (proposal.regulated && !await queries.showedSecondFactor(sql)) throw SECOND_FACTOR.problem;
    await takeBackIn(sql, projectId, proposal.applied ?? []);
    await queries.insertDecision(sql, projectId, {
      ...{ proposalId: where.id, decision: "undo", edits: [], reason, applied: [] },
    });
  });
}
