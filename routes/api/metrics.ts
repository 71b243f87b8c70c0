import { api } from "@/lib/http/endpoint.ts";
import { metricsEndpoint } from "@/lib/operations/endpoints.ts";

export const handler = api(metricsEndpoint);
