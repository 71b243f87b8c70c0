import { api } from "@/lib/http/endpoint.ts";
import { feedbackEndpoint } from "@/lib/assistant/feedback_endpoints.ts";

export const handler = api(feedbackEndpoint);
