import { api } from "@/lib/http/endpoint.ts";
import { pointsEndpoint } from "@/lib/quality/endpoints.ts";

export const handler = api(pointsEndpoint);
