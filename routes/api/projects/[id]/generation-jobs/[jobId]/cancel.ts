import { api } from "@/lib/http/endpoint.ts";
import { cancelJobEndpoint } from "@/lib/assistant/jobs_endpoints.ts";

export const handler = api(cancelJobEndpoint);
