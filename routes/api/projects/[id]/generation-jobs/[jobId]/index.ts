import { api } from "@/lib/http/endpoint.ts";
import { readJobEndpoint } from "@/lib/assistant/jobs_endpoints.ts";

export const handler = api(readJobEndpoint);
