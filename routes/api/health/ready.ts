import { api } from "@/lib/http/endpoint.ts";
import { readyEndpoint } from "@/lib/operations/endpoints.ts";

export const handler = api(readyEndpoint);
