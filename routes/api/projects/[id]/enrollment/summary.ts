import { summaryEndpoint } from "@/lib/enrollment/endpoints.ts";
import { api } from "@/lib/http/endpoint.ts";

export const handler = api(summaryEndpoint);
