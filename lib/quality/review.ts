import { z } from "zod";
import { day, name } from "@/lib/rows/model.ts";
import { score } from "./specs.ts";

/** A review as it is sent. */
export const reviewBody = z.object({
  reviewedOn: day,
  note: name(10_000),
  likelihood: score.optional(),
  detectability: score.optional(),
  impact: score.optional(),
  reviewDueOn: day.nullable().optional().describe("When it is looked at again"),
  version: z.int().min(1).optional().describe("Of the risk; another one is refused (412)"),
  reason: z.string().max(2_000).optional(),
});
