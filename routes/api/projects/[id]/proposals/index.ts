import { api } from "@/lib/http/endpoint.ts";
import { listEndpoint, proposeEndpoint } from "@/lib/proposals/endpoints.ts";

export const handler = api(listEndpoint, proposeEndpoint);
