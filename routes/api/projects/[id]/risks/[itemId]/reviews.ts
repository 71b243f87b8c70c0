import { api } from "@/lib/http/endpoint.ts";
import { listReviewsEndpoint, reviewEndpoint } from "@/lib/quality/endpoints.ts";

export const handler = api(listReviewsEndpoint, reviewEndpoint);
