/** The calls of quality: risks and their reviews, deviations, actions, indicators, limits, factors. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { created, ok, unwrap } from "@/lib/http/reply.ts";
import { rowEndpoints } from "@/lib/rows/endpoints.ts";
import { itemSchema } from "@/lib/rows/model.ts";
import { STATUSES } from "./model.ts";
import { reviewBody } from "./review.ts";
import { saveValues, valueRow } from "./saving.ts";
import { listReviews, readPoints, reviewRisk } from "./service.ts";
import * as indicators from "./indicator_specs.ts";
import * as specs from "./specs.ts";

export const factors = rowEndpoints(specs.factorSpec);
export const risks = rowEndpoints(specs.riskSpec);
export const deviations = rowEndpoints(specs.deviationSpec);
export const capas = rowEndpoints(specs.capaSpec);
export const kris = rowEndpoints(indicators.kriSpec);
export const kriValues = rowEndpoints(indicators.kriValueSpec);
export const qtls = rowEndpoints(indicators.qtlSpec);

const shared = { tag: "risks", caller: "user" as const };
const path = "/api/projects/{id}/risks/{itemId}/reviews" as const;
const score = z.int().min(1).max(5).nullable();

const review = z.object({
  id: z.uuid(),
  reviewedOn: z.iso.date(),
  note: z.string(),
  likelihood: score,
  detectability: score,
  impact: score,
  by: z.string().nullable(),
  createdAt: z.iso.datetime(),
});

export const listReviewsEndpoint = endpoint(
  contract({
    ...shared,
    permission: { resource: "risk", verb: "select" },
    method: "GET",
    path,
    summary: "The newest 200 reviews of a risk",
    responses: {
      200: { description: "The reviews", schema: z.object({ items: z.array(review) }) },
    },
  }),
  async (call) => {
    const { id, itemId } = call.params;
    return ok({ items: unwrap(await listReviews(call, id, itemId)) });
  },
);

export const reviewEndpoint = endpoint(
  contract({
    ...shared,
    permission: { resource: "risk", verb: "insert" },
    method: "POST",
    path,
    summary: "Review a risk; scores that are given become those of the risk",
    description: "The review keeps the scores as they stand after it, and is never changed.",
    body: reviewBody,
    responses: {
      201: {
        description: "The risk and the review",
        schema: z.object({ item: itemSchema(specs.riskSpec), review }),
      },
    },
  }),
  async (call) => {
    const { id, itemId } = call.params;
    const { reason: _, ...input } = call.body;
    const done = unwrap(await reviewRisk(call, id, itemId, input));
    const location = `/api/projects/${id}/risks/${itemId}/reviews`;
    return created(location, done, { version: done.item.version });
  },
);

const number = z.number().nullable();
const point = z.object({
  periodOn: z.iso.date(),
  numerator: number,
  denominator: number,
  value: number.describe("null: unknown"),
  status: z.enum(STATUSES),
});

export const pointsEndpoint = endpoint(
  contract({
    tag: "kris",
    caller: "user",
    permission: { resource: "kri", verb: "select" },
    method: "GET",
    path: "/api/projects/{id}/kris/{itemId}/points",
    summary: "An indicator at its sites by period, the worst of the newest period first",
    query: z.object({
      from: z.coerce.number().int().min(0).max(1_000_000).default(0)
        .describe("Sites before the first"),
      limit: z.coerce.number().int().min(1).max(500).default(100),
      periods: z.coerce.number().int().min(1).max(120).default(12).describe("The newest ones"),
    }),
    responses: {
      200: {
        description: "The points; a period without any record of a site has none",
        schema: z.object({
          periods: z.array(z.iso.date()),
          sites: z.array(
            z.object({ siteId: z.uuid(), name: z.string(), points: z.array(point) }),
          ),
          total: z.int().describe("Sites with a point"),
          from: z.int(),
          together: z.array(point).describe("Over the sites that have both counts"),
        }),
      },
    },
  }),
  async (call) =>
    ok(unwrap(await readPoints(call, call.params.id, call.params.itemId, call.query))),
);

export const saveValuesEndpoint = endpoint(
  contract({
    tag: "kri-values",
    caller: "user",
    permission: { resource: "kri_value", verb: "insert" },
    method: "PUT",
    path: "/api/projects/{id}/kri-values/bulk",
    summary: "Make, change and take back values of indicators: all of them, or none",
    description: "A row speaks of an indicator, a site and a period; both counts null take back " +
      "what is there. Rows that change nothing are left alone.",
    body: z.object({
      rows: z.array(valueRow).min(1, "Must hold at least one row")
        .max(2_000, "Must hold at most 2,000 rows"),
      reason: z.string().max(2_000).optional(),
    }),
    responses: {
      200: {
        description: "How many rows were saved",
        schema: z.object({ saved: z.int(), removed: z.int(), unchanged: z.int() }),
      },
    },
  }),
  async (call) => ok(unwrap(await saveValues(call, call.params.id, call.body.rows))),
);
