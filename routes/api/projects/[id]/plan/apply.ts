import { api } from "@/lib/http/endpoint.ts";
import { applyPlan } from "@/lib/planning/endpoints.ts";

export const handler = api(applyPlan);
