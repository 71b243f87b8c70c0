import { api } from "@/lib/http/endpoint.ts";
import { decideEndpoint } from "@/lib/proposals/endpoints.ts";

export const handler = api(decideEndpoint);
