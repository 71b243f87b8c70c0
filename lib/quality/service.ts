/** Use cases of quality beside those of all rows: reviews of risks, points of an indicator. */
import type { Permission, Sql } from "@/lib/db/mod.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import type { Item } from "@/lib/rows/model.ts";
import * as rows from "@/lib/rows/service.ts";
import type { KriSites, Review } from "./page_model.ts";
import { readKriSites } from "./kri_queries.ts";
import * as queries from "./queries.ts";
import { riskSpec } from "./specs.ts";

/** What forms offer, for the transaction at hand. */
export { readChoices as choicesIn } from "./page_queries.ts";

export const NOT_FOUND = failure(404, "Not there, or not yours");

export function inProject<T>(
  ctx: rows.Ctx,
  projectId: string,
  resource: string,
  verb: Permission["verb"],
  work: (sql: Sql) => Promise<T>,
) {
  return ctx.db.asUser(ctx.claims, work, {
    reason: ctx.reason,
    permission: { resource, verb, projectId },
  });
}

/** A look at a risk. Scores that it gives become those of the risk. */
export interface ReviewInput {
  reviewedOn: string;
  note: string;
  likelihood?: number | null | undefined;
  detectability?: number | null | undefined;
  impact?: number | null | undefined;
  /** When it is looked at again; absent: as it was. */
  reviewDueOn?: string | null | undefined;
  /** Of the risk, as the caller knew it. */
  version?: number | undefined;
}

export const reviewOf = (doc: queries.Doc): Review => ({
  id: String(doc.id),
  reviewedOn: String(doc.reviewed_on),
  note: String(doc.note),
  likelihood: doc.likelihood as number | null,
  detectability: doc.detectability as number | null,
  impact: doc.impact as number | null,
  by: (doc.by ?? null) as string | null,
  createdAt: new Date(String(doc.created_at)).toISOString(),
});

const MOST_REVIEWS = 200;

/** The newest 200 reviews of a risk. */
export async function listReviews(
  ctx: rows.Ctx,
  projectId: string,
  riskId: string,
): Promise<Result<Review[]>> {
  return await inProject(ctx, projectId, "risk", "select", async (sql) => {
    const [risk, docs] = await Promise.all([
      rows.rowIn(sql, riskSpec, projectId, riskId),
      queries.readReviews(sql, projectId, riskId, MOST_REVIEWS),
    ]);
    return risk ? success(docs.map(reviewOf)) : NOT_FOUND;
  });
}

/**
 * Writes a review down and, in the same transaction, scores the risk anew where the review does.
 * The review keeps the scores as they stand after it.
 */
export async function reviewRisk(
  ctx: rows.Ctx,
  projectId: string,
  riskId: string,
  input: ReviewInput,
): Promise<Result<{ item: Item; review: Review }>> {
  const { reviewedOn, note, version, ...changes } = input;
  const changed = Object.values(changes).some((value) => value !== undefined);
  return await inProject(ctx, projectId, "risk", "insert", async (sql) => {
    const where = { projectId, id: riskId, version: version ?? null };
    const here = await rows.rowIn(sql, riskSpec, projectId, riskId);
    if (!here) return NOT_FOUND;
    if (version !== undefined && here.version !== version) return stale(here.version, version);
    const risk = changed ? await rows.changeRow(sql, riskSpec, where, { ...changes }) : here;
    if (!risk) return failure(403, "Cannot score this risk: your role does not allow it");
    const { likelihood, detectability, impact } = risk;
    const doc = await queries.insertReview(sql, projectId, {
      ...{ risk_id: riskId, reviewed_on: reviewedOn, note, likelihood, detectability, impact },
    });
    const item = await rows.rowIn(sql, riskSpec, projectId, riskId);
    return success({ item: item ?? risk, review: reviewOf(doc) });
  });
}

const stale = (now: number, then: number) =>
  failure(412, `Somebody else changed this risk: it has version ${now}, not ${then}`, {
    headers: { etag: `"${now}"` },
  });

/** One indicator at its sites; 404 when it is not seen. */
export async function readPoints(
  ctx: rows.Ctx,
  projectId: string,
  kriId: string,
  page: { from: number; limit: number; periods: number },
): Promise<Result<KriSites>> {
  return await inProject(ctx, projectId, "kri", "select", async (sql) => {
    const [seen, found] = await Promise.all([
      queries.readKri(sql, projectId, kriId),
      readKriSites(sql, projectId, kriId, page),
    ]);
    return seen ? success(found) : NOT_FOUND;
  });
}
