import { api } from "@/lib/http/endpoint.ts";
import { readEndpoint } from "@/lib/proposals/endpoints.ts";

export const handler = api(readEndpoint);
