/** What people think of an answer. */
import { z } from "zod";

/** Of five points, the best first. */
export const RATING_WORDS: Record<number, string> = {
  5: "Very useful",
  4: "Useful",
  3: "Neither",
  2: "Of little use",
  1: "Wrong or useless",
};

export const feedbackInput = z.strictObject({
  rating: z.int("Must be a whole number, 1 to 5").min(1, "Must be 1 to 5").max(5, "Must be 1 to 5"),
  comment: z.string().trim().max(4000, "Must be at most 4,000 characters").nullable().optional(),
  /** What it is about, such as "tab:riskControls". */
  subject: z.string().trim().max(200, "Must be at most 200 characters").nullable().optional(),
  projectId: z.uuid("Must be the id of a project").nullable().optional(),
  /** The call of the ledger that it is about. */
  callId: z.uuid("Must be the id of a call").nullable().optional(),
});
export type FeedbackInput = z.infer<typeof feedbackInput>;

export const feedbackItem = z.object({
  id: z.uuid(),
  rating: z.int(),
  comment: z.string().nullable(),
  subject: z.string().nullable(),
  organizationId: z.uuid(),
  projectId: z.uuid().nullable(),
  callId: z.uuid().nullable(),
  createdAt: z.iso.datetime(),
}).meta({ id: "Feedback" });
export type Feedback = z.infer<typeof feedbackItem>;
