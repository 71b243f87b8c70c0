import { api } from "@/lib/http/endpoint.ts";
import { suggestEndpoint } from "@/lib/proposals/endpoints.ts";

export const handler = api(suggestEndpoint);
