/** The call of feedback. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { unwrap } from "@/lib/http/reply.ts";
import { giveFeedback } from "./feedback.ts";
import { feedbackInput, feedbackItem } from "./feedback_model.ts";

export const feedbackEndpoint = endpoint(
  contract({
    method: "POST",
    path: "/api/feedback",
    summary: "Say what you think of an answer, or of ClinOps",
    description: "Owners, administrators and managers of the study read it.",
    tag: "assistant",
    caller: "user",
    body: feedbackInput,
    responses: {
      201: { description: "It is kept", schema: z.object({ feedback: feedbackItem }) },
      422: { description: "Fields wrong, or you are in no organisation" },
    },
  }),
  async (call) => ({
    status: 201,
    body: { feedback: unwrap(await giveFeedback(call, call.body)) },
  }),
);
