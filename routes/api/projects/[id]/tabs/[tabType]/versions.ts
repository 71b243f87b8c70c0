import { listVersionsEndpoint } from "@/lib/assistant/endpoints.ts";
import { api } from "@/lib/http/endpoint.ts";

export const handler = api(listVersionsEndpoint);
