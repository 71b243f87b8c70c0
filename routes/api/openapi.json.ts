import { api } from "@/lib/http/endpoint.ts";
import { openapiEndpoint } from "@/lib/operations/endpoints.ts";
// Routes are loaded when they are first asked for; the description needs all contracts at once.
import "@/lib/actions/endpoints.ts";
import "@/lib/activity/endpoints.ts";
import "@/lib/assistant/endpoints.ts";
import "@/lib/assistant/feedback_endpoints.ts";
import "@/lib/assistant/jobs_endpoints.ts";
import "@/lib/assistant/usage_endpoints.ts";
import "@/lib/budget/endpoints.ts";
import "@/lib/csv/endpoints.ts";
import "@/lib/dashboard/endpoints.ts";
import "@/lib/diagrams/endpoints.ts";
import "@/lib/enrollment/endpoints.ts";
import "@/lib/identity/endpoints.ts";
import "@/lib/imports/endpoints.ts";
import "@/lib/intake/endpoints.ts";
import "@/lib/members/endpoints.ts";
import "@/lib/team/endpoints.ts";
import "@/lib/tmf/endpoints.ts";
import "@/lib/organizations/endpoints.ts";
import "@/lib/planning/endpoints.ts";
import "@/lib/projects/endpoints.ts";
import "@/lib/quality/endpoints.ts";
import "@/lib/realtime/endpoints.ts";
import "@/lib/documents/endpoints.ts";
import "@/lib/sites/endpoints.ts";

export const handler = api(openapiEndpoint);
