import { changePoliciesEndpoint, readPoliciesEndpoint } from "@/lib/agents/endpoints.ts";
import { api } from "@/lib/http/endpoint.ts";

export const handler = api(readPoliciesEndpoint, changePoliciesEndpoint);
