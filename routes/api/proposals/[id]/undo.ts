import { api } from "@/lib/http/endpoint.ts";
import { undoEndpoint } from "@/lib/proposals/endpoints.ts";

export const handler = api(undoEndpoint);
