/** The calls of the budget: lines, bookings, totals. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { ok, unwrap } from "@/lib/http/reply.ts";
import { rowEndpoints } from "@/lib/rows/endpoints.ts";
import { FORMULA, standingOf } from "./words.ts";
import { readTotals } from "./service.ts";
import { actualSpec, lineSpec } from "./specs.ts";

export const lines = rowEndpoints(lineSpec);
export const actuals = rowEndpoints(actualSpec);

const money = z.int().nullable().describe("Minor units of the currency; null: not known exactly");

export const totalsEndpoint = endpoint(
  contract({
    method: "GET",
    path: "/api/projects/{id}/budget/totals",
    summary: "What the lines add up to, for each currency on its own",
    tag: "budget",
    caller: "user",
    permission: { resource: "budget", verb: "select" },
    responses: {
      200: {
        description: "The totals",
        schema: z.object({
          totals: z.array(z.object({
            currency: z.string(),
            planned: z.int(),
            actual: z.int(),
            forecast: money,
            variance: money,
            varianceRatio: z.number().nullable().describe("A share of 1; null: nothing planned"),
            unbooked: money.describe("What happened and is not booked yet, where that is known"),
            lines: z.int(),
            bookings: z.int(),
            unknown: z.int().describe("Lines whose forecast is at least what it says"),
            lastBookedOn: z.iso.date().nullable(),
            status: z.enum(["on-track", "at-risk", "critical", "unknown"]),
            reason: z.string(),
          })),
          formula: z.string(),
          asOf: z.iso.datetime(),
          sourceCount: z.int().describe("Lines that were added up"),
        }),
      },
    },
  }),
  async (call) => {
    const found = unwrap(await readTotals(call, call.params.id));
    const totals = found.map((total) => {
      const { state: status, reason } = standingOf(total, total.unknown);
      return { ...total, status, reason };
    });
    const sourceCount = totals.reduce((sum, { lines }) => sum + lines, 0);
    return ok({ totals, formula: FORMULA, asOf: new Date().toISOString(), sourceCount });
  },
);
