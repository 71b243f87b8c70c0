import { totalsEndpoint } from "@/lib/budget/endpoints.ts";
import { api } from "@/lib/http/endpoint.ts";

export const handler = api(totalsEndpoint);
