import { api } from "@/lib/http/endpoint.ts";
import { organizationLedger } from "@/lib/assistant/usage_endpoints.ts";

export const handler = api(organizationLedger.file);
