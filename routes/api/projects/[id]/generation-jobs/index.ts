import { api } from "@/lib/http/endpoint.ts";
import { listJobsEndpoint, queueJobsEndpoint } from "@/lib/assistant/jobs_endpoints.ts";

export const handler = api(listJobsEndpoint, queueJobsEndpoint);
