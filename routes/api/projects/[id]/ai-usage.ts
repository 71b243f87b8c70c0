import { api } from "@/lib/http/endpoint.ts";
import { projectLedger } from "@/lib/assistant/usage_endpoints.ts";

export const handler = api(projectLedger.sums);
