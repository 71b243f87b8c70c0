import { api } from "@/lib/http/endpoint.ts";
import { healthEndpoint } from "@/lib/operations/endpoints.ts";

export const handler = api(healthEndpoint);
