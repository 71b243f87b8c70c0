import { api } from "@/lib/http/endpoint.ts";
import { decideManyEndpoint } from "@/lib/proposals/endpoints.ts";

export const handler = api(decideManyEndpoint);
